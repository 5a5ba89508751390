/** Joins class names, leaving out what is false, null or empty. */
export const classNames = (...names: (string | false | null | undefined)[]): string => names.filter(Boolean).join(' ');

/** Shared look of every text-like control: one height, one hairline, the error in the failure colour. */
export const CONTROL =
  'w-full min-w-0 rounded-sm border border-line-strong bg-raised text-sm text-ink h-8 px-2 ' +
  'hover:border-ink-2 aria-invalid:border-fail disabled:opacity-60 placeholder:text-ink-3';
