/** A value of a farm file with the place it came from, whatever it was written in. */
export interface FieldNode {
  /** As in `accounts[1].quota.hashrate`; empty for the whole file. */
  readonly path: string;
  /** 1-based; null when the value came without a text. */
  readonly line: number | null;
  readonly shape:
    | { readonly kind: 'scalar'; readonly value: string | number | boolean | null }
    | { readonly kind: 'list'; readonly items: readonly FieldNode[] }
    | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, FieldNode> };
}

/** How deep a farm file may nest; a well-formed one needs five levels. */
export const MAX_DEPTH = 16;
/** How many values a farm file may hold after aliases are followed. */
const MAX_NODES = 200_000;

/** A failure at one place of a farm file. `clause` says what stands there and what is allowed. */
export class FieldError extends Error {
  readonly line: number | null;
  readonly path: string;
  constructor(place: { line: number | null; path: string }, clause: string) {
    super(clause);
    this.name = 'FieldError';
    this.line = place.line;
    this.path = place.path;
  }
}

/** Path of a field inside another. Names that would blur the path are put in quotes. */
export function childPath(parent: string, key: string | number): string {
  if (typeof key === 'number') return `${parent}[${key}]`;
  const name = /^[A-Za-z_<][\w<-]{0,63}$/.test(key) ? key : JSON.stringify(shorten(key));
  return parent === '' ? name : `${parent}.${name}`;
}

/** Counts values against the limits of one file. */
export class NodeBudget {
  #left = MAX_NODES;

  /** Takes one value at `depth`; throws when the file is too large or nests too deeply. */
  take(place: { line: number | null; path: string }, depth: number): void {
    if (depth > MAX_DEPTH)
      throw new FieldError(place, `fields stand deeper here than the ${MAX_DEPTH} levels that are allowed`);
    this.#left -= 1;
    if (this.#left < 0)
      throw new FieldError(
        place,
        `the file holds more than the ${MAX_NODES} values that are allowed, aliases followed`,
      );
  }
}

/** The node tree of a value that came without a text, as over HTTP. */
export function nodeFromValue(value: unknown): FieldNode {
  const budget = new NodeBudget();
  function visit(item: unknown, path: string, depth: number): FieldNode {
    budget.take({ line: null, path }, depth);
    if (Array.isArray(item)) {
      const items = item.map((child, index) => visit(child, childPath(path, index), depth + 1));
      return { path, line: null, shape: { kind: 'list', items } };
    }
    if (item === null || typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean')
      return { path, line: null, shape: { kind: 'scalar', value: item } };
    if (typeof item === 'object') {
      const entries = new Map(
        Object.entries(item).map(([key, child]) => [key, visit(child, childPath(path, key), depth + 1)]),
      );
      return { path, line: null, shape: { kind: 'map', entries } };
    }
    throw new FieldError({ line: null, path }, `a ${typeof item} stands here, which no field may be`);
  }
  return visit(value, '', 0);
}

/** The plain value of a node tree. */
export function valueFromNode(node: FieldNode): unknown {
  switch (node.shape.kind) {
    case 'scalar':
      return node.shape.value;
    case 'list':
      return node.shape.items.map(valueFromNode);
    case 'map':
      return Object.fromEntries([...node.shape.entries].map(([key, child]) => [key, valueFromNode(child)]));
  }
}

/** Cuts text from a file to a length that fits a sentence. */
export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Words for what stands at a place. With `secret`, only its kind. */
export function describeFound(node: FieldNode, secret = false): string {
  switch (node.shape.kind) {
    case 'list':
      return 'a list';
    case 'map':
      return 'a group of fields';
    case 'scalar': {
      const { value } = node.shape;
      if (value === null) return 'nothing';
      if (secret) return typeof value === 'string' ? 'a text' : `a ${typeof value} without quotes`;
      return typeof value === 'string' ? JSON.stringify(shorten(value)) : String(value);
    }
  }
}

/** The usual failure: one thing stands there, another is allowed. */
export function unfit(node: FieldNode, allowed: string, secret = false): FieldError {
  return new FieldError(node, `${describeFound(node, secret)} stands here; allowed is ${allowed}`);
}
