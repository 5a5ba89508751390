/** What a browser must download and run before it can paint anything: the entry and its static imports. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** JavaScript before the first paint, gzip at level 9. */
export const FIRST_PAINT_LIMIT_BYTES = 200_000;

interface ManifestEntry {
  file: string;
  imports?: string[];
}

export interface FirstPaint {
  files: { file: string; gzipBytes: number }[];
  gzipBytes: number;
}

/** Size of a file as a server would send it: gzip, level 9. */
export const gzipBytesOf = (path: string): number => gzipSync(readFileSync(path), { level: 9 }).byteLength;

/** Sizes of the entry of a build and of everything it imports statically, directly or not. */
export async function firstPaint(buildFolder: string, entry = 'index.html'): Promise<FirstPaint> {
  const manifest = JSON.parse(await readFile(join(buildFolder, '.vite/manifest.json'), 'utf8')) as Record<string, ManifestEntry>;
  const keys = new Set<string>();
  const visit = (key: string): void => {
    const found = manifest[key];
    if (found === undefined) throw new Error(`The build's manifest has no ${key}.`);
    if (keys.has(key)) return;
    keys.add(key);
    found.imports?.forEach(visit);
  };
  visit(entry);
  const files = [...keys].map((key) => {
    const file = manifest[key]?.file ?? key;
    return { file, gzipBytes: gzipBytesOf(join(buildFolder, file)) };
  });
  files.sort((a, b) => b.gzipBytes - a.gzipBytes);
  return { files, gzipBytes: files.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0) };
}
