/**
 * The text of the app in the reader's language. English stands in the code and is the key of its translation
 * (`src/messages`); messages are ICU MessageFormat, so that a language may order and count in its own way.
 * The language is set once, before anything is shown, and holds as long as the page, the worker or the program.
 */
import { IntlMessageFormat } from 'intl-messageformat';

/** Languages the app speaks, each by its own name. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;
export const isLanguage = (value: unknown): value is Language => typeof value === 'string' && Object.hasOwn(LANGUAGES, value);

/** Formats of numbers, dates and lists. */
const LOCALES: Record<Language, string> = { en: 'en-US', de: 'de-DE' };

export type Values = Readonly<Record<string, string | number>>;
/** Translations by the English message. */
export type Catalogue = Readonly<Record<string, string>>;

let spoken: Language = 'en';
const translations = new Map<string, string>();
const formats = new Map<string, IntlMessageFormat>();

/** Sets the language and adds to its translations. What has no translation stays English. */
export function speak(language: Language, catalogue: Catalogue = {}): void {
  if (language !== spoken) translations.clear();
  spoken = language;
  formats.clear();
  for (const [message, translation] of Object.entries(catalogue)) translations.set(message, translation);
}

export const language = (): Language => spoken;
/** The BCP 47 tag that numbers, dates and lists are written by. */
export const locale = (): string => LOCALES[spoken];

function format(message: string): IntlMessageFormat {
  let known = formats.get(message);
  if (known === undefined) {
    known = new IntlMessageFormat(translations.get(message) ?? message, LOCALES[spoken]);
    formats.set(message, known);
  }
  return known;
}

/**
 * A message in the reader's language. Without values it is plain text; with values it is ICU MessageFormat:
 * `t('{count, plural, one {# run} other {# runs}} of {model}', { count, model })`. Numbers given as `{name}` are
 * written as they are: write them with core/units first. Call it when the text is needed, never while a module loads.
 * @throws Error for a message that is not ICU MessageFormat or lacks a value.
 */
export function t(message: string, values?: Values): string {
  return values === undefined ? (translations.get(message) ?? message) : String(format(message).format(values));
}

/**
 * A message with marked-up parts: `<kbd>R</kbd> runs it` with `{ kbd: (parts) => … }`. Returns the parts in order.
 * @throws Error as `t`.
 */
export function parts<T>(message: string, values: Readonly<Record<string, string | number | T | ((inner: (string | T)[]) => T)>>): (string | T)[] {
  const made: unknown = format(message).format(values as Record<string, string>);
  return (Array.isArray(made) ? made : [made]) as (string | T)[];
}

/** Marks a text that stands in a constant: it is collected for translation here and translated with `t` where it is shown. */
export const msg = <const T extends string>(message: T): T => message;

/** Texts as one enumeration: “a, b, and c”, “a, b und c”. */
export const listed = (items: readonly string[], type: 'conjunction' | 'disjunction' = 'conjunction'): string =>
  new Intl.ListFormat(LOCALES[spoken], { type }).format(items);
