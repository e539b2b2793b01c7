/** How Ctrl, or ⌘ where there is one, with a letter is written on this keyboard. */
export function commandKeys(letter: string): string {
  return `${/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl'} ${letter}`;
}

/** How the keys of the palette are written on this keyboard. */
export function paletteKeys(): string {
  return commandKeys('K');
}
