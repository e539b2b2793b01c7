import type { ConfigChange } from '#shared/model/backup.ts';

/** A room's part of the exported configuration. */
export interface ConfigSection {
  /** Its key in the file; never another one again. */
  readonly name: string;
  /** Plain JSON without any secret. */
  export(): unknown;
  /** Plain JSON of what only a passphrase may open; undefined = there is nothing secret. */
  secrets?(): unknown;
  /** Checks a section of a file and says what taking it over would do. Throws `AppError` that names the place. */
  plan(incoming: IncomingSection): ConfigPlan;
}

export interface IncomingSection {
  value: unknown;
  /** Undefined where the file has none, or where they were not opened. */
  secrets: unknown;
}

/** What taking a section over does. */
export interface ConfigPlan {
  changes: Omit<ConfigChange, 'section'>[];
  /** Sentences about what is left out. */
  warnings: string[];
  /** Does it; called inside a transaction that spans all sections. What throws here undoes them all. */
  apply(by: string): void;
}

/** Fields that differ, in words: `quota {"share":"30 %"} → {"share":"40 %"}, worker a → b`; empty = none do. */
export function describeDifference(before: object, after: object): string {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const old = before as Record<string, unknown>;
  const fresh = after as Record<string, unknown>;
  return [...names]
    .filter((name) => JSON.stringify(old[name] ?? null) !== JSON.stringify(fresh[name] ?? null))
    .map((name) => `${name} ${inWords(old[name])} → ${inWords(fresh[name])}`)
    .join(', ');
}

const MAX_WORDS = 80;

function inWords(value: unknown): string {
  if (value === undefined || value === null) return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= MAX_WORDS ? text : `${text.slice(0, MAX_WORDS)}…`;
}
