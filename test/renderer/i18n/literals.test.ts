import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

const renderer = join(import.meta.dirname, '../../../src/renderer');
/** Attributes that are read by people. */
const SHOWN = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-roledescription',
  'caption',
  'helperText',
  'label',
  'message',
  'placeholder',
  'primary',
  'secondary',
  'text',
  'title',
  'titleAccess',
]);
/** The name of the program, what is typed at a command line, and schemes of addresses are the same everywhere. */
const SAME_EVERYWHERE = /^(Hashquota|(stratum\+tcp|https):\/\/\S*|[^\p{L}]*)$/u;

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/** Texts that a node shows as it stands. */
function literalTexts(node: unknown): string[] {
  if (!isNode(node)) return [];
  switch (node.type) {
    case 'Literal':
      return typeof node['value'] === 'string' ? [node['value']] : [];
    case 'TemplateLiteral':
      return (node['quasis'] as { value: { cooked: string } }[]).map(({ value }) => value.cooked);
    case 'JSXExpressionContainer':
      return literalTexts(node['expression']);
    case 'ConditionalExpression':
      return [...literalTexts(node['consequent']), ...literalTexts(node['alternate'])];
    case 'LogicalExpression':
      return literalTexts(node['right']);
    default:
      return [];
  }
}

function attributeName(node: Node): string {
  const name = node['name'] as { name?: unknown };
  return typeof name.name === 'string' ? name.name : '';
}

/** Places of texts in a component that did not come through `t`. */
export function untranslated(file: string, source: string): string[] {
  const found: string[] = [];
  const note = (node: Node, texts: readonly string[]) => {
    for (const text of texts)
      if (!SAME_EVERYWHERE.test(text.trim()))
        found.push(`${file}:${source.slice(0, node.start).split('\n').length} ${text.trim()}`);
  };
  const visit = (node: Node): void => {
    if (node.type === 'JSXText') note(node, [String(node['value'])]);
    if (node.type === 'JSXAttribute' && SHOWN.has(attributeName(node)))
      note(node, literalTexts(node['value']));
    if (node.type === 'JSXElement' || node.type === 'JSXFragment')
      for (const child of node['children'] as Node[])
        if (child.type === 'JSXExpressionContainer') note(child, literalTexts(child));
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
        if (isNode(child)) visit(child);
  };
  visit(parseSync(file, source).program as unknown as Node);
  return found;
}

describe('texts in components', () => {
  it.each([
    ['<p>Hello you</p>', ['x.tsx:1 Hello you']],
    ['<p>{"Hello"}</p>', ['x.tsx:1 Hello']],
    ['<p>{a ? "Yes" : t(m.no)}</p>', ['x.tsx:1 Yes']],
    ['<p>{`${n} miners`}</p>', ['x.tsx:1 miners']],
    ['<input aria-label="Search" className="wide" />', ['x.tsx:1 Search']],
    ['<p>{t(m.hello)} · {n} %</p>', []],
    ['<p title={t(m.hello)}>Hashquota</p>', []],
  ])('%s', (source, expected) => {
    expect(untranslated('x.tsx', source)).toEqual(expected);
  });

  it('all come through t()', () => {
    const files = readdirSync(renderer, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.tsx'))
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(80);
    const found = files.flatMap((file) => untranslated(relative(renderer, file), readFileSync(file, 'utf8')));
    expect(found).toEqual([]);
  });

  it('have their plural chosen by t() alone, in the language that is shown', () => {
    const files = readdirSync(renderer, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
    const found = files.filter((file) => /\bm\.\w+\.(one|other)\b/.test(readFileSync(file, 'utf8')));
    expect(found.map((file) => relative(renderer, file))).toEqual([]);
  });
});
