import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

const src = join(import.meta.dirname, '../../../src');

interface Import {
  type: string;
  importKind?: string;
  source?: { value: string };
  specifiers?: { importKind?: string }[];
}

/** What a file imports at run time: types are gone by then. */
function runtimeImports(file: string): string[] {
  const { body } = parseSync(file, readFileSync(file, 'utf8')).program as unknown as { body: Import[] };
  return body.flatMap(({ type, importKind, source, specifiers = [] }) => {
    const isTypes =
      importKind === 'type' ||
      (specifiers.length > 0 && specifiers.every((one) => one.importKind === 'type'));
    return type === 'ImportDeclaration' && source && !isTypes ? [source.value] : [];
  });
}

function fileOf(source: string, from: string): string | null {
  if (source.startsWith('#shared/')) return join(src, 'shared', source.slice('#shared/'.length));
  return source.startsWith('.') && from.startsWith(join(src, 'shared')) ? join(from, '..', source) : null;
}

/** The way from a file to the schema library, or null. */
function wayToSchemas(file: string, seen = new Set<string>()): string[] | null {
  if (seen.has(file)) return null;
  seen.add(file);
  for (const source of runtimeImports(file)) {
    if (source === 'zod') return [relative(src, file)];
    const next = fileOf(source, file);
    const way = next === null ? null : wayToSchemas(next, seen);
    if (way) return [relative(src, file), ...way];
  }
  return null;
}

describe('the page', () => {
  it('loads no schemas: their library tries eval, which the policy of the page forbids and reports', () => {
    const files = readdirSync(join(src, 'renderer'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap((file) => wayToSchemas(file)?.join(' → ') ?? [])).toEqual([]);
  });
});
