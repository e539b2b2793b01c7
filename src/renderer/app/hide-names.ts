import { privateSpans, type PrivateWords } from '../ui/private-words.ts';

const HIGHLIGHT = 'private';
const ATTRIBUTE = 'data-names-hidden';

/** Whether this browser can cover parts of a text without changing the page. */
export function canHideNames(): boolean {
  return typeof Highlight === 'function' && typeof CSS === 'object' && 'highlights' in CSS;
}

/**
 * Covers names, addresses and wallets wherever they stand in the page, also where they appear later, until
 * the answer is called. The page's elements stay as they are: the browser paints over their text.
 */
export function hideNames(words: PrivateWords): () => void {
  const covered = new Highlight();
  const rangesOf = new Map<Text, Range[]>();
  CSS.highlights.set(HIGHLIGHT, covered);
  document.documentElement.setAttribute(ATTRIBUTE, '');

  function forget(node: Text): void {
    for (const range of rangesOf.get(node) ?? []) covered.delete(range);
    rangesOf.delete(node);
  }
  function cover(node: Text): void {
    forget(node);
    const ranges = privateSpans(node.data, words).map(({ start, end }) => {
      const range = new Range();
      range.setStart(node, start);
      range.setEnd(node, end);
      covered.add(range);
      return range;
    });
    if (ranges.length > 0) rangesOf.set(node, ranges);
  }
  function each(node: Node, act: (text: Text) => void): void {
    if (node instanceof Text) return act(node);
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) act(walker.currentNode as Text);
  }

  each(document.body, cover);
  const observer = new MutationObserver((changes) => {
    for (const { type, target, addedNodes, removedNodes } of changes) {
      if (type === 'characterData') each(target, cover);
      for (const node of removedNodes) each(node, forget);
      for (const node of addedNodes) each(node, cover);
    }
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  return () => {
    observer.disconnect();
    CSS.highlights.delete(HIGHLIGHT);
    document.documentElement.removeAttribute(ATTRIBUTE);
  };
}

/** What the theme adds to the page for covered text: a bar in place of it, dots in fields, and blurred drawings. */
export const HIDDEN_NAMES_STYLES = {
  '::highlight(private)': { color: 'transparent', backgroundColor: 'var(--mui-palette-text-disabled)' },
  [`:root[${ATTRIBUTE}] input:not([type]), :root[${ATTRIBUTE}] input[type="text"], :root[${ATTRIBUTE}] textarea`]:
    { WebkitTextSecurity: 'disc' },
  [`:root[${ATTRIBUTE}] canvas`]: { filter: 'blur(3px)' },
} as const;
