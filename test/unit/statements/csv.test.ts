import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { csvLine, parseCsv, plainText, safeText } from '#engine/statements/csv.ts';

describe('CSV', () => {
  it('quotes what it must and escapes what a spreadsheet would run', () => {
    expect(csvLine(['a', 'b,c', 'say "hi"', safeText('=1+1'), safeText('@x'), safeText("'x")])).toBe(
      `a,"b,c","say ""hi""",'=1+1,'@x,''x\r\n`,
    );
  });

  it('gives back any text of any records', () => {
    const records = fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(records, (written) => {
        const text = written.map((record) => csvLine(record.map(safeText))).join('');
        expect(parseCsv(text)?.map((record) => record.map(plainText))).toEqual(written);
      }),
    );
  });

  it('never leaves a text that begins like a formula', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('=', '+', '-', '@', '\t', '\r'), (rest, first) => {
        expect(safeText(first + rest)[0]).toBe("'");
      }),
    );
  });

  it.each(['a,b', 'a\n', '"a', '"a"b\r\n', 'a"b\r\n'])('refuses %j', (text) => {
    expect(parseCsv(text)).toBeNull();
  });
});
