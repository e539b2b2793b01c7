import { createContext, use, useMemo, useState, type ReactNode } from 'react';

import type { AccountView, EndpointView, FarmSnapshot, MinerView } from '#shared/model/snapshot.ts';

import { useFarm } from '../../api/queries.ts';
import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { Consequences, MinerPreview, MinersPreview } from './Consequences.tsx';
import { endpointConsequences } from './mark-view.ts';
import { MarkFailedDialog } from './MarkFailedDialog.tsx';
import { markMessages as m } from './messages.ts';
import { someNames } from './preview-view.ts';
import { useMarkEndpoint, useMarkMiner, useMarkMiners } from './use-marks.ts';

type Subject = { kind: 'miner' | 'pool'; id: string } | { kind: 'miners'; ids: readonly string[] };

interface MarkDialog {
  markMiner(minerId: string): void;
  /** All of them at one time; a single one is asked about as `markMiner` does. */
  markMiners(minerIds: readonly string[]): void;
  markEndpoint(endpointId: string): void;
}

const MarkDialogContext = createContext<MarkDialog | null>(null);

/** Opens the one dialog in which anything is marked failed. */
export function useMarkDialog(): MarkDialog {
  const dialog = use(MarkDialogContext);
  if (!dialog) throw new Error('no mark dialog above this component');
  return dialog;
}

function findEndpoint(
  snapshot: FarmSnapshot,
  id: string,
): { account: AccountView; endpoint: EndpointView } | null {
  for (const account of snapshot.accounts) {
    const endpoint = account.pools.find((pool) => pool.id === id);
    if (endpoint) return { account, endpoint };
  }
  return null;
}

export function MarkDialogProvider({ children }: { children: ReactNode }) {
  const [subject, setSubject] = useState<Subject | null>(null);
  const { data } = useFarm();
  const dialog = useMemo<MarkDialog>(
    () => ({
      markMiner: (id) => setSubject({ kind: 'miner', id }),
      markMiners: (ids) => {
        const [only] = ids;
        if (only !== undefined && ids.length === 1) setSubject({ kind: 'miner', id: only });
        else if (ids.length > 0) setSubject({ kind: 'miners', ids });
      },
      markEndpoint: (id) => setSubject({ kind: 'pool', id }),
    }),
    [],
  );
  const close = () => setSubject(null);
  const miner =
    subject?.kind === 'miner' ? data?.snapshot.miners.find(({ id }) => id === subject.id) : undefined;
  const found = subject?.kind === 'pool' && data ? findEndpoint(data.snapshot, subject.id) : null;
  return (
    <MarkDialogContext value={dialog}>
      {children}
      {miner && data && <MinerDialog miner={miner} snapshot={data.snapshot} onClose={close} />}
      {subject?.kind === 'miners' && data && (
        <MinersDialog minerIds={subject.ids} snapshot={data.snapshot} onClose={close} />
      )}
      {found && <EndpointDialog {...found} onClose={close} />}
    </MarkDialogContext>
  );
}

function MinerDialog({
  miner,
  snapshot,
  onClose,
}: {
  miner: MinerView;
  snapshot: FarmSnapshot;
  onClose: () => void;
}) {
  const mark = useMarkMiner();
  return (
    <MarkFailedDialog
      title={t(m.minerTitle, { name: miner.name })}
      onClose={onClose}
      onMark={(reason, note) => mark(miner, { failed: true, reason, note })}
      hasReason
    >
      <MinerPreview minerId={miner.id} snapshot={snapshot} />
    </MarkFailedDialog>
  );
}

function MinersDialog({
  minerIds,
  snapshot,
  onClose,
}: {
  minerIds: readonly string[];
  snapshot: FarmSnapshot;
  onClose: () => void;
}) {
  const mark = useMarkMiners();
  const chosen = new Set(minerIds);
  const miners = snapshot.miners.filter(({ id }) => chosen.has(id));
  return (
    <MarkFailedDialog
      title={t(m.minersTitle, { count: miners.length, n: fmt.count(miners.length) })}
      subtitle={someNames(miners.map(({ name }) => name))}
      onClose={onClose}
      onMark={(reason, note) => mark(miners, { failed: true, reason, note })}
      hasReason
    >
      <MinersPreview minerIds={minerIds} snapshot={snapshot} />
    </MarkFailedDialog>
  );
}

function EndpointDialog({
  account,
  endpoint,
  onClose,
}: {
  account: AccountView;
  endpoint: EndpointView;
  onClose: () => void;
}) {
  const mark = useMarkEndpoint();
  return (
    <MarkFailedDialog
      title={t(m.poolTitle)}
      subtitle={endpoint.url}
      onClose={onClose}
      onMark={(_reason, note) => mark(endpoint, { failed: true, reason: 'failed', note })}
    >
      <Consequences sentences={endpointConsequences(account, endpoint)} />
    </MarkFailedDialog>
  );
}
