import {
  CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  type YAMLMap,
  type YAMLParseError,
  type YAMLWarning,
} from 'yaml';

import { childPath, FieldError, type FieldNode, MAX_DEPTH, NodeBudget, shorten } from './field-node.ts';

/** Words for the parser's codes. Its own messages may quote the file, and a file may hold passwords. */
const SYNTAX_WORDS: Record<string, string> = {
  BAD_ALIAS: 'an alias stands here that names no anchor above it',
  BAD_DIRECTIVE: 'a directive stands here that is not known; allowed is %YAML 1.2 or none',
  BAD_DQ_ESCAPE: 'an escape stands in this quoted text that YAML does not have',
  BAD_INDENT: 'the indentation does not fit the lines above, or a bracket is not closed',
  BAD_SCALAR_START: 'a text begins here with a character that needs quotes, such as @, ` or %',
  BLOCK_AS_IMPLICIT_KEY: 'a second colon or dash stands on this line; put the text in quotes',
  BLOCK_IN_FLOW: 'an indented block stands inside brackets; allowed are values parted by commas',
  KEY_OVER_1024_CHARS: 'a field name of more than 1024 characters stands here',
  MISSING_CHAR: 'a closing quote, a bracket, a comma or the colon after a field name is missing here',
  MULTILINE_IMPLICIT_KEY: 'a field name runs over more than one line; allowed is one line',
  MULTIPLE_DOCS: 'a second document begins here; allowed is one',
  TAB_AS_INDENT: 'a tab indents this line; allowed are spaces',
  TAG_RESOLVE_FAILED: 'a tag (!name) stands here; allowed are plain values',
  UNEXPECTED_TOKEN: 'something stands here that does not fit what comes before it',
};

/** Finding an alias's anchor walks the whole file, so their number is bounded. */
const MAX_ALIASES = 100;
/** Words and marks; the parser takes seconds and a gigabyte for a megabyte that is nothing but marks. 20,000 miners have 520,000. */
const MAX_TOKENS = 600_000;

/**
 * Refuses text that nests too deeply or has too many parts, before the parser, which recurses and slows down on it, sees it.
 * Deep nesting takes brackets, or several `-` and `?` on one line, or deep indentation.
 */
function refuseExcess(text: string): void {
  let line = 1;
  let brackets = 0;
  let indicators = 0;
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    if (tokens > MAX_TOKENS)
      throw new FieldError(
        { line, path: '' },
        `the file holds more than the ${MAX_TOKENS} words and marks that are allowed`,
      );
    const type = CST.tokenType(token);
    if (type === 'flow-seq-start' || type === 'flow-map-start') brackets += 1;
    else if (type === 'flow-seq-end' || type === 'flow-map-end') brackets = Math.max(0, brackets - 1);
    else if (type === 'seq-item-ind' || type === 'explicit-key-ind') indicators += 1;
    if (brackets > MAX_DEPTH || indicators > MAX_DEPTH)
      throw new FieldError(
        { line, path: '' },
        `fields stand deeper here than the ${MAX_DEPTH} levels that are allowed`,
      );
    if (token.includes('\n')) {
      line += token.split('\n').length - 1;
      if (brackets === 0) indicators = 0;
    }
  }
}

/** Turns the parser's nodes into ours, following aliases within the budget. */
class TreeBuilder {
  readonly #budget = new NodeBudget();
  readonly #lines: LineCounter;
  readonly #resolve: (node: Node) => Node | undefined;
  #aliases = 0;

  constructor(lines: LineCounter, resolve: (node: Node) => Node | undefined) {
    this.#lines = lines;
    this.#resolve = resolve;
  }

  build(node: Node | null | undefined, place: { line: number; path: string }, depth: number): FieldNode {
    const line = this.#lineOf(node) ?? place.line;
    const { path } = place;
    this.#budget.take({ line, path }, depth);
    if (!node) return { path, line, shape: { kind: 'scalar', value: null } };
    if (isAlias(node)) {
      this.#aliases += 1;
      if (this.#aliases > MAX_ALIASES)
        throw new FieldError(
          { line, path },
          `more than the ${MAX_ALIASES} aliases that are allowed stand here`,
        );
      const target = this.#resolve(node);
      if (!target) throw new FieldError({ line, path }, SYNTAX_WORDS['BAD_ALIAS'] ?? '');
      return { ...this.build(target, place, depth + 1), line };
    }
    if (isSeq(node)) {
      const items = node.items.map((item, index) =>
        this.build(item as Node, { line, path: childPath(path, index) }, depth + 1),
      );
      return { path, line, shape: { kind: 'list', items } };
    }
    if (isMap(node)) return { path, line, shape: this.#mapShape(node, { line, path }, depth) };
    const value: unknown = isScalar(node) ? node.value : undefined;
    if (
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean'
    )
      return { path, line, shape: { kind: 'scalar', value } };
    throw new FieldError({ line, path }, SYNTAX_WORDS['TAG_RESOLVE_FAILED'] ?? '');
  }

  #mapShape(map: YAMLMap, place: { line: number; path: string }, depth: number): FieldNode['shape'] {
    const entries = new Map<string, FieldNode>();
    for (const { key, value } of map.items) {
      const line = this.#lineOf(key) ?? place.line;
      if (!isScalar(key) || (typeof key.value !== 'string' && typeof key.value !== 'number'))
        throw new FieldError({ line, path: place.path }, 'a field name stands here that is not a plain word');
      const name = String(key.value);
      const path = childPath(place.path, name);
      const first = entries.get(name);
      if (first)
        throw new FieldError(
          { line, path },
          `the field ${JSON.stringify(shorten(name))} stands here a second time (first on line ${first.line}); allowed is once`,
        );
      entries.set(name, { ...this.build(value as Node | null, { line, path }, depth + 1), line });
    }
    return { kind: 'map', entries };
  }

  #lineOf(node: unknown): number | null {
    const start = (node as ParsedNode | null)?.range?.[0];
    return start === undefined ? null : Math.max(1, this.#lines.linePos(start).line);
  }
}

/** Parses YAML 1.2, and so JSON, into nodes that know their lines. Throws `FieldError`. */
export function parseYaml(text: string): FieldNode {
  refuseExcess(text);
  const lines = new LineCounter();
  // Double keys are found by the tree builder: the parser's own check takes quadratic time.
  const document = parseDocument(text, {
    version: '1.2',
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'error',
  });
  const problem: YAMLParseError | YAMLWarning | undefined = document.errors[0] ?? document.warnings[0];
  if (problem)
    throw new FieldError(
      { line: Math.max(1, lines.linePos(problem.pos[0]).line), path: '' },
      `${SYNTAX_WORDS[problem.code] ?? 'this line is not YAML'}`,
    );
  const builder = new TreeBuilder(lines, (node) => (isAlias(node) ? node.resolve(document) : node));
  return builder.build(document.contents, { line: 1, path: '' }, 0);
}
