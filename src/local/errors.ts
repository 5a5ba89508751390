/** The stack's expected failures, each with what happened and what to do. */
import { appError, err, type Result } from '@/core/result';
import { t } from '@/core/text';
import type { LocalError, LocalErrorCode } from './types';

/** Builds an error of this room; `code` is checked by the compiler. */
export function localError(code: LocalErrorCode, message: string, action: string): LocalError {
  return { ...appError(code, message, action), code };
}

export const fail = (code: LocalErrorCode, message: string, action: string): Result<never> => err(localError(code, message, action));

/** Thrown inside the worker where a value cannot travel (through the runtime's own calls), caught at its boundary. */
export class LocalFailure extends Error {
  constructor(readonly error: LocalError) {
    super(`${error.code}: ${error.message}`);
    this.name = 'LocalFailure';
  }
}

export const cancelled = (): LocalError => localError('cancelled', t('Cancelled.'), t('Run it again when you like; finished downloads are kept.'));

/** What was being done when something was thrown. */
export type Doing = 'inspect' | 'load' | 'remove' | 'count' | 'keep' | 'prefill' | 'decode';

/** Text of anything thrown. The runtime throws bare numbers for aborted WebAssembly. */
export function causeText(cause: unknown): string {
  if (cause instanceof Error) return cause.message;
  return typeof cause === 'number' ? t('runtime exception {number}', { number: cause }) : String(cause);
}

/** What a thrown value means, as far as its words tell. */
export function classify(cause: unknown, doing: Doing): LocalError {
  if (cause instanceof LocalFailure) return cause.error;
  const text = causeText(cause);
  if (cause instanceof DOMException && cause.name === 'AbortError') return cancelled();
  if (cause instanceof DOMException && cause.name === 'QuotaExceededError') {
    return localError('storage-full', t('The browser\'s storage is full ({why}).', { why: text }), t('Free space on the disk or remove other models, then load again.'));
  }
  const values = { doing, why: shorten(text) };
  if (isOutOfMemory(cause, text)) {
    return localError(
      'out-of-memory',
      t('There was not enough memory for {doing, select, inspect {looking for the model} load {loading the model} remove {removing the model} count {counting tokens} keep {keeping the model for use offline} prefill {prefill} other {decode}} ({why}).', values),
      t('Close other tabs, choose a smaller model or a shorter prompt, then run again.'),
    );
  }
  if (/device.{0,30}lost|lost.{0,30}device|destroyed/i.test(text)) {
    return localError(
      'device-lost',
      t('The GPU was lost during {doing, select, inspect {looking for the model} load {loading the model} remove {removing the model} count {counting tokens} keep {keeping the model for use offline} prefill {prefill} other {decode}} ({why}).', values),
      t('Run again: the backend is started afresh.'),
    );
  }
  return localError(
    'session-failed',
    t('The runtime failed at {doing, select, inspect {looking for the model} load {loading the model} remove {removing the model} count {counting tokens} keep {keeping the model for use offline} prefill {prefill} other {decode}}: {why}.', values),
    t('Choose another device or model and run again.'),
  );
}

const isOutOfMemory = (cause: unknown, text: string): boolean =>
  (cause instanceof RangeError && /alloc|array|length|memory/i.test(text)) || /bad_alloc|out of memory|failed to allocate|allocation failed|OOM|memory access out of bounds/i.test(text);

const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line.length > 240 ? `${line.slice(0, 240)}…` : line;
};
