/** A text with `{name}` places; `one`/`other` choose by the value called `count`. */
export type Message = string | { readonly one: string; readonly other: string };

const LANGUAGE = 'en';
const plurals = new Intl.PluralRules(LANGUAGE);

/** Fills a message. A value that is missing stays visible as `{name}`, so that a test or an eye finds it. */
export function t(message: Message, values: Readonly<Record<string, string | number>> = {}): string {
  const text =
    typeof message === 'string'
      ? message
      : plurals.select(Number(values['count'])) === 'one'
        ? message.one
        : message.other;
  return text.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
