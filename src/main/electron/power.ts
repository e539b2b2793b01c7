import { powerMonitor, powerSaveBlocker } from 'electron';

import type { Shell, ShellPart } from './shell.ts';

/** Keeps the computer awake while miners are connected (the display may sleep), and tells the engine of its sleep. */
export function initPower(shell: Shell): ShellPart {
  let blocker: number | null = null;
  let stopListening: () => void = () => undefined;

  function allowSleep(): void {
    if (blocker !== null) powerSaveBlocker.stop(blocker);
    blocker = null;
  }

  function onSuspend(): void {
    shell.log.info({}, 'the computer goes to sleep');
    shell.host.suspend();
  }

  function onResume(): void {
    shell.log.info({}, 'the computer is awake again');
    shell.host.resume();
  }

  return {
    name: 'power',
    onLoad() {
      const update = (connected: number): void => {
        if (connected === 0) allowSleep();
        else blocker ??= powerSaveBlocker.start('prevent-app-suspension');
      };
      update(shell.host.summary.connected);
      const stops = [
        shell.host.summaryChanged.on((farm) => update(farm.connected)),
        shell.host.runningChanged.on((isRunning) => update(isRunning ? shell.host.summary.connected : 0)),
      ];
      powerMonitor.on('suspend', onSuspend);
      powerMonitor.on('resume', onResume);
      stopListening = () => {
        for (const stop of stops) stop();
        powerMonitor.off('suspend', onSuspend);
        powerMonitor.off('resume', onResume);
      };
    },
    onQuit() {
      stopListening();
      allowSleep();
    },
  };
}
