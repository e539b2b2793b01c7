import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = join(import.meta.dirname, '../../..');

const oxlintReport = z.object({
  diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })),
});

/** One file each; the value is what the linter must say about it. */
const files: Record<string, { text: string; expected: string[] }> = {
  'src/shared/node-in-shared.ts': forbidden("import 'node:fs';"),
  'src/shared/engine-in-shared.ts': forbidden("import '#engine/lib/empty.ts';"),
  'src/shared/package-in-shared.ts': forbidden("import 'ws';"),
  'src/shared/fine.ts': allowed("import 'zod';\nimport '@orpc/contract';\nimport '#shared/empty.ts';"),
  'src/shared/model/fine.ts': allowed("import '../empty.ts';\nimport './other.ts';"),
  'src/shared/model/other.ts': allowed(''),
  'src/shared/empty.ts': allowed(''),
  'src/renderer/node-in-page.ts': forbidden("import 'node:path';"),
  'src/renderer/electron-in-page.ts': forbidden("import 'electron';"),
  'src/renderer/engine-in-page.ts': forbidden("import '#engine/lib/empty.ts';"),
  'src/renderer/main-in-page.ts': forbidden("import '../main/boot.ts';"),
  'src/renderer/fine.ts': allowed("import '#shared/empty.ts';\nimport 'react';"),
  'src/main/boot.ts': allowed("import '#engine/engine.ts';"),
  'src/main/engine/engine.ts': allowed("import './store/fine.ts';"),
  'src/main/engine/electron-in-engine.ts': forbidden("import 'electron';"),
  'src/main/engine/headless-in-engine.ts': forbidden("import '../headless/fine.ts';"),
  'src/main/engine/proxy/root-in-part.ts': forbidden("import '#engine/engine.ts';"),
  'src/main/engine/proxy/sqlite-in-proxy.ts': forbidden("import 'better-sqlite3';"),
  'src/main/engine/proxy/clockless.ts': {
    text: 'setTimeout(() => undefined, 1);\n',
    expected: ['eslint(no-restricted-globals)'],
  },
  'src/main/engine/lib/empty.ts': allowed(''),
  'src/main/engine/lib/part-in-lib.ts': forbidden("import '#engine/store/fine.ts';"),
  'src/main/engine/stratum/store-in-wire.ts': forbidden("import '#engine/store/fine.ts';"),
  'src/main/engine/stratum/fine.ts': allowed("import '#engine/lib/empty.ts';\nimport '#shared/empty.ts';"),
  'src/main/engine/store/fine.ts': allowed("import 'better-sqlite3';\nimport '#engine/lib/empty.ts';"),
  'src/main/engine/store/ledger-in-store.ts': forbidden("import '#engine/ledger/cycle-a.ts';"),
  'src/main/engine/scheduler/proxy-in-scheduler.ts': forbidden("import '#engine/proxy/sqlite-in-proxy.ts';"),
  'src/main/engine/ledger/cycle-a.ts': {
    text: "import { b } from './cycle-b.ts';\nexport const a = (): unknown => b;\n",
    expected: ['import(no-cycle)'],
  },
  'src/main/engine/ledger/cycle-b.ts': {
    text: "import { a } from '#engine/ledger/cycle-a.ts';\nexport const b = (): unknown => a;\n",
    expected: ['import(no-cycle)'],
  },
  'src/main/engine/ledger/floating.ts': {
    text: 'Promise.resolve(1);\nexport const one = 1;\n',
    expected: ['typescript(no-floating-promises)'],
  },
  'src/main/headless/electron-in-service.ts': forbidden("import 'electron';"),
  'src/main/headless/fine.ts': allowed("import '#engine/engine.ts';"),
  'src/main/electron/ipc-outside.ts': forbidden("import { ipcMain } from 'electron';\nvoid ipcMain;"),
  'src/main/electron/key-outside.ts': forbidden("import { safeStorage } from 'electron';\nvoid safeStorage;"),
  'src/main/electron/ipc.ts': allowed("import { ipcMain } from 'electron';\nvoid ipcMain;"),
  'src/main/electron/secrets.ts': allowed("import { safeStorage } from 'electron';\nvoid safeStorage;"),
  'src/main/electron/service-in-shell.ts': forbidden("import '#main/headless/fine.ts';"),
};

function forbidden(text: string): { text: string; expected: string[] } {
  return { text: `${text}\nexport const marker = 1;\n`, expected: ['eslint(no-restricted-imports)'] };
}

function allowed(text: string): { text: string; expected: string[] } {
  return { text: `${text}\nexport const marker = 1;\n`, expected: [] };
}

describe('the dependency rule', () => {
  const tree = mkdtempSync(join(tmpdir(), 'hashquota-lint-'));
  const found = new Map<string, string[]>();

  beforeAll(() => {
    for (const name of ['.oxlintrc.json', 'package.json', 'tsconfig.base.json']) {
      cpSync(join(root, name), join(tree, name));
    }
    writeFileSync(
      join(tree, 'tsconfig.json'),
      JSON.stringify({ extends: './tsconfig.base.json', include: ['src'] }),
    );
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction');
    for (const [path, { text }] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), text);
    }
    const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
    const run = spawnSync(process.execPath, [oxlint, '--format=json', 'src'], {
      cwd: tree,
      encoding: 'utf8',
    });
    for (const { code, filename } of oxlintReport.parse(JSON.parse(run.stdout)).diagnostics) {
      const path = filename.replaceAll('\\', '/');
      found.set(path, [...(found.get(path) ?? []), code]);
    }
  });

  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  it.each(Object.entries(files))('holds for %s', (path, { expected }) => {
    expect(found.get(path) ?? []).toEqual(expected);
  });
});
