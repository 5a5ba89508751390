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

/** Builds an AppError; `field` is left out when it is undefined. */
export function appError(code: string, message: string, action: string, field?: string): AppError {
  return field === undefined ? { code, message, action } : { code, message, action, field };
}

/** Unwraps a result whose failure would be a bug. @throws Error when the result is an error. */
export function expectOk<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.error.code}: ${result.error.message}`);
}
