import { ipcMain, MessageChannelMain, type IpcMainEvent } from 'electron';

import { CONNECT_CHANNEL, PORT_CHANNEL } from './channels.ts';
import { isTrustedSender, type Sender } from './origin.ts';
import type { Shell, ShellPart } from './shell.ts';

function senderOf(event: IpcMainEvent): Sender {
  const frame = event.senderFrame;
  return {
    url: frame?.url ?? null,
    isMainFrame: frame !== null && frame.parent === null,
    webContentsId: event.sender.id,
  };
}

/** Gives our own window, and nobody else, a port that speaks the contract with the engine. */
export function initIpc(shell: Shell): ShellPart {
  function onConnect(event: IpcMainEvent): void {
    if (!isTrustedSender(senderOf(event), shell.windowId())) {
      shell.log.warn({ webContentsId: event.sender.id }, 'a stranger asked for the engine and was refused');
      return;
    }
    if (!shell.host.isRunning) return;
    const { port1, port2 } = new MessageChannelMain();
    shell.host.serve(port1);
    event.senderFrame?.postMessage(PORT_CHANNEL, null, [port2]);
  }
  return {
    name: 'ipc',
    onLoad() {
      ipcMain.on(CONNECT_CHANNEL, onConnect);
    },
    onQuit() {
      ipcMain.removeListener(CONNECT_CHANNEL, onConnect);
    },
  };
}
