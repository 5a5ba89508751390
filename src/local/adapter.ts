/** What a local run is done by, in words. Traces keep it in English, so that a run reads the same wherever it is opened. */
import { msg, t } from '@/core/text';

/** The name of a GPU whose browser gives none. */
export const UNNAMED_GPU = msg('an unnamed GPU');
/** For a GPU that is not there any more. */
export const UNKNOWN_GPU = msg('unknown GPU');
/** A processor as a trace names it. */
export const cpuAdapter = (threads: number): string => `CPU, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;

/** A trace's adapter in the reader's language; names of GPUs stay as they are. */
export function adapterWords(adapter: string): string {
  const threads = /^CPU, (\d+) threads?$/.exec(adapter)?.[1];
  return threads === undefined ? t(adapter) : t('CPU, {threads, plural, one {# thread} other {# threads}}', { threads: Number(threads) });
}
