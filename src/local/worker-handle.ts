/** One worker and its typed interface: calls end with an error value when the worker dies, whatever killed it. */
import * as Comlink from 'comlink';
import { err, type Result } from '@/core/result';
import { t } from '@/core/text';
import { causeText, localError } from './errors';
import type { LocalError } from './types';

export class WorkerHandle<Api extends object> {
  readonly #remote: Comlink.Remote<Api>;
  readonly #watchers = new Set<(error: LocalError) => void>();
  #dead: LocalError | null = null;

  constructor(private readonly worker: Worker) {
    this.#remote = Comlink.wrap<Api>(worker);
    const crashed = (detail: string): void => {
      this.kill(localError('worker-crashed', t('The model runtime stopped ({detail}).', { detail }), t('Run again: it is started afresh.')));
    };
    worker.addEventListener('error', (event) => crashed(event.message === '' ? t('its code could not be loaded') : event.message));
    worker.addEventListener('messageerror', () => crashed(t('a message could not be read')));
  }

  get dead(): boolean {
    return this.#dead !== null;
  }

  /** Calls a method that answers with a Result. Never rejects. */
  call<T>(method: (api: Comlink.Remote<Api>) => Promise<Result<T>>): Promise<Result<T>> {
    if (this.#dead !== null) return Promise.resolve(err(this.#dead));
    return new Promise((resolve) => {
      const stop = this.onDeath((error) => resolve(err(error)));
      method(this.#remote).then(
        (result) => {
          stop();
          resolve(result);
        },
        (cause: unknown) => {
          stop();
          resolve(err(localError('worker-crashed', t('The model runtime failed ({why}).', { why: causeText(cause) }), t('Run again.'))));
        },
      );
    });
  }

  /** Calls a method whose answers come by other ways. A rejection means a bug in the worker and ends it. */
  send(method: (api: Comlink.Remote<Api>) => Promise<unknown>): void {
    if (this.#dead !== null) return;
    method(this.#remote).catch((cause: unknown) => {
      this.kill(localError('worker-crashed', t('The model runtime failed ({why}).', { why: causeText(cause) }), t('Run again: it is started afresh.')));
    });
  }

  /** Calls `watcher` once when the worker has died, at once if it is dead. Returns what stops watching. */
  onDeath(watcher: (error: LocalError) => void): () => void {
    if (this.#dead !== null) {
      const dead = this.#dead;
      queueMicrotask(() => watcher(dead));
      return () => undefined;
    }
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Ends the worker; the owner makes a new one when it next needs it. */
  kill(error: LocalError = localError('worker-crashed', t('The model runtime was ended.'), t('Run again: it is started afresh.'))): void {
    if (this.#dead !== null) return;
    this.#dead = error;
    this.worker.terminate();
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const watcher of watchers) watcher(error);
  }
}
