import fc from 'fast-check';

/** Texts that readers trip over. */
const ODD_TEXTS = [
  '',
  ' ',
  '\0',
  '\u001b[2J\u001b]0;x\u0007',
  '\r\n',
  '\u202egnp.exe',
  '\u2028',
  '\ud800',
  '\udc00\ud800',
  '\ufeff',
  '\ufffd',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  '-0',
  '1e999',
  '0x10',
  '9'.repeat(400),
  '../../etc/passwd',
  'C:\\con',
  '%00',
  '%ff',
  '=1+1',
  "'; drop table miner; --",
  '<img src=x onerror=alert(1)>',
  '${7*7}{{7*7}}',
  'İstanbul ﬀ ß',
  '🂡'.repeat(40),
  'a'.repeat(5000),
];

const ODD_NUMBERS = [
  0,
  -0,
  1,
  -1,
  0.1,
  5e-324,
  1e-9,
  1.7976931348623157e308,
  -1.7976931348623157e308,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  8.64e15,
  8.64e15 + 2,
  1e21,
];

/** Any text, odd ones among them. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ maxLength: 20 }),
);

export const hostileNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(...ODD_NUMBERS),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** Any value that JSON can carry, with keys that objects are made of among its keys. */
export const hostileJson: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small', withCrossShrink: true },
    hostileText,
    hostileNumber,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 6 }),
    fc
      .array(fc.tuple(hostileText, tie('value')), { maxLength: 6 })
      .map((entries) => JSON.parse(objectText(entries)) as unknown),
  ),
})).value;

/** Through text, so that a key `__proto__` is a key and nothing more. */
function objectText(entries: readonly (readonly [string, unknown])[]): string {
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`;
}

/** Marks that texts of all kinds are made of. */
const MARKS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  '\\',
  '\n',
  '\r\n',
  '\t',
  '|',
  '=',
  '- ',
  '? ',
  '&a ',
  '*a',
  '!t ',
  '\0',
];

/** A change to a text of `length` characters. */
interface Edit {
  at: number;
  kind: 'cut' | 'drop' | 'insert' | 'repeat' | 'deepen';
  text: string;
  count: number;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom('cut', 'drop', 'insert', 'insert', 'repeat', 'deepen'),
  text: fc.oneof(fc.constantFrom(...MARKS), hostileText, hostileNumber.map(String)),
  count: fc.integer({ min: 1, max: 40 }),
});

/** A sample with some bytes of it gone, put in, doubled or cut off. */
export function damagedText(samples: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([sample, edits]) => edits.reduce(applyEdit, sample));
}

function applyEdit(text: string, { at, kind, text: put, count }: Edit): string {
  const place = Math.floor(at * text.length);
  switch (kind) {
    case 'cut':
      return text.slice(0, place);
    case 'drop':
      return text.slice(0, place) + text.slice(place + count);
    case 'insert':
      return text.slice(0, place) + put + text.slice(place);
    case 'repeat':
      return text.slice(0, place) + text.slice(place, place + 20).repeat(count) + text.slice(place);
    case 'deepen':
      return text.slice(0, place) + '[{"a":'.repeat(count * 5) + text.slice(place);
  }
}

/** A sample value in which some places hold something else, are gone, or stand there twice. */
export function damagedJson(sample: unknown): fc.Arbitrary<unknown> {
  const places = placesIn(sample, []);
  const change = fc.record({
    place: fc.constantFrom(...places),
    value: fc.oneof({ arbitrary: hostileJson, weight: 4 }, { arbitrary: fc.constant(GONE), weight: 1 }),
  });
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce((value, { place, value: put }) => withAt(value, place, put), sample));
}

const GONE = Symbol('gone');
type Place = readonly (string | number)[];

function placesIn(value: unknown, at: Place): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  const keys: (string | number)[] = Array.isArray(value)
    ? value.map((_, index) => index)
    : Object.keys(value);
  const inner = keys.flatMap((key) =>
    placesIn((value as Record<string | number, unknown>)[key], [...at, key]),
  );
  return [at, ...inner];
}

function withAt(value: unknown, [key, ...rest]: Place, put: unknown): unknown {
  if (key === undefined) return put === GONE ? null : put;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value;
  const isGone = rest.length === 0 && put === GONE;
  if (Array.isArray(value)) {
    const index = Number(key);
    return isGone ? value.toSpliced(index, 1) : value.with(index, withAt(value[index], rest, put));
  }
  const { [key]: old, ...others } = value as Record<string, unknown>;
  return isGone ? others : { ...others, [key]: withAt(old, rest, put) };
}
