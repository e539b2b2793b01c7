import { RPCHandler } from '@orpc/server/message-port';
import { ipcMain, MessageChannelMain, type IpcMainEvent } from 'electron';

import { ownErrors } from '#main/rpc-errors.ts';

import { CONNECT_CHANNEL, PORT_CHANNEL } from './channels.ts';
import { WINDOW_CONTEXT } from './farm-host.ts';
import { guardPort } from './guarded-port.ts';
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
    const router = shell.farm.farm?.engine.router;
    if (!isTrustedSender(senderOf(event), shell.windowId())) {
      shell.log.warn({ webContentsId: event.sender.id }, 'a stranger asked for the engine and was refused');
      return;
    }
    if (router === undefined) return;
    const handler = new RPCHandler(router, { clientInterceptors: [ownErrors(shell.log)] });
    const { port1, port2 } = new MessageChannelMain();
    const guarded = guardPort(port1, () => {
      shell.log.warn({}, 'the window sent a malformed message; its port is closed');
      port1.close();
    });
    handler.upgrade(guarded, { context: WINDOW_CONTEXT });
    port1.start();
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
