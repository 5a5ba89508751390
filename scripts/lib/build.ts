/**
 * The built app, made when it is missing. Builds are kept by the hash of what goes into them, so a stale one is
 * never served and a running server never loses its files to the next build.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { CACHE, ROOT } from './paths';

const INPUTS = ['index.html', 'headless.html', 'vite.config.ts', 'scripts/lib', 'package-lock.json', 'tsconfig.json', 'src', 'public'];
const KEPT_BUILDS = 4;
/** A build in use is touched when it is asked for; younger ones are never removed. */
const KEEP_MS = 60 * 60 * 1000;

/**
 * Folder of the build that belongs to the present sources. Builds it if needed; Vite's messages go to `log`
 * (stderr by default, so that a command's stdout stays its own). @throws Error when the build fails.
 */
export async function ensureBuild(log: NodeJS.WritableStream = process.stderr): Promise<string> {
  const builds = join(CACHE, 'builds');
  const folder = join(builds, await inputsHash());
  if (await isFile(join(folder, 'index.html'))) {
    const now = new Date();
    await utimes(folder, now, now);
    return folder;
  }
  await mkdir(builds, { recursive: true });
  const unfinished = `${folder}.${process.pid}`;
  log.write('Building the app…\n');
  try {
    await viteBuild(unfinished, log);
    // Two processes may build at once; the first to finish wins, the other's result is the same.
    await rename(unfinished, folder).catch(async (error: unknown) => {
      if (!(await isFile(join(folder, 'index.html')))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  await dropOldBuilds(builds);
  return folder;
}

/** Runs `vite build` in a process of its own: NODE_ENV of a test run would give React's development build. */
function viteBuild(outDir: string, log: NodeJS.WritableStream): Promise<void> {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const env = { ...process.env, NODE_ENV: 'production' };
  const args = [vite, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'];
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The build failed (vite build ended with ${code}); its messages are above.`));
    });
  });
}

async function inputsHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const input of INPUTS) {
    for (const file of await filesUnder(input)) {
      hash.update(`${file}\0`).update(await readFile(join(ROOT, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

/** Files under a path relative to the root, in a fixed order; none when it does not exist. */
async function filesUnder(path: string): Promise<string[]> {
  const info = await stat(join(ROOT, path)).catch(() => null);
  if (info === null) return [];
  if (info.isFile()) return [path];
  const entries = await readdir(join(ROOT, path), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
    .sort();
}

async function dropOldBuilds(builds: string): Promise<void> {
  const found = await Promise.all(
    (await readdir(builds)).map(async (name) => {
      const path = join(builds, name);
      return { path, usedMs: (await stat(path).catch(() => null))?.mtimeMs ?? 0 };
    }),
  );
  found.sort((a, b) => b.usedMs - a.usedMs);
  for (const { path, usedMs } of found.slice(KEPT_BUILDS)) {
    if (Date.now() - usedMs > KEEP_MS) await rm(path, { recursive: true, force: true });
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}
