/** The page's end of the worker: one at a time, started when first needed. */
import * as Comlink from 'comlink';
import { appError, err, type Result } from '@/core/result';
import { t } from '@/core/text';
import { workerName } from '@/messages/load';
import type { WorkApi } from './work.worker';

let worker: Worker | null = null;
let remote: Comlink.Remote<WorkApi> | null = null;
/** Rejects what is still asked of a worker that has broken: comlink alone would wait forever. */
let broken: Promise<never> = new Promise(() => {});

function start(): Comlink.Remote<WorkApi> {
  if (remote !== null) return remote;
  const made = new Worker(new URL('./work.worker.ts', import.meta.url), { type: 'module', name: workerName('400ms-decisions') });
  broken = new Promise((_, reject) => {
    made.addEventListener('error', (event) => {
      drop();
      reject(new Error(event.message || t('the worker could not be started')));
    });
  });
  // Nobody may be waiting when it breaks.
  broken.catch(() => {});
  worker = made;
  remote = Comlink.wrap<WorkApi>(made);
  return remote;
}

/** Ends the worker with whatever it is doing; the next call starts another. */
export function drop(): void {
  worker?.terminate();
  worker = null;
  remote = null;
}

/** Asks the worker; an error value when it breaks. What `ask` returns must be cloneable. */
export async function inWorker<T>(ask: (remote: Comlink.Remote<WorkApi>) => PromiseLike<T>): Promise<Result<T>> {
  try {
    const asked = ask(start());
    return { ok: true, value: await Promise.race([asked, broken]) };
  } catch (cause) {
    return err(appError('computation-broke', t('The computation broke off: {why}.', { why: cause instanceof Error ? cause.message : String(cause) }), t('Reload the page and try again.')));
  }
}
