/** `npm start` as a program: what it prints, serves and refuses. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths';

let running: ChildProcess | null = null;
afterEach(() => {
  running?.kill();
  running = null;
});

/** Starts it and resolves with the address it prints. */
function start(port: string): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'scripts/start.ts')], { cwd: ROOT, env: { ...process.env, PORT: port } });
  running = child;
  return new Promise((resolve, reject) => {
    let printed = '';
    const take = (chunk: Buffer): void => {
      printed += chunk.toString();
      const address = /http:\/\/\S+/.exec(printed)?.[0];
      if (address !== undefined) resolve(address);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('close', (code) => reject(new Error(`ended with ${code}: ${printed}`)));
  });
}

describe('npm start', () => {
  it('serves the app with its model, isolated from other origins; missing files are missing', async () => {
    const address = await start('45991');
    const page = await fetch(address);
    expect(page.status).toBe(200);
    expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect((await fetch(new URL('models/stories15M/config.json', address))).status).toBe(200);
    expect((await fetch(new URL('models/stories15M/missing.json', address))).status).toBe(404);
  });

  it('takes the next port when its own is in use', async () => {
    const first = new URL(await start('45992'));
    const other = running;
    const second = new URL(await start('45992'));
    other?.kill();
    expect(Number(second.port)).toBeGreaterThan(Number(first.port));
  });

  it('refuses a port that is none', async () => {
    await expect(start('http')).rejects.toThrow(/ended with 1: PORT is http; give a whole number/);
  });
});
