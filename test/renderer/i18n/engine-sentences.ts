import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { parseSync } from 'vite';

/** What a sentence is for: the first three are shown wherever the owner looks, errors where something failed. */
export type SentenceKind = 'notice' | 'cause' | 'evidence' | 'error' | 'other';

/** A sentence as the source has it, its values as `{places}`. */
export interface EngineSentence {
  kind: SentenceKind;
  template: string;
  file: string;
  line: number;
}

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

const root = join(import.meta.dirname, '../../..');
const LOG_METHODS = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);
const MAX_ALTERNATIVES = 64;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return 'x';
  if (node.type === 'Identifier') return String(node['name']);
  if (node.type === 'PrivateIdentifier') return String(node['name']);
  if (node.type === 'MemberExpression') return nameOf(node['property']);
  if (node.type === 'CallExpression') {
    const [first] = node['arguments'] as Node[];
    return first ? nameOf(first) : nameOf(node['callee']);
  }
  return 'x';
}

/** Everything that an expression may read as, `{places}` where the source does not say. */
function readings(node: unknown): string[] {
  if (!isNode(node)) return ['{x}'];
  switch (node.type) {
    case 'Literal':
      return typeof node['value'] === 'string' ? [node['value']] : [`{x}`];
    case 'ConditionalExpression':
      return [...readings(node['consequent']), ...readings(node['alternate'])];
    case 'BinaryExpression':
      return node['operator'] === '+' ? combine([readings(node['left']), readings(node['right'])]) : ['{x}'];
    case 'TemplateLiteral': {
      const texts = node['quasis'] as { value: { cooked: string } }[];
      const values = node['expressions'] as Node[];
      return combine(
        texts.flatMap(({ value }, index) => [
          [value.cooked],
          ...(index < values.length ? [readings(values[index])] : []),
        ]),
      );
    }
    default:
      return [`{${nameOf(node)}}`];
  }
}

function combine(parts: readonly (readonly string[])[]): string[] {
  let all = [''];
  for (const part of parts) {
    const choices = all.length * part.length > MAX_ALTERNATIVES ? ['{x}'] : part;
    all = all.flatMap((start) => choices.map((end) => start + end));
  }
  return all;
}

/** Words between places enough to be meant for people, and nothing of SQL, headers or paths. */
function isSentence(text: string): boolean {
  const words = text.replaceAll(/\{\w+\}/g, ' ').match(/[A-Za-z’']{2,}/g) ?? [];
  if (words.length < 2 || !/[a-z] |\} [a-z]/.test(text)) return false;
  return !/^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|VACUUM|ATTACH|BEGIN|ALTER|DROP|WITH)\b|\n\s|^(GET|POST) /.test(
    text,
  );
}

function kindOf(file: string, path: readonly Node[]): SentenceKind | null {
  for (const node of path) {
    const callee = node['callee'];
    if (node.type === 'ImportDeclaration' || node.type === 'TSLiteralType') return null;
    if (node.type === 'CallExpression' && isNode(callee) && callee.type === 'MemberExpression') {
      const holder = nameOf(callee['object']);
      if (LOG_METHODS.has(nameOf(callee['property'])) && /log/i.test(holder)) return null;
      if (['prepare', 'exec', 'pragma', 'describe', 'run'].includes(nameOf(callee['property']))) return null;
    }
    if (node.type === 'NewExpression' && nameOf(callee) === 'Error') return null;
  }
  if (file.endsWith('evidence.ts')) return 'evidence';
  if (/notice|alerts\/rules\//i.test(file)) return 'notice';
  if (/engine\/scheduler\//.test(file)) return 'cause';
  if (path.some((node) => node.type === 'Property' && nameOf(node['key']) === 'cause')) return 'cause';
  const isError = path.some(
    (node) => node.type === 'NewExpression' && nameOf(node['callee']).endsWith('Error'),
  );
  return isError ? 'error' : 'other';
}

function sentencesOf(file: string): EngineSentence[] {
  const source = readFileSync(join(root, file), 'utf8');
  const found: EngineSentence[] = [];
  const visit = (node: Node, path: readonly Node[]): void => {
    const isText =
      node.type === 'TemplateLiteral' ||
      (node.type === 'Literal' && typeof node['value'] === 'string') ||
      (node.type === 'BinaryExpression' && node['operator'] === '+');
    const kind = isText ? kindOf(file, path) : null;
    const texts = kind === null ? [] : readings(node).filter(isSentence);
    if (kind !== null && texts.length > 0) {
      const line = source.slice(0, node.start).split('\n').length;
      for (const template of new Set(texts)) found.push({ kind, template, file, line });
      return;
    }
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
        if (isNode(child)) visit(child, [...path, node]);
  };
  visit(parseSync(file, source).program as unknown as Node, []);
  return found;
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !/\/(store\/migrations|shared\/contract)(\/|\.ts$)/.test(file))
    .toSorted();
}

/** Every sentence in the engine's source that may come before the owner's eyes, one per wording. */
export function engineSentences(): EngineSentence[] {
  const all = [...filesUnder('src/main/engine'), ...filesUnder('src/shared')].flatMap(sentencesOf);
  const byTemplate = new Map(all.toReversed().map((sentence) => [sentence.template, sentence]));
  return [...byTemplate.values()].toReversed();
}

/** The sentence with something in its places, as the engine might say it. */
export function sampleOf({ template }: EngineSentence): string {
  let place = 0;
  return template.replaceAll(/\{\w+\}/g, () => `⟨${(place += 1)}⟩`);
}

// node test/renderer/i18n/engine-sentences.ts: the list, for whoever translates.
if (process.argv[1] === import.meta.filename) {
  for (const { kind, template, file, line } of engineSentences())
    process.stdout.write(`${kind}\t${JSON.stringify(template)}\t${file}:${line}\n`);
}
