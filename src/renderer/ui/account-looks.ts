/** How an account is told apart: a colour that may repeat in a large farm, and a letter that does not. */
export interface AccountLook {
  colour: number;
  letter: string;
}

export type AccountLooks = Readonly<Record<string, AccountLook>>;

/**
 * The colour-blind-safe set of Okabe and Ito (jfly.uni-koeln.de/color) without its black. On a dark ground
 * as published; on a light ground darkened until each stands out 3:1 from white.
 */
const ON_DARK = ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#3d9bd6', '#e8702a', '#cc79a7'] as const;
const ON_LIGHT = ['#b87a00', '#2b8fcb', '#008a64', '#8f8500', '#0072b2', '#d55e00', '#b85a8f'] as const;

export const COLOUR_COUNT = ON_DARK.length;

/** CSS colour of a look in the given theme. */
export function lookColour(look: AccountLook | undefined, isDark: boolean): string {
  const palette = isDark ? ON_DARK : ON_LIGHT;
  return palette[(look?.colour ?? 0) % COLOUR_COUNT] ?? palette[0];
}

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** Contrast of two `#rrggbb` colours as WCAG 2 defines it, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Black or white, whichever reads better on `background`. */
export function inkOn(background: string): '#000000' | '#ffffff' {
  return contrast(background, '#000000') >= contrast(background, '#ffffff') ? '#000000' : '#ffffff';
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');

function freeLetter(name: string, taken: ReadonlySet<string>): string {
  const own = name.toUpperCase().match(/[A-Z]/g) ?? [];
  const plain = [...own, ...ALPHABET].find((letter) => !taken.has(letter));
  if (plain !== undefined) return plain;
  const base = own[0] ?? 'A';
  for (let n = 2; ; n++) if (!taken.has(`${base}${n}`)) return `${base}${n}`;
}

/** Ids come from outside: one called `__proto__` is to be a key like any other. */
function withoutPrototype(looks: AccountLooks): Record<string, AccountLook> {
  return Object.assign(Object.create(null) as Record<string, AccountLook>, looks);
}

/**
 * Looks for all accounts: known ones keep theirs whatever the order, new ones take the least used colour
 * and, where it is free, a letter of their own name.
 */
export function assignLooks(
  accounts: readonly { id: string; name: string }[],
  known: AccountLooks,
): AccountLooks {
  const looks = withoutPrototype(known);
  const taken = new Set(Object.values(looks).map((look) => look.letter));
  const uses = ON_DARK.map(() => 0);
  const countUse = (colour: number) => (uses[colour % COLOUR_COUNT] = (uses[colour % COLOUR_COUNT] ?? 0) + 1);
  for (const { colour } of Object.values(looks)) countUse(colour);
  for (const { id, name } of accounts) {
    if (looks[id]) continue;
    const colour = uses.indexOf(Math.min(...uses));
    countUse(colour);
    const letter = freeLetter(name, taken);
    taken.add(letter);
    looks[id] = { colour, letter };
  }
  return looks;
}

/** Reads remembered looks, which may be anything. */
export function acceptLooks(stored: unknown): AccountLooks {
  if (typeof stored !== 'object' || stored === null) return {};
  const looks = withoutPrototype({});
  for (const [id, look] of Object.entries(stored)) {
    const { colour, letter } = (look ?? {}) as Partial<AccountLook>;
    const isColour = typeof colour === 'number' && Number.isInteger(colour) && colour >= 0;
    if (isColour && typeof letter === 'string' && /^[A-Z]\d{0,3}$/.test(letter))
      looks[id] = { colour, letter };
  }
  return looks;
}
