/** A file server with a log, ranges, a brake and a few ways to misbehave, in place of the hub. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join, normalize } from 'node:path';
import { Transform } from 'node:stream';

export interface ModelServer {
  /** Ends with a slash. */
  url: string;
  log: { method: string; path: string; range: string | null }[];
  /** Pause after each piece of 64 KiB, in ms. */
  brakeMs: number;
  /** Answers everything with a page, as a single-page app's server does. */
  answerWithPage: boolean;
  /** Answers everything with this status. */
  status: number | null;
  /** True: the hub's listing of the repository is not there. */
  unlisted: boolean;
  /** Breaks every connection off. */
  dropConnections(): void;
  close(): Promise<void>;
}

/** Serves `folder` under `prefix` (such as `owner/name/resolve/main/`). */
export async function serveModels(folder: string, prefix = ''): Promise<ModelServer> {
  const state: ModelServer = { url: '', log: [], brakeMs: 0, answerWithPage: false, status: null, unlisted: false, dropConnections: () => undefined, close: () => Promise.resolve() };
  const server: Server = createServer((request, response) => {
    void (async () => {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname).slice(1);
      const range = request.headers.range ?? null;
      state.log.push({ method: request.method ?? '', path, range });
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Access-Control-Allow-Headers', 'range');
      response.setHeader('Access-Control-Expose-Headers', 'content-range, etag');
      response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      if (state.status !== null) return void response.writeHead(state.status).end();
      if (state.answerWithPage) return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>App</title>');
      if (prefix !== '' && !state.unlisted && path === `api/models/${prefix.replace('/resolve/', '/tree/').replace(/\/$/, '')}`) {
        return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(await listing(folder)));
      }
      const file = path.startsWith(prefix) ? join(folder, normalize(path.slice(prefix.length)).replace(/^(\.\.[/\\])+/, '')) : '';
      const info = file === '' ? null : await stat(file).catch(() => null);
      if (info === null || !info.isFile()) return void response.writeHead(404).end();
      const start = range === null ? 0 : Number(/bytes=(\d+)-/.exec(range)?.[1] ?? 0);
      response.writeHead(range === null ? 200 : 206, {
        'content-type': 'application/octet-stream',
        'content-length': info.size - start,
        ...(range === null ? {} : { 'content-range': `bytes ${start}-${info.size - 1}/${info.size}` }),
      });
      if (request.method === 'HEAD') return void response.end();
      const brake = new Transform({
        transform: (chunk, _, done) => void (state.brakeMs === 0 ? done(null, chunk) : setTimeout(() => done(null, chunk), state.brakeMs)),
      });
      createReadStream(file, { start }).pipe(brake).pipe(response);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  state.url = `http://127.0.0.1:${address.port}/`;
  state.dropConnections = () => server.closeAllConnections();
  state.close = () => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
  return state;
}

/** What the hub's "list repo tree" answers. */
async function listing(folder: string): Promise<{ type: string; path: string; size: number }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    const { size } = await stat(path);
    return { type: entry.isDirectory() ? 'directory' : 'file', path: path.slice(folder.length + 1).replaceAll('\\', '/'), size: entry.isDirectory() ? 0 : size };
  }));
}
