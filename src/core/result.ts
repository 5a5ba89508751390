/** Errors as values: every boundary (URL, file, message, model, network) returns one of these. */
export type Result<T, E = AppError> = { ok: true; value: T } | { ok: false; error: E };

/**
 * An expected failure, ready to be shown.
 * `message` says what happened, `action` what the reader can do about it,
 * `field` names the input at fault where there is one (a path such as `request.maxOutputTokens`).
 */
export interface AppError {
  code: string;
  message: string;
  action: string;
  field?: string;
}

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });
export const err = <E>(error: E): Result<never, E> => ({ ok: false, error });

/** Messages often quote what was found, and a stranger's file may hold anything of any length. */
const MOST_CHARS = 600;
const short = (text: string): string => (text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text);

/** Builds an AppError; `field` is left out when it is undefined. Texts too long to be shown are cut. */
export function appError(code: string, message: string, action: string, field?: string): AppError {
  const error = { code, message: short(message), action: short(action) };
  return field === undefined ? error : { ...error, field: short(field) };
}

/** Unwraps a result whose failure would be a bug. @throws Error when the result is an error. */
export function expectOk<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.error.code}: ${result.error.message}`);
}
