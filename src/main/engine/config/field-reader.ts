import { AppError } from '#shared/errors.ts';

import { childPath, describeFound, FieldError, type FieldNode, shorten, unfit } from './field-node.ts';
import { suggest } from './suggest.ts';

/** Reads the fields of one group: unknown names are errors, missing ones are told by name. */
export class GroupReader {
  readonly node: FieldNode;
  readonly #entries: ReadonlyMap<string, FieldNode>;

  /** `known` are all field names the group may hold; `what` names the group in sentences. */
  constructor(node: FieldNode, what: string, known: readonly string[]) {
    if (node.shape.kind !== 'map') throw unfit(node, `${what} with the fields ${known.join(', ')}`);
    this.node = node;
    this.#entries = node.shape.entries;
    for (const [name, child] of this.#entries) {
      if (known.includes(name)) continue;
      const near = suggest(name, known);
      const hint = near ? `did you mean "${near}"; ` : '';
      throw new FieldError(
        child,
        `the field ${JSON.stringify(shorten(name))} is not known; ${hint}allowed are ${known.join(', ')}`,
      );
    }
  }

  /** A field that may be absent; one that stands there empty is handed out as it is. */
  optional(name: string): FieldNode | null {
    return this.#entries.get(name) ?? null;
  }

  /** A field that may be absent or empty. */
  optionalOrNull(name: string): FieldNode | null {
    const node = this.optional(name);
    return node?.shape.kind === 'scalar' && node.shape.value === null ? null : node;
  }

  /** A field that must be there; `allowed` says what it holds. */
  required(name: string, allowed: string): FieldNode {
    const node = this.#entries.get(name);
    if (node) return node;
    throw new FieldError(
      { line: this.node.line, path: childPath(this.node.path, name) },
      `nothing stands here; needed is ${allowed}`,
    );
  }
}

/** What a text field takes. */
export interface TextRule {
  allowed: string;
  maxLength: number;
  /** Never repeat the value in a sentence. */
  secret?: boolean;
  /** An empty text is fine. */
  mayBeEmpty?: boolean;
}

const CONTROL_CHARACTER = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** A text without control characters and without blanks at its ends. */
export function readText(node: FieldNode, rule: TextRule): string {
  const { shape } = node;
  if (shape.kind !== 'scalar' || typeof shape.value !== 'string') {
    const quoted = shape.kind === 'scalar' && shape.value !== null ? ' in quotes' : '';
    throw unfit(node, `${rule.allowed}${quoted}`, rule.secret);
  }
  const { value } = shape;
  if (value === '' && !rule.mayBeEmpty)
    throw new FieldError(node, `"" stands here; allowed is ${rule.allowed}`);
  if (value.length > rule.maxLength)
    throw new FieldError(
      node,
      `a text of ${value.length} characters stands here; allowed is ${rule.allowed} of at most ${rule.maxLength}`,
    );
  if (CONTROL_CHARACTER.test(value) || (!rule.secret && value !== value.trim()))
    throw new FieldError(
      node,
      `${describeFound(node, rule.secret)} holds a line break, a control character or a blank at an end; allowed is ${rule.allowed} without them`,
    );
  return value;
}

/** One of a few words. */
export function readWord<const Words extends readonly string[]>(
  node: FieldNode,
  words: Words,
): Words[number] {
  const { shape } = node;
  const found = words.find((word) => shape.kind === 'scalar' && shape.value === word);
  if (found === undefined) throw unfit(node, words.join(' or '));
  return found;
}

export function readBoolean(node: FieldNode): boolean {
  if (node.shape.kind === 'scalar' && typeof node.shape.value === 'boolean') return node.shape.value;
  throw unfit(node, 'true or false');
}

/** A finite number above zero, however small. */
export function readPositive(node: FieldNode): number {
  const value = node.shape.kind === 'scalar' ? node.shape.value : null;
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw unfit(node, 'a number above 0');
}

/** A list within a length; `what` names it in sentences. */
export function readList(
  node: FieldNode,
  what: string,
  limits: { min: number; max: number },
): readonly FieldNode[] {
  if (node.shape.kind !== 'list') throw unfit(node, what);
  const count = node.shape.items.length;
  if (count < limits.min || count > limits.max)
    throw new FieldError(
      node,
      `a list of ${count} stands here; allowed is ${what}, ${limits.min} to ${limits.max} of them`,
    );
  return node.shape.items;
}

/**
 * Runs a parser that throws its own sentence, and puts the place before it. A sentence that begins with
 * the field's name loses it, since the place names the field already.
 */
export function readWith<T>(node: FieldNode, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const clause = error.message
      .replace(/[.\s]+$/, '')
      .replace(/^[\w.[\]]+ is (.+); it must be /s, '$1 stands here; allowed is ')
      .replace(/^The /, 'the ');
    throw new FieldError(node, clause);
  }
}
