import { ipcMain, MessageChannelMain, type IpcMainEvent, type MessagePortMain } from 'electron';

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

/** Two connected ports: one to keep, one to send to another process. */
export function openChannel(): { near: MessagePortMain; far: MessagePortMain } {
  const { port1, port2 } = new MessageChannelMain();
  return { near: port1, far: port2 };
}

/** Gives our own window, and nobody else, a port that speaks the contract with the engine. */
export function initIpc(shell: Shell): ShellPart {
  function onConnect(event: IpcMainEvent): void {
    if (!isTrustedSender(senderOf(event), shell.windowId())) {
      shell.log.warn({ webContentsId: event.sender.id }, 'a stranger asked for the engine and was refused');
      return;
    }
    if (!shell.host.isRunning) return;
    const { near, far } = openChannel();
    shell.host.serve(near);
    event.senderFrame?.postMessage(PORT_CHANNEL, null, [far]);
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
