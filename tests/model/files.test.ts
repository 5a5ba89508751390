/** The committed model folder: its manifest, sizes, and that the conversion gives the same bytes. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { convert, differences, MODEL_FOLDER } from '../../scripts/embedded-model/convert.ts';

const LIMIT_BYTES = 16_000_000;

// Converting takes seconds; this is a limit for a hang, not a measurement.
vi.setConfig({ testTimeout: 120_000 });

interface Manifest {
  readonly parameters: number;
  readonly shape: { readonly layers: number; readonly kvHeads: number; readonly headDim: number; readonly contextTokens: number; readonly dim: number; readonly hiddenDim: number; readonly vocabSize: number };
  readonly kvCache: { readonly layers: number; readonly kvHeads: number; readonly headDim: number; readonly bytesPerElement: number; readonly bytesPerToken: number };
  readonly perplexity: { readonly texts: readonly { readonly name: string; readonly fp32: number; readonly quantized: number }[] };
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

const manifest = JSON.parse(readFileSync(join(MODEL_FOLDER, 'manifest.json'), 'utf8')) as Manifest;
const present = readdirSync(MODEL_FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(MODEL_FOLDER, path)).isFile());

describe('the manifest', () => {
  it('lists every file but itself', () => {
    expect([...manifest.files.map((file) => file.path), 'manifest.json'].sort()).toEqual(present.sort());
  });

  it.each(manifest.files)('has the size and checksum of $path', ({ path, bytes, sha256 }) => {
    const contents = readFileSync(join(MODEL_FOLDER, path));
    expect(contents.byteLength).toBe(bytes);
    expect(createHash('sha256').update(contents).digest('hex')).toBe(sha256);
  });

  it('counts the parameters that its shape has', () => {
    const { dim, hiddenDim, layers, vocabSize } = manifest.shape;
    const layer = 4 * dim * dim + 3 * dim * hiddenDim + 2 * dim;
    expect(manifest.parameters).toBe(vocabSize * dim + layers * layer + dim);
  });

  it('gives the cache bytes a token as keys and values over layers and heads', () => {
    const { layers, kvHeads, headDim, bytesPerElement, bytesPerToken } = manifest.kvCache;
    expect(bytesPerToken).toBe(2 * layers * kvHeads * headDim * bytesPerElement);
    expect([layers, kvHeads, headDim]).toEqual([manifest.shape.layers, manifest.shape.kvHeads, manifest.shape.headDim]);
  });

  it('records a perplexity close to fp32 on every held-out text', () => {
    expect(manifest.perplexity.texts.length).toBeGreaterThanOrEqual(2);
    for (const text of manifest.perplexity.texts) expect(Math.abs(text.quantized / text.fp32 - 1)).toBeLessThan(0.01);
  });
});

describe('the folder', () => {
  it('is at most 16,000,000 bytes', () => {
    expect(present.reduce((sum, path) => sum + statSync(join(MODEL_FOLDER, path)).size, 0)).toBeLessThanOrEqual(LIMIT_BYTES);
  });

  it('is what the conversion gives, byte for byte, and a changed byte would be seen', () => {
    const files = new Map(convert());
    expect(differences(files, MODEL_FOLDER)).toEqual([]);
    const config = Uint8Array.from(files.get('config.json') ?? []);
    config[0] = 0;
    files.set('config.json', config);
    expect(differences(files, MODEL_FOLDER)).toEqual(['config.json: contents differ']);
  });
});
