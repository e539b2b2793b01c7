/** What a spreadsheet would take for a formula, and what marks a text as escaped. */
const RISKY = /^[=+\-@\t\r']/;

/** A text as one CSV cell's content: what might be run as a formula gets a leading apostrophe. */
export function safeText(text: string): string {
  return RISKY.test(text) ? `'${text}` : text;
}

/** Takes the apostrophe of `safeText` away again. */
export function plainText(cell: string): string {
  return cell.startsWith("'") && RISKY.test(cell.slice(1)) ? cell.slice(1) : cell;
}

/** One record of RFC 4180, with its CR LF; cells are quoted where they must be. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}

/**
 * Records of a CSV text written by `csvLine`; null where it is not of that form. Every record ends with CR LF.
 */
export function parseCsv(text: string): string[][] | null {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell: string;
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      if (end === -1) return null;
      cell = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      const end = cellEnd(text, at);
      if (end === -1) return null;
      cell = text.slice(at, end);
      at = end;
    }
    record.push(cell);
    if (text[at] === ',') at += 1;
    else if (text.startsWith('\r\n', at)) {
      records.push(record);
      record = [];
      at += 2;
    } else return null;
  }
  return record.length === 0 ? records : null;
}

function cellEnd(text: string, from: number): number {
  const mark = /[,\r"\n]/g;
  mark.lastIndex = from;
  return mark.exec(text)?.index ?? -1;
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  return -1;
}
