// npm start: the desktop app, or, where its window cannot open, the same screens in a browser.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { buildIfNeeded } from './build-if-needed.mjs';
import { findDesktopRuntime, neverCameUp, whyNoWindow } from './desktop-runtime.mjs';
import { requireNode } from './require-node.mjs';

const HELP = `npm start -- [options]

  --demo               a simulated farm: two pools and six miners inside the app
  --data-dir DIR       where data is kept (default: the user's data folder; for a demo a temporary one)
  --farm FILE          farm file to apply, YAML or JSON
  --stratum HOST:PORT  where miners connect (default: from the farm file, else 0.0.0.0:3333)
  --browser            no desktop window: the screens are served to a browser
`;

const root = join(import.meta.dirname, '..');
const args = process.argv.slice(2);

/** Runs a program until it ends; a signal sent to this process is handed on. */
function run(program, programArgs, { stdio, onStart }) {
  return new Promise((resolve) => {
    const startedMs = performance.now();
    const child = spawn(program, programArgs, { cwd: process.cwd(), stdio });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    // From a terminal Ctrl+C reaches the child by itself; a second signal does no harm there.
    const forward = (signal) => child.kill(signal);
    for (const signal of signals) process.on(signal, forward);
    const end = (code, signal) => {
      for (const name of signals) process.off(name, forward);
      resolve({ code, signal, ranMs: performance.now() - startedMs });
    };
    child.on('error', () => end(127, null));
    child.on('close', end);
    onStart?.(child);
  });
}

function exitCode({ code, signal }) {
  return code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1);
}

/** Ends by returning why there is no window, or ends the process with the desktop app's own exit code. */
async function tryDesktop() {
  const uid = process.getuid?.() ?? null;
  const reason = whyNoWindow({ platform: process.platform, env: process.env, uid, args });
  if (reason !== null) return reason;
  const electron = await findDesktopRuntime();
  if (electron === null) return 'the Electron runtime cannot be fetched';
  const end = await run(electron, [root, ...args], { stdio: 'inherit' });
  if (neverCameUp(end)) return 'Electron does not start on this machine';
  process.exit(exitCode(end));
}

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Tells a person what the service tells programs. */
function narrate(child) {
  let tokenPlace = 'HASHQUOTA_TOKEN';
  const tokenFlag = args.findIndex((arg) => arg === '--token-file');
  if (tokenFlag >= 0) tokenPlace = args[tokenFlag + 1];

  createInterface({ input: child.stderr }).on('line', (line) => {
    const entry = parsed(line);
    if (typeof entry?.msg !== 'string') {
      console.error(line);
      return;
    }
    if (typeof entry.file === 'string' && /API token/.test(entry.msg)) tokenPlace = entry.file;
    if (args.includes('--log-level') || entry.level >= 50) console.error(line);
    else if (entry.level >= 40) console.error(`Warning: ${entry.msg}`);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const entry = parsed(line);
    if (entry?.ready !== true) {
      console.log(line);
      return;
    }
    console.log(`\n  Open      ${entry.http}`);
    console.log(`  Sign in   with the token in ${tokenPlace}`);
    console.log(`  Miners    point them at stratum+tcp://${entry.stratum}`);
    console.log('  Stop      with Ctrl+C\n');
  });
}

async function main() {
  requireNode();
  if (args.includes('--help')) {
    console.log(HELP);
    return 0;
  }
  await buildIfNeeded();
  const reason = await tryDesktop();
  console.log(`No desktop window, because ${reason}: Hashquota serves the same screens to your browser.`);
  const ours = ['--browser', '--hidden', '--no-sandbox'];
  const serviceArgs = args.filter((arg) => !ours.includes(arg));
  const end = await run(process.execPath, [join(root, 'out/main/headless.js'), ...serviceArgs], {
    stdio: ['inherit', 'pipe', 'pipe'],
    onStart: narrate,
  });
  return exitCode(end);
}

process.exit(await main());
