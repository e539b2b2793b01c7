import { fuzzyIndex, search, tokensOf, type FuzzyIndex } from './fuzzy.ts';
import type { PaletteEntry } from './palette-entries.ts';

/** Lines that are shown at once. */
const SHOWN = 30;
const OF_COMMANDS = 8;
const RECENT_KEPT = 12;
/** The latest counts as much as a match at a word's start is better than one inside a word. */
const RECENT_BONUS = 20;

/** A command that takes a miner or a pool: `mark rack1-03`. */
export interface Command {
  /** Any of these begins it, when typed in part. */
  verbs: readonly string[];
  applies: (entry: PaletteEntry) => boolean;
  entry: (target: PaletteEntry) => PaletteEntry;
}

/** Everything the palette finds, prepared for many keys. */
export interface PaletteIndex {
  all: FuzzyIndex<PaletteEntry>;
  /** What an empty query offers. */
  first: readonly PaletteEntry[];
  commands: readonly {
    verbs: readonly string[];
    entry: Command['entry'];
    targets: FuzzyIndex<PaletteEntry>;
  }[];
}

/** `fixed`: pages and actions, `farm`: what the farm has. */
export function paletteIndex(
  fixed: readonly PaletteEntry[],
  farm: readonly PaletteEntry[],
  commands: readonly Command[],
): PaletteIndex {
  return {
    all: fuzzyIndex([...fixed, ...farm]),
    first: fixed,
    commands: commands.map(({ verbs, applies, entry }) => ({
      verbs: verbs.flatMap(tokensOf),
      entry,
      targets: fuzzyIndex(farm.filter(applies)),
    })),
  };
}

/** What the palette shows for a query: commands that it begins, then what fits best, lately used first. */
export function paletteResults(
  { all, first, commands }: PaletteIndex,
  query: string,
  recent: readonly string[],
): PaletteEntry[] {
  const tokens = tokensOf(query);
  const bonus = ({ id }: PaletteEntry) => {
    const place = recent.indexOf(id);
    return place < 0 ? 0 : RECENT_BONUS * (1 - place / RECENT_KEPT);
  };
  if (tokens.length === 0) {
    const lately = new Map(all.entries.map(({ item }) => [item.id, item]));
    const used = recent.flatMap((id) => lately.get(id) ?? []);
    return [...used, ...first.filter(({ id }) => !recent.includes(id))].slice(0, SHOWN);
  }
  const commanded = commands.flatMap(({ verbs, entry, targets }) => {
    const rest = withoutVerbs(tokens, verbs);
    return rest === null ? [] : search(targets, rest, OF_COMMANDS, bonus).map(entry);
  });
  return [...commanded, ...search(all, tokens, SHOWN, bonus)].slice(0, SHOWN);
}

/** The tokens that are left of the verb at the beginning; null where it does not begin with one. */
function withoutVerbs(tokens: readonly string[], verbs: readonly string[]): string[] | null {
  const isVerb = (token: string) => token.length > 1 && verbs.some((verb) => verb.startsWith(token));
  const [head = ''] = tokens;
  if (!isVerb(head)) return null;
  const rest = tokens.findIndex((token) => !isVerb(token));
  return rest < 0 ? [] : tokens.slice(rest);
}

/** The ids used lately, with this one now the latest. */
export function withRecent(recent: readonly string[], id: string): string[] {
  return [id, ...recent.filter((other) => other !== id)].slice(0, RECENT_KEPT);
}

/** Recent ids as this browser keeps them, whatever is stored. */
export function acceptRecent(stored: unknown): string[] | undefined {
  if (!Array.isArray(stored)) return undefined;
  return stored.filter((id): id is string => typeof id === 'string').slice(0, RECENT_KEPT);
}
