import { useMemo, useState, type ReactNode } from 'react';

import type { ChangeRun, MachineView } from '#shared/model/machine.ts';

import { CredentialsDialog } from './CredentialsDialog.tsx';
import { type DiscoverActions, DiscoverActionsContext } from './DiscoverActions.tsx';
import { MergeDialog } from './MergeDialog.tsx';
import { PointDialog } from './PointDialog.tsx';
import { PoolsFileDialog } from './PoolsFileDialog.tsx';
import { RestoreDialog } from './RestoreDialog.tsx';
import { StopMiningDialog } from './StopMiningDialog.tsx';

/** The dialog that is open. */
export type DiscoverDialog =
  | { kind: 'point' | 'restore'; machineIds: readonly string[] }
  | { kind: 'restart' | 'sleep'; machines: readonly MachineView[] }
  | { kind: 'login'; machine: MachineView | null }
  | { kind: 'merge'; machine: MachineView }
  | { kind: 'pools-file' };

interface Props {
  machines: ReadonlyMap<string, MachineView>;
  /** One that the address asks for, until it is closed. */
  asked: DiscoverDialog | null;
  onClosed: () => void;
  onStarted: (run: ChangeRun) => void;
  onDetails: (machineId: string) => void;
  /** Rendered below the actions; gets what opens a dialog. */
  children: (open: (dialog: DiscoverDialog) => void) => ReactNode;
}

/** Gives everything below the actions that open dialogs, and shows the one that is open. */
export function DiscoverDialogs({ machines, asked, onClosed, onStarted, onDetails, children }: Props) {
  const [own, setOwn] = useState<DiscoverDialog | null>(null);
  const actions = useMemo<DiscoverActions>(
    () => ({
      point: (machineIds) => setOwn({ kind: 'point', machineIds }),
      restore: (machineIds) => setOwn({ kind: 'restore', machineIds }),
      stopMining: (chosen, action) => setOwn({ kind: action, machines: chosen }),
      login: (machine) => setOwn({ kind: 'login', machine }),
      merge: (machine) => setOwn({ kind: 'merge', machine }),
      details: onDetails,
    }),
    [onDetails],
  );
  const close = () => {
    setOwn(null);
    onClosed();
  };
  return (
    <DiscoverActionsContext value={actions}>
      {children(setOwn)}
      <OpenDialog
        dialog={own ?? asked}
        machines={machines}
        onClose={close}
        onStarted={(run) => {
          close();
          onStarted(run);
        }}
      />
    </DiscoverActionsContext>
  );
}

interface OpenProps {
  dialog: DiscoverDialog | null;
  machines: ReadonlyMap<string, MachineView>;
  onClose: () => void;
  onStarted: (run: ChangeRun) => void;
}

function OpenDialog({ dialog, machines, onClose, onStarted }: OpenProps) {
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'point':
      return <PointDialog {...{ machineIds: dialog.machineIds, machines, onClose, onStarted }} />;
    case 'restore':
      return <RestoreDialog {...{ machineIds: dialog.machineIds, machines, onClose, onStarted }} />;
    case 'restart':
    case 'sleep':
      return <StopMiningDialog machines={dialog.machines} action={dialog.kind} onClose={onClose} />;
    case 'login':
      return <CredentialsDialog {...{ machine: dialog.machine, machines, onClose }} />;
    case 'pools-file':
      return <PoolsFileDialog onClose={onClose} />;
    case 'merge':
      return <MergeDialog {...{ machine: dialog.machine, machines, onClose }} />;
  }
}
