/** Static servers: the built app as `vite preview` serves it, and any folder for "model under a URL" tests. */
import { preview, type PreviewServer } from 'vite';
import { ROOT } from './paths';

export interface Served {
  /** Ends with a slash. */
  url: string;
  /** The server for the app's own sub-paths; `middlewares` can be added to. */
  server: PreviewServer;
  close(): Promise<void>;
}

/** Serves a build with the project's own headers (cross-origin isolation). Port 0 or a taken port: the next free one. */
export async function serveApp(folder: string, port = 0, host = '127.0.0.1'): Promise<Served> {
  const server = await preview({
    root: ROOT,
    logLevel: 'error',
    build: { outDir: folder },
    preview: { port: await listenable(port), host, open: false },
  });
  return served(server);
}

/** Serves any folder with CORS for every origin and 404 for what is missing. */
export async function serveFolder(folder: string, port = 0): Promise<Served> {
  const server = await preview({
    configFile: false,
    root: folder,
    base: '/',
    appType: 'mpa',
    logLevel: 'error',
    build: { outDir: '.' },
    preview: {
      port: await listenable(port),
      host: '127.0.0.1',
      open: false,
      cors: true,
      headers: { 'Cross-Origin-Resource-Policy': 'cross-origin' },
    },
  });
  return served(server);
}

function served(server: PreviewServer): Served {
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('The server did not open a port.');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${host}:${address.port}/`, server, close: () => server.close() };
}

/** Vite reads port 0 as "the default port"; a random one above the registered range stands in and moves up if taken. */
async function listenable(port: number): Promise<number> {
  if (port !== 0) return port;
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('No free port.'));
        else resolve(address.port);
      });
    });
  });
}
