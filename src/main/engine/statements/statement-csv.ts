import { type SignedStatement, signedStatement } from '#shared/model/statement.ts';

import { csvLine, parseCsv, plainText, safeText } from './csv.ts';

type Kind = 'text' | 'number' | 'number?' | 'boolean' | 'hexes';
type Column = readonly [name: string, kind: Kind];
type Tree = { [key: string]: unknown };

const FIGURES = ['verified', 'credited', 'rejected', 'stale', 'inDoubt', 'pending', 'straddling'] as const;

/** Single values, as paths of the statement's content, in the order of the file. */
const FIELDS: readonly Column[] = [
  ['format', 'text'],
  ['version', 'number'],
  ['id', 'text'],
  ['software', 'text'],
  ['issuedAtMs', 'number'],
  ['installation.id', 'text'],
  ['installation.publicKey', 'text'],
  ['installation.fingerprint', 'text'],
  ['account.id', 'text'],
  ['account.name', 'text'],
  ['account.quota', 'text'],
  ['period.kind', 'text'],
  ['period.from', 'text'],
  ['period.to', 'text'],
  ['period.timeZone', 'text'],
  ['period.fromMs', 'number'],
  ['period.toMs', 'number'],
  ['period.countedFromMs', 'number'],
  ['period.countedToMs', 'number'],
  ['period.isComplete', 'boolean'],
  ['period.rowSpan', 'text'],
  ...FIGURES.flatMap((figure): Column[] => [
    [`totals.${figure}.shares`, 'number'],
    [`totals.${figure}.work`, 'number'],
  ]),
  ['servedMs', 'number'],
];

/** Lists, each a section with a line of headings. */
const LISTS: Record<string, readonly Column[]> = {
  downtime: [
    ['cause', 'text'],
    ['ms', 'number'],
  ],
  rounds: [
    ['id', 'text'],
    ['startedAtMs', 'number'],
    ['endsAtMs', 'number?'],
    ['targetWork', 'number?'],
    ['carriedWork', 'number'],
    ['creditedWork', 'number'],
    ['upToStandard', 'boolean'],
    ['upToStandardAtMs', 'number?'],
    ['isFinal', 'boolean'],
  ],
  rows: [
    ['fromMs', 'number'],
    ['toMs', 'number'],
    ['verifiedWork', 'number'],
    ['creditedWork', 'number'],
    ['acceptedShares', 'number'],
    ['rejectedShares', 'number'],
    ['staleShares', 'number'],
    ['inDoubtShares', 'number'],
  ],
  proofs: [
    ['rowFromMs', 'number'],
    ['atMs', 'number'],
    ['minerId', 'text'],
    ['achieved', 'number'],
    ['hash', 'text'],
    ['header', 'text'],
    ['coinbase', 'text'],
    ['branches', 'hexes'],
  ],
};
/** Readable times beside those in ms; they say nothing new and are not read back. */
const READABLE = ['rounds', 'rows', 'proofs'];
/** Without it spreadsheets take UTF-8 for the system's code page. */
const BYTE_ORDER_MARK = '\uFEFF';
const SIGNATURE: readonly Column[] = [
  ['sha256', 'text'],
  ['signature', 'text'],
];

/**
 * The statement as CSV (RFC 4180): values, then a section for each list, then hash and signature. Nothing of
 * the signed form is lost, so the signature can be checked from the CSV alone.
 */
export function statementCsv(statement: SignedStatement): string {
  const content = statement.content as Tree;
  const lines = [BYTE_ORDER_MARK + csvLine(['field', 'value'])];
  for (const [path, kind] of FIELDS) lines.push(csvLine([path, write(valueAt(content, path), kind)]));
  for (const [name, columns] of Object.entries(LISTS)) {
    const isTimed = READABLE.includes(name);
    lines.push(csvLine([name, ...(isTimed ? ['time (UTC)'] : []), ...columns.map(([column]) => column)]));
    for (const item of content[name] as Tree[]) {
      const time = isTimed
        ? [new Date((item['fromMs'] ?? item['atMs'] ?? item['startedAtMs']) as number).toISOString()]
        : [];
      lines.push(csvLine(['', ...time, ...columns.map(([column, kind]) => write(item[column], kind))]));
    }
  }
  for (const [field] of SIGNATURE) lines.push(csvLine([field, write((statement as Tree)[field], 'text')]));
  return lines.join('');
}

/** Reads back what `statementCsv` wrote; null where it is something else. */
export function parseStatementCsv(text: string): SignedStatement | null {
  const records = text.startsWith(BYTE_ORDER_MARK) ? parseCsv(text.slice(1)) : null;
  if (!records) return null;
  const content: Tree = {};
  // Not `shift`: it moves all that is left, each time.
  let at = 0;
  const next = (): string[] | undefined => records[at++];
  const take = (columns: readonly Column[], into: Tree): boolean =>
    columns.every(([path, kind]) => {
      const [field, cell] = next() ?? [];
      if (field !== path || cell === undefined) return false;
      setAt(into, path, read(cell, kind));
      return true;
    });
  if (next()?.[0] !== 'field' || !take(FIELDS, content)) return null;
  for (const [name, columns] of Object.entries(LISTS)) {
    if (next()?.[0] !== name) return null;
    const skipped = READABLE.includes(name) ? 2 : 1;
    const items: Tree[] = [];
    while (records[at]?.[0] === '') {
      const cells = next()?.slice(skipped) ?? [];
      items.push(
        Object.fromEntries(columns.map(([column, kind], index) => [column, read(cells[index] ?? '', kind)])),
      );
    }
    content[name] = items;
  }
  const statement: Tree = { content };
  if (!take(SIGNATURE, statement) || at < records.length) return null;
  const parsed = signedStatement.safeParse(statement);
  return parsed.success ? parsed.data : null;
}

/** A number cannot be a formula, so a minus stays as it is. */
function write(value: unknown, kind: Kind): string {
  if (value === null) return '';
  if (kind === 'hexes') return (value as string[]).join(' ');
  return kind === 'text' ? safeText(value as string) : String(value as number | boolean);
}

function read(cell: string, kind: Kind): unknown {
  switch (kind) {
    case 'text':
      return plainText(cell);
    case 'hexes':
      return cell === '' ? [] : cell.split(' ');
    case 'boolean':
      return cell === 'true' ? true : cell === 'false' ? false : cell;
    case 'number?':
      return cell === '' ? null : Number(cell);
    case 'number':
      return cell === '' ? cell : Number(cell);
  }
}

function valueAt(tree: Tree, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Tree)[key], tree);
}

function setAt(tree: Tree, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() as string;
  let inner = tree;
  for (const key of keys) inner = (inner[key] ??= {}) as Tree;
  inner[last] = value;
}
