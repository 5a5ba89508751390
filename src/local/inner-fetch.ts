/** The library's own downloads, answered from the file store: it never touches the network. */
import type { env as libraryEnv } from '@huggingface/transformers';
import type { FileStore } from './file-store';

/** The library asks this host for files; `.invalid` never resolves (RFC 2606). */
const INNER_HOST = 'https://model.invalid/';

/** `folders`: address of each inner model name. What is not stored is answered with 404, which the library knows. */
export function serveInner(env: typeof libraryEnv, store: FileStore, folders: ReadonlyMap<string, string>): void {
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.allowLocalModels = false;
  env.remoteHost = INNER_HOST;
  env.remotePathTemplate = '{model}/';
  env.fetch = async (input) => {
    const [, model = '', path = ''] = /^https:\/\/model\.invalid\/([^/]+)\/(.*)$/.exec(String(input)) ?? [];
    const folder = folders.get(model);
    const stored = folder === undefined ? null : await store.read(folder + path);
    return stored ?? new Response(null, { status: 404 });
  };
}
