import { inflateSync } from 'node:zlib';

/** The text that a PDF's pages show in its standard fonts, a line per piece; read from the file's own bytes. */
export function pdfText(pdf: Buffer): string {
  const lines: string[] = [];
  const file = pdf.toString('latin1');
  for (const match of file.matchAll(/\/Length (\d+)\b[^]{0,200}?stream\r?\n/g)) {
    const from = match.index + match[0].length;
    const bytes = pdf.subarray(from, from + Number(match[1]));
    const content = match[0].includes('/FlateDecode') ? inflated(bytes) : bytes.toString('latin1');
    for (const [, shown = ''] of content.matchAll(/\[((?:<[0-9a-f]*>|[\s\d.-])*)\]\s*TJ/g)) {
      const digits = [...shown.matchAll(/<([0-9a-f]*)>/g)].map(([, piece]) => piece).join('');
      lines.push(Buffer.from(digits, 'hex').toString('latin1'));
    }
  }
  return lines.join('\n');
}

function inflated(bytes: Buffer): string {
  try {
    return inflateSync(bytes).toString('latin1');
  } catch {
    return '';
  }
}
