import { ipcRenderer } from 'electron';

import { CONNECT_CHANNEL, PORT_CHANNEL } from './channels.ts';

/** The few browser globals used here; the main side is compiled without the DOM's types. */
declare const window: {
  postMessage(message: string, targetOrigin: string, transfer: readonly unknown[]): void;
  addEventListener(type: 'DOMContentLoaded', listener: () => void, options: { once: boolean }): void;
};
declare const location: { origin: string };

// The page gets one port that speaks the contract, and nothing else of Electron.
ipcRenderer.on(PORT_CHANNEL, (event) => {
  window.postMessage(PORT_CHANNEL, location.origin, event.ports);
});

// The page's module script has run by then, so that its listener is there.
window.addEventListener('DOMContentLoaded', () => ipcRenderer.send(CONNECT_CHANNEL), { once: true });
