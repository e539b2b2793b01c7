import PDFDocument from 'pdfkit';

import { formatDuration, formatExact, formatHashrate, formatWork } from '#shared/format.ts';
import type { IdleCause, SignedStatement, StatementContent } from '#shared/model/statement.ts';
import { hashrateFromWork } from '#shared/units.ts';

import { type FontStyle, PdfFonts } from './pdf-fonts.ts';
import { statementJson } from './signature.ts';

/** A4 in points. */
const PAGE = { width: 595.28, height: 841.89, margin: 48, footer: 40 };
const LINE = 13;
/** Rows of a table written at once: some milliseconds. */
const CHUNK_ROWS = 25;
const COLOURS = { text: '#1b1f24', faint: '#5c6670', line: '#c9d0d6', head: '#eef1f4' };

interface Column {
  title: string;
  width: number;
  align: 'left' | 'right';
}

const CAUSE_WORDS: Record<IdleCause, string> = {
  'program-stopped': 'Hashquota was not running',
  'pool-unreachable': "the account's pools could not be reached",
  'pool-refused': "the account's pools refused the login",
  'pool-connecting': "the account's pools were being connected",
  'target-reached': 'the target of the round was reached',
  waiting: 'miners worked for other accounts',
  'no-miners': 'no miner was at work',
  unknown: 'not known',
};

/**
 * The statement as a PDF on A4 for people, with its signed JSON attached. Long tables are written a part at a
 * time, so that shares are served meanwhile.
 */
export async function statementPdf(statement: SignedStatement): Promise<Buffer> {
  const { content } = statement;
  const doc = new PDFDocument({
    size: 'A4',
    bufferPages: true,
    margins: { top: PAGE.margin, left: PAGE.margin, right: PAGE.margin, bottom: 0 },
    info: { Title: titleOf(content), Author: content.software, CreationDate: new Date(content.issuedAtMs) },
  });
  const chunks: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  doc.file(Buffer.from(statementJson(statement)), {
    name: `${content.id}.json`,
    type: 'application/json',
    description: 'The signed form of this statement',
    creationDate: new Date(content.issuedAtMs),
    modifiedDate: new Date(content.issuedAtMs),
  });
  await new StatementPages(doc, statement).write();
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}

function titleOf({ account, period }: StatementContent): string {
  const time = period.from === period.to ? period.from : `${period.from} to ${period.to}`;
  return `Statement for ${account.name}, ${time}`;
}

/** Writes the pages of one statement from top to bottom. */
class StatementPages {
  readonly #doc: PDFKit.PDFDocument;
  readonly #statement: SignedStatement;
  readonly #fonts: PdfFonts;
  readonly #time: Intl.DateTimeFormat;
  #y = PAGE.margin;

  constructor(doc: PDFKit.PDFDocument, statement: SignedStatement) {
    this.#doc = doc;
    this.#statement = statement;
    this.#fonts = new PdfFonts(doc);
    this.#time = new Intl.DateTimeFormat('en-GB', {
      timeZone: statement.content.period.timeZone,
      dateStyle: 'medium',
      timeStyle: 'short',
    });
  }

  async write(): Promise<void> {
    const { content } = this.#statement;
    this.#text(titleOf(content), { size: 18, style: 'bold', gap: 4 });
    this.#text(`${content.software}, issued ${this.#at(content.issuedAtMs)}`, { faint: true, gap: 10 });
    this.#facts(content);
    await this.#totals(content);
    this.#downtime(content);
    await this.#rounds(content);
    this.#signature();
    await this.#rows(content);
    await this.#proofs(content);
    this.#pageNumbers();
  }

  #facts({ account, period }: StatementContent): void {
    const { fromMs, toMs, countedFromMs, countedToMs, timeZone } = period;
    const lines: [string, string][] = [
      ['Account', `${account.name} (${account.id})`],
      ['Quota when issued', account.quota === '' ? 'none' : account.quota],
      ['Period', `${this.#at(fromMs)} to ${this.#at(toMs)} (${timeZone})`],
    ];
    if (!period.isComplete)
      lines.push(['Note', 'The period was not over, or shares were unanswered, when this was issued.']);
    const isWidened = countedFromMs < fromMs - 60_000 || countedToMs > toMs + 60_000;
    if (isWidened && period.kind === 'days')
      lines.push([
        'Counted',
        `${this.#at(countedFromMs)} to ${this.#at(countedToMs)}: older work is kept by the hour or day (UTC) only.`,
      ]);
    for (const [name, value] of lines) this.#pair(name, value);
  }

  async #totals({ totals, period, servedMs }: StatementContent): Promise<void> {
    this.#heading('Work');
    const spanMs = Math.max(
      1,
      Math.min(period.countedToMs, period.toMs) - Math.max(period.countedFromMs, period.fromMs),
    );
    await this.#table(
      [column('', 240, 'left'), column('Shares', 90), column('Work (difficulty 1)', 169)],
      [
        ['Confirmed by the pool', ...tally(totals.credited)],
        ['Rejected by the pool', ...tally(totals.rejected)],
        ['Stale', ...tally(totals.stale)],
        ['In doubt: sent, never answered', ...tally(totals.inDoubt)],
        ['Not answered yet', ...tally(totals.pending)],
        ['Straddling a change of difficulty (counted above too)', ...tally(totals.straddling)],
        ['Proved by the miners, at their own difficulty', ...tally(totals.verified)],
      ],
    );
    this.#pair(
      'Mean hashrate',
      `${formatHashrate(hashrateFromWork(totals.credited.work, spanMs))} from confirmed work`,
    );
    this.#pair('Served', `${formatDuration(servedMs)} in which at least one miner worked for the account`);
  }

  #downtime({ downtime }: StatementContent): void {
    if (downtime.length === 0) return;
    this.#heading('Time without work, by cause');
    for (const { cause, ms } of downtime) this.#pair(formatDuration(ms), CAUSE_WORDS[cause]);
  }

  async #rounds({ rounds }: StatementContent): Promise<void> {
    if (rounds.length === 0) return;
    this.#heading('Rounds');
    await this.#table(
      [
        column('Round', 130, 'left'),
        column('Target', 90),
        column('Credited', 90),
        column('Result', 189, 'left'),
      ],
      rounds.map((round) => [
        round.id,
        formatWork(round.targetWork),
        formatWork(round.creditedWork),
        round.targetWork === null
          ? 'no target'
          : round.upToStandardAtMs === null
            ? `not up to standard${round.isFinal ? '' : ' yet'}`
            : `up to standard ${this.#at(round.upToStandardAtMs)}`,
      ]),
    );
  }

  #signature(): void {
    const { sha256, signature, content } = this.#statement;
    this.#heading('Signature');
    this.#pair('SHA-256', sha256, 'mono');
    this.#pair('Ed25519', signature.slice(0, 64), 'mono');
    this.#pair('', signature.slice(64), 'mono');
    this.#pair('Public key', content.installation.publicKey, 'mono');
    this.#pair('Fingerprint', content.installation.fingerprint, 'mono');
    this.#pair('Installation', content.installation.id);
    this.#text(
      'The signed form of this statement is attached to this file as JSON, with the best shares as proof of work. ' +
        '"hashquota verify FILE" checks it. Compare the fingerprint with the one that the farm gave you.',
      { faint: true, gap: 6 },
    );
  }

  async #rows({ rows, period }: StatementContent): Promise<void> {
    this.#heading(period.rowSpan === 'hour' ? 'By the hour' : 'By the day');
    await this.#table(
      [
        column('From', 114, 'left'),
        column('Confirmed work', 95),
        column('Mean', 80),
        column('Accepted', 60),
        column('Rejected', 55),
        column('Stale', 45),
        column('In doubt', 50),
      ],
      rows.map((row) => [
        this.#at(row.fromMs),
        formatWork(row.creditedWork),
        formatHashrate(hashrateFromWork(row.creditedWork, row.toMs - row.fromMs)),
        ...[row.acceptedShares, row.rejectedShares, row.staleShares, row.inDoubtShares].map((count) =>
          formatExact(count),
        ),
      ]),
    );
  }

  async #proofs({ proofs, period }: StatementContent): Promise<void> {
    if (proofs.length === 0) return;
    this.#heading(`Best shares of each ${period.rowSpan}`);
    await this.#table(
      [
        column('At', 130, 'left'),
        column('Miner', 130, 'left'),
        column('Difficulty', 79),
        column('Ends in', 160),
      ],
      proofs.map(({ atMs, minerId, achieved, hash }) => [
        this.#at(atMs),
        minerId,
        formatWork(achieved),
        hash.slice(-24),
      ]),
    );
  }

  #at(ms: number): string {
    return this.#time.format(ms);
  }

  #heading(text: string): void {
    this.#room(4 * LINE);
    this.#y += 10;
    this.#text(text, { size: 12, style: 'bold', gap: 4 });
  }

  #pair(name: string, value: string, style: FontStyle = 'regular'): void {
    const width = PAGE.width - 2 * PAGE.margin - 110;
    const text = this.#use(value, style, style === 'mono' ? 7.5 : 9);
    const height = Math.max(LINE, this.#doc.heightOfString(text, { width }) + 2);
    this.#room(height);
    this.#doc.fillColor(COLOURS.text).text(text, PAGE.margin + 110, this.#y, { width });
    this.#doc
      .fillColor(COLOURS.faint)
      .text(this.#use(name, 'regular', 9), PAGE.margin, this.#y, { width: 105 });
    this.#y += height;
  }

  #text(text: string, look: { size?: number; style?: FontStyle; faint?: boolean; gap: number }): void {
    const { size = 9, style = 'regular', faint = false, gap } = look;
    const width = PAGE.width - 2 * PAGE.margin;
    const written = this.#use(text, style, size);
    const height = this.#doc.heightOfString(written, { width });
    this.#room(height);
    this.#doc.fillColor(faint ? COLOURS.faint : COLOURS.text).text(written, PAGE.margin, this.#y, { width });
    this.#y += height + gap;
  }

  async #table(columns: readonly Column[], rows: readonly string[][]): Promise<void> {
    this.#tableHead(columns);
    for (const [index, row] of rows.entries()) {
      if (index > 0 && index % CHUNK_ROWS === 0) await new Promise((resolve) => setImmediate(resolve));
      if (!this.#hasRoom(LINE)) {
        this.#newPage();
        this.#tableHead(columns);
      }
      this.#tableRow(columns, row, 'regular');
    }
    this.#y += 4;
  }

  #tableHead(columns: readonly Column[]): void {
    this.#room(3 * LINE);
    const width = columns.reduce((sum, column) => sum + column.width, 0);
    this.#doc.rect(PAGE.margin, this.#y - 2, width, LINE).fill(COLOURS.head);
    this.#tableRow(
      columns,
      columns.map(({ title }) => title),
      'bold',
    );
  }

  #tableRow(columns: readonly Column[], cells: readonly string[], style: FontStyle): void {
    let x = PAGE.margin;
    for (const [index, { width, align }] of columns.entries()) {
      const text = this.#use(cells[index] ?? '', style, 8);
      const place = { width: width - 10, align, lineBreak: false, ellipsis: true, height: LINE };
      this.#doc.fillColor(COLOURS.text).text(text, x + 5, this.#y, place);
      x += width;
    }
    this.#y += LINE;
    this.#doc
      .moveTo(PAGE.margin, this.#y - 2.5)
      .lineTo(x, this.#y - 2.5)
      .lineWidth(0.4)
      .stroke(COLOURS.line);
  }

  #pageNumbers(): void {
    const { start, count } = this.#doc.bufferedPageRange();
    const { sha256 } = this.#statement;
    for (let page = start; page < start + count; page += 1) {
      this.#doc.switchToPage(page);
      const y = PAGE.height - PAGE.footer;
      const width = PAGE.width - 2 * PAGE.margin;
      this.#doc.fillColor(COLOURS.faint);
      this.#doc.text(this.#use(`SHA-256 ${sha256}`, 'regular', 7), PAGE.margin, y, {
        width,
        lineBreak: false,
      });
      const number = this.#use(`Page ${page - start + 1} of ${count}`, 'regular', 8);
      this.#doc.text(number, PAGE.margin, y, { width, align: 'right', lineBreak: false });
    }
  }

  #use(text: string, style: FontStyle, size: number): string {
    const written = this.#fonts.use(text, style);
    this.#doc.fontSize(size);
    return written;
  }

  #hasRoom(height: number): boolean {
    return this.#y + height <= PAGE.height - PAGE.footer - LINE;
  }

  #room(height: number): void {
    if (!this.#hasRoom(height)) this.#newPage();
  }

  #newPage(): void {
    this.#doc.addPage();
    this.#y = PAGE.margin;
  }
}

function column(title: string, width: number, align: 'left' | 'right' = 'right'): Column {
  return { title, width, align };
}

function tally({ shares, work }: { shares: number; work: number }): [string, string] {
  return [formatExact(shares), formatExact(work)];
}
