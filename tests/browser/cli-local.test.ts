/** `npm run cli -- trace --source local`: the built app's own stack, driven without a page. */
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../scripts/cli/program';
import { parseTrace } from '@/core/trace';
import { TraceDocumentSchema, type TraceDocument } from '@/core/trace-document';

async function cli(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCli(['trace', '--source', 'local', ...argv], { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

async function local(...argv: string[]): Promise<TraceDocument> {
  const { code, out, err } = await cli(...argv);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const document = v.parse(TraceDocumentSchema, JSON.parse(out));
  const { metrics, ...trace } = document;
  expect(parseTrace(trace).ok).toBe(true);
  return document;
}

const ids = (trace: TraceDocument): number[] => trace.tokens.map(({ id }) => id);
const PROMPT = ['--prompt', 'Once upon a time, there was a', '--max-tokens', '4'];

describe('trace --source local', () => {
  it('prints a measured trace; WebGPU and WASM write the same greedy tokens', async () => {
    const wasm = await local(...PROMPT, '--device', 'wasm');
    const webgpu = await local(...PROMPT, '--device', 'webgpu');
    expect(wasm.source).toBe('local');
    expect(new Set(wasm.spans.map((span) => span.provenance))).toEqual(new Set(['measured']));
    expect(wasm.environment['device']).toBe('wasm');
    expect(webgpu.environment['device']).toBe('webgpu');
    expect(ids(wasm)).toHaveLength(4);
    expect(ids(webgpu)).toEqual(ids(wasm));
  });

  it('samples the same tokens for the same seed and others for another', async () => {
    const sample = async (seed: string): Promise<number[]> =>
      ids(await local('--prompt', 'Once', '--max-tokens', '24', '--temperature', '1.5', '--seed', seed, '--device', 'wasm'));
    const first = await sample('7');
    expect(await sample('7')).toEqual(first);
    expect(await sample('8')).not.toEqual(first);
  });

  it('prints the trace of a request that was refused: an outcome, not an error', async () => {
    const { outcome, tokens } = await local('--preset', 'wrong-key', '--device', 'wasm');
    expect(outcome).toMatchObject({ status: 'rejected', stage: 'gateway', httpStatus: 401, billed: false });
    expect(tokens).toEqual([]);
  });

  it('says in one line what is wrong when no run comes about', async () => {
    const { code, out, err } = await cli('--scenario', 'package.json');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^[^\n]+\n$/);
  });
});
