/** What every command has in common: where it writes and how it ends. */
import type { AppError, Result } from '../../src/core/result';

export interface Io {
  /** The result, for machines: nothing else goes here. */
  out: (text: string) => void;
  err: (text: string) => void;
}

export const EXIT = { ok: 0, failed: 1, badInput: 2 } as const;

/** Ends a command with one line on stderr. */
export class CliError extends Error {
  constructor(message: string, readonly exitCode: number = EXIT.badInput) {
    super(message);
  }
}

/** One line: what happened and what to do. */
export const sentence = (error: AppError): string => `${error.message} ${error.action}`;

/** The value of a result. @throws CliError with the error's own words. */
export function valueOf<T>(result: Result<T>, exitCode: number = EXIT.badInput): T {
  if (result.ok) return result.value;
  throw new CliError(sentence(result.error), exitCode);
}
