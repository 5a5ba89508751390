/** Counts tokens while the reader types, in a worker of its own, so that a running model is never disturbed. */
import * as Comlink from 'comlink';
import { env } from '@huggingface/transformers';
import { err, ok, type Result } from '@/core/result';
import { speaking } from '@/messages/load';
import type { Tokenizer } from '@/stages/serving';
import { classify } from './errors';
import { FileStore } from './file-store';
import { resolveSource, TOKENIZER_FILES } from './model-source';
import type { CounterApi, WorkerSettings } from './protocol';
import { serveInner } from './inner-fetch';
import { loadTokenizer } from './tokenizer';

class Counter implements CounterApi {
  #settings: Pick<WorkerSettings, 'modelsUrl' | 'hubUrl'> | null = null;
  readonly #store = new FileStore();
  readonly #folders = new Map<string, string>();
  readonly #tokenizers = new Map<string, Promise<Tokenizer>>();

  configure(settings: Pick<WorkerSettings, 'modelsUrl' | 'hubUrl'>): void {
    this.#settings = settings;
    serveInner(env, this.#store, this.#folders);
  }

  async count(model: string, text: string): Promise<Result<number>> {
    try {
      const tokenizer = await this.#tokenizer(model);
      return ok(text === '' ? 0 : tokenizer.encode(text).length);
    } catch (cause) {
      this.#tokenizers.delete(model);
      return err(classify(cause, 'count'));
    }
  }

  #tokenizer(model: string): Promise<Tokenizer> {
    const known = this.#tokenizers.get(model);
    if (known !== undefined) return known;
    const loading = this.#load(model);
    this.#tokenizers.set(model, loading);
    return loading;
  }

  async #load(model: string): Promise<Tokenizer> {
    if (this.#settings === null) throw new Error('the counter was not configured');
    const source = resolveSource(model, this.#settings);
    for (const path of TOKENIZER_FILES) {
      const url = source.baseUrl + path;
      await this.#store.storedBytes(url, await this.#store.look(url));
      await this.#store.ensure(url);
    }
    const name = `tokenizer-${this.#folders.size}`;
    this.#folders.set(name, source.baseUrl);
    return (await loadTokenizer(name)).tokenizer;
  }
}

Comlink.expose(speaking(new Counter()));
