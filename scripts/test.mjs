// Runs everything `npm test` promises and closes with one line: "N passed, N failed".
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { findOrInstallBrowser } from './find-browser.mjs';
import { requireNode } from './require-node.mjs';

requireNode();

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { full: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const env = { ...process.env };
if (values.full) env.HASHQUOTA_FULL = '1';

const reports = mkdtempSync(join(tmpdir(), 'hashquota-test-'));
const modules = join(root, 'node_modules');

/** Runs a script of an installed package under this Node; resolves to its exit code. */
function runNode(script, args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: root, env, stdio: 'inherit' });
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function check(script, ...args) {
  return (await runNode(join(modules, script), args)) === 0
    ? { passed: 1, failed: 0 }
    : { passed: 0, failed: 1 };
}

async function vitest(name, config) {
  const report = join(reports, `${name}.json`);
  const args = ['run', '--config', config, '--reporter=default', '--reporter=json'];
  const code = await runNode(join(modules, 'vitest/vitest.mjs'), [...args, `--outputFile.json=${report}`]);
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, 'utf8'));
  // A file that cannot be loaded, or a stray rejection, fails the run without failing a test.
  const silentFailure = code !== 0 && failed === 0 ? 1 : 0;
  return { passed, failed: failed + silentFailure };
}

async function build() {
  const { buildIfNeeded } = await import('./build-if-needed.mjs');
  await buildIfNeeded();
  return { passed: 1, failed: 0 };
}

async function browserTests() {
  env.HASHQUOTA_BROWSER = findOrInstallBrowser();
  return vitest('e2e', 'vitest.e2e.config.ts');
}

const steps = [
  ['types of main, shared and tests', 'types', () => check('typescript/bin/tsc', '-p', 'tsconfig.node.json')],
  ['types of the window', 'types', () => check('typescript/bin/tsc', '-p', 'tsconfig.web.json')],
  ['lint', 'lint', () => check('oxlint/bin/oxlint', '--deny-warnings')],
  ['format', 'format', () => check('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.')],
  ['dead code', 'deadcode', () => check('knip/bin/knip.js')],
  ['build', 'build', build],
  ['unit and integration tests', 'unit', () => vitest('unit', 'vitest.config.ts')],
  ['browser tests', 'e2e', browserTests],
];
if (values.full) steps.push(['long tests', 'full', () => vitest('full', 'vitest.full.config.ts')]);

const wanted = values.only?.split(',');
const total = { passed: 0, failed: 0 };
const failedSteps = [];
for (const [title, key, run] of steps) {
  if (wanted !== undefined && !wanted.includes(key)) continue;
  console.log(`\n== ${title}`);
  const startedMs = performance.now();
  let result;
  try {
    result = await run();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    result = { passed: 0, failed: 1 };
  }
  total.passed += result.passed;
  total.failed += result.failed;
  if (result.failed > 0) failedSteps.push(title);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`== ${title}: ${result.passed} passed, ${result.failed} failed in ${seconds} s`);
}

rmSync(reports, { recursive: true, force: true });
console.log(failedSteps.length === 0 ? '' : `\nFailed: ${failedSteps.join(', ')}.`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
