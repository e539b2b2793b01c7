import { createRoot } from 'react-dom/client';

import { StatusHolder, type Connection } from '#renderer/api/connection.ts';
import { App } from '#renderer/app/App.tsx';
import { showLanguage, startLanguage } from '#renderer/i18n/language.ts';
import { ScriptedFarm } from '#test/support/scripted-farm.ts';
import { ScriptedLan } from '#test/support/scripted-lan.ts';
import { scriptedClient } from '#test/support/scripted-router.ts';

import { pseudoLanguage } from './pseudo.ts';

/** A connection that cannot be lost, but for `connection.set('lost')` in the console. */
const holder = new StatusHolder('open');
const connection: Connection = {
  triesByItself: true,
  status: () => holder.status,
  subscribe: (listener) => holder.subscribe(listener),
  retry: () => holder.set('open'),
  drop: () => undefined,
};

const STEP_MS = 1000;

/** `?miners=3000&standby=20&accounts=50&hashrate=1e14&age=3600` chooses the farm to look at. */
const query = new URLSearchParams(location.search);
const number = (name: string, fallback: number) => Number(query.get(name) ?? fallback);
const ageMs = number('age', 60) * 1000;
const farm = new ScriptedFarm({
  miners: number('miners', 3),
  standby: number('standby', 0),
  accounts: number('accounts', 3),
  hashrate: number('hashrate', 2e6),
  quotaSpanMs: number('quota', 40) * 1000,
  nowMs: Date.now() - ageMs,
});
farm.advance(ageMs);
/** `?machines=300&found=no`: machines on the LAN, and whether they are known before a scan. */
const lan = new ScriptedLan({ machines: number('machines', 10), areKnown: query.get('found') !== 'no' });
setInterval(() => farm.advance(STEP_MS), STEP_MS);

/** `?language=pseudo`: a language that shows what is not translated. */
if (query.get('language') === 'pseudo') showLanguage(pseudoLanguage);
else await startLanguage();

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
Object.assign(window, { farm, lan, connection: holder });
createRoot(root).render(<App client={scriptedClient(farm, lan)} connection={connection} />);
