import { powerMonitor, powerSaveBlocker } from 'electron';

import type { Shell, ShellPart } from './shell.ts';

/** Keeps the computer awake while miners are connected; the display may sleep. */
export function initPower(shell: Shell): ShellPart {
  let blocker: number | null = null;
  let stopListening: () => void = () => undefined;

  function allowSleep(): void {
    if (blocker !== null) powerSaveBlocker.stop(blocker);
    blocker = null;
  }

  return {
    name: 'power',
    onLoad() {
      const update = (connected: number): void => {
        if (connected === 0) allowSleep();
        else blocker ??= powerSaveBlocker.start('prevent-app-suspension');
      };
      update(shell.farm.summary.connected);
      stopListening = shell.farm.summaryChanged.on((farm) => update(farm.connected));
      powerMonitor.on('suspend', () => shell.log.info({}, 'the computer goes to sleep'));
      powerMonitor.on('resume', () => {
        shell.log.info({}, 'the computer is awake again');
        void shell.farm.refresh();
      });
    },
    onQuit() {
      stopListening();
      allowSleep();
    },
  };
}
