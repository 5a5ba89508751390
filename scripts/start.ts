/** `npm start`: builds the app if its build is missing or stale, serves it and prints its address. */
import { ensureBuild } from './lib/build';
import { main } from './lib/main';
import { serveApp } from './lib/serve';

const DEFAULT_PORT = 4400;

await main(async () => {
  const asked = process.env['PORT'] ?? String(DEFAULT_PORT);
  const port = Number(asked);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`PORT is ${asked}; give a whole number from 1 to 65535.`);
  }
  const app = await serveApp(await ensureBuild(), port, 'localhost');
  console.log(`400ms is ready: ${app.server.resolvedUrls?.local[0] ?? app.url}\nStop it with Ctrl+C.`);
});
