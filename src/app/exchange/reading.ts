/** Reads a file that was brought in: a small one on the page, a large one in a worker that ends with the dialog. */
import * as Comlink from 'comlink';
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import type { ImportRules } from '@/remote';
import { workerName } from '@/messages/load';
import { lookInto, type Reading } from './incoming';
import type { ReadApi } from './read.worker';

/** A file of more bytes is read in a worker: on the page it would cost several frames. */
export const BESIDE_BYTES = 1_000_000;

export interface FileReader {
  /** Whether a worker reads it. */
  readonly beside: boolean;
  /** What the file holds under these rules. An error means that it could not be read at all. */
  under(rules: ImportRules): Promise<Result<Reading>>;
  /** Ends the worker, with whatever it is doing: what was asked of it is never answered. Asked again, it starts again. */
  close(): void;
}

type ReadableFile = Pick<File, 'name' | 'size' | 'text'>;

const unreadable = (cause: unknown): Result<never> =>
  err(appError('import-unreadable', t('The file cannot be read: {problem}.', { problem: cause instanceof Error ? cause.message : String(cause) }), t('Choose it again.')));

export const readerOf = (file: File): FileReader => (file.size > BESIDE_BYTES ? workerReader(file) : pageReader(file));

export function pageReader(file: ReadableFile): FileReader {
  let text: Promise<string> | null = null;
  return {
    beside: false,
    async under(rules) {
      try {
        text ??= file.text();
        return ok(lookInto(file.name, await text, rules));
      } catch (cause) {
        return unreadable(cause);
      }
    },
    close() {},
  };
}

interface Started { worker: Worker; api: Comlink.Remote<ReadApi>; opened: Promise<void>; broken: Promise<never> }

function workerReader(file: File): FileReader {
  let started: Started | null = null;
  const close = (): void => {
    started?.worker.terminate();
    started = null;
  };
  const start = (): Started => {
    const worker = new Worker(new URL('./read.worker.ts', import.meta.url), { type: 'module', name: workerName('400ms-import') });
    const broken = new Promise<never>((_, reject) => {
      worker.addEventListener('error', (event) => reject(new Error(event.message || t('the reader could not be started'))));
    });
    // Nobody may be waiting when it breaks.
    broken.catch(() => {});
    const api = Comlink.wrap<ReadApi>(worker);
    const opened = api.open(file);
    opened.catch(() => {});
    return { worker, api, opened, broken };
  };
  return {
    beside: true,
    async under(rules) {
      const { api, opened, broken } = (started ??= start());
      try {
        await Promise.race([opened, broken]);
        return ok(await Promise.race([api.read(file.name, rules), broken]));
      } catch (cause) {
        close();
        return unreadable(cause);
      }
    },
    close,
  };
}
