import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
  type Announcements,
  type DragEndEvent,
} from '@dnd-kit/core';
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import Box from '@mui/material/Box';
import { useEffect, useRef } from 'react';

import type { AccountView } from '#shared/model/snapshot.ts';

import { t } from '../../i18n/t.ts';
import { AccountCard } from './AccountCard.tsx';
import { moved } from './account-form.ts';
import { accountMessages as m } from './messages.ts';
import { useReorderAccounts } from './use-accounts.ts';

interface Props {
  accounts: readonly AccountView[];
  highlighted: string | undefined;
  onEdit: (id: string) => void;
  onRemove: (account: AccountView) => void;
}

/** What a screen reader hears while an account is moved. */
function announcements(accounts: readonly AccountView[]): Announcements {
  const place = (id: string | number | undefined) => accounts.findIndex((account) => account.id === id) + 1;
  const values = (id: string | number, overId: string | number | undefined) => ({
    name: accounts.find((account) => account.id === id)?.name ?? '',
    place: place(overId ?? id),
    count: accounts.length,
  });
  return {
    onDragStart: ({ active }) => t(m.dndUp, values(active.id, active.id)),
    onDragOver: ({ active, over }) => t(m.dndOver, values(active.id, over?.id)),
    onDragEnd: ({ active, over }) => t(m.dndDrop, values(active.id, over?.id)),
    onDragCancel: ({ active }) => t(m.dndCancel, values(active.id, active.id)),
  };
}

/** The accounts in the order they are served; the order changes by drag, by keys and by the menu. */
export function SortableAccounts({ accounts, highlighted, onEdit, onRemove }: Props) {
  const reorder = useReorderAccounts();
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const ids = accounts.map((account) => account.id);

  function onDragEnd({ active, over }: DragEndEvent): void {
    if (!over || active.id === over.id) return;
    reorder(arrayMove(ids, ids.indexOf(String(active.id)), ids.indexOf(String(over.id))));
  }

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={onDragEnd}
      accessibility={{
        announcements: announcements(accounts),
        screenReaderInstructions: { draggable: t(m.dndHow) },
      }}
    >
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        <Box component="ol" sx={{ m: 0, p: 0, display: 'grid', gap: 1 }}>
          {accounts.map((account, index) => (
            <SortableItem
              key={account.id}
              account={account}
              isHighlighted={account.id === highlighted}
              onEdit={() => onEdit(account.id)}
              onRemove={() => onRemove(account)}
              onMoveUp={index > 0 ? () => reorder(moved(ids, index, -1)) : null}
              onMoveDown={index < ids.length - 1 ? () => reorder(moved(ids, index, 1)) : null}
            />
          ))}
        </Box>
      </SortableContext>
    </DndContext>
  );
}

interface ItemProps {
  account: AccountView;
  isHighlighted: boolean;
  onEdit: () => void;
  onRemove: () => void;
  onMoveUp: (() => void) | null;
  onMoveDown: (() => void) | null;
}

function SortableItem({ account, isHighlighted, ...actions }: ItemProps) {
  const sortable = useSortable({ id: account.id });
  const element = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (isHighlighted) element.current?.scrollIntoView({ block: 'center' });
  }, [isHighlighted]);
  return (
    <Box
      component="li"
      ref={(node: HTMLElement | null) => {
        element.current = node;
        sortable.setNodeRef(node);
      }}
      sx={{ listStyle: 'none', position: 'relative', zIndex: sortable.isDragging ? 1 : 'auto' }}
      style={{
        transform: CSS.Translate.toString(sortable.transform),
        ...(sortable.transition === undefined ? {} : { transition: sortable.transition }),
      }}
    >
      <AccountCard
        account={account}
        isHighlighted={isHighlighted}
        isDragging={sortable.isDragging}
        handleRef={sortable.setActivatorNodeRef}
        handleProps={{ ...sortable.attributes, ...sortable.listeners }}
        {...actions}
      />
    </Box>
  );
}
