import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { openMessagePort, receivePort } from '../api/message-port.ts';
import { browserWebsocketDeps, openWebsocket } from '../api/websocket.ts';
import { startLanguage } from '../i18n/language.ts';
import { App } from './App.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');

const isInBrowser = location.protocol === 'http:' || location.protocol === 'https:';
const isInElectron = navigator.userAgent.includes('Electron/');
const { client, connection } =
  isInElectron || !isInBrowser
    ? openMessagePort(await receivePort(window))
    : openWebsocket(browserWebsocketDeps());

await startLanguage();
createRoot(root).render(
  <StrictMode>
    <App client={client} connection={connection} />
  </StrictMode>,
);
