import { assertNever } from '#shared/errors.ts';

import type { UpdateState } from './updater.ts';

/** The one line about updates that tray and menu show. */
export interface UpdateOffer {
  label: string;
  /** Absent where there is nothing to press now. */
  run?: () => void;
}

export interface UpdateActions {
  check: () => void;
  download: () => void;
  /** Asks, stops mining, installs and starts the new version. */
  install: () => void;
}

/** What can be done about updates now; null where no feed is configured. */
export function updateOffer(state: UpdateState, actions: UpdateActions): UpdateOffer | null {
  switch (state.kind) {
    case 'off':
      return null;
    case 'idle':
      return { label: 'Check for updates', run: actions.check };
    case 'checking':
      return { label: 'Checking for updates…' };
    case 'available':
      return { label: `Download Hashquota ${state.version}`, run: actions.download };
    case 'downloading':
      return { label: `Downloading Hashquota ${state.version}: ${state.percent} %` };
    case 'ready':
      return { label: `Restart and install Hashquota ${state.version}…`, run: actions.install };
    case 'error':
      return { label: 'Updates cannot be checked; try again', run: actions.check };
    default:
      return assertNever(state);
  }
}
