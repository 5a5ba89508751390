import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../scripts/cli/program';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'accuracy-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function accuracy(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCli(['accuracy', ...argv], { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

describe('accuracy --data', () => {
  it('says what to do where the folder is missing or not named', async () => {
    expect(await accuracy('--data', join(folder, 'nowhere'))).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/nowhere cannot be read \(ENOENT\).*--data a folder/) as string });
    expect(await accuracy()).toMatchObject({ code: 2, out: '' });
  });
  it('skips clearly where there is nothing to compare', async () => {
    expect(await accuracy('--data', folder)).toMatchObject({ code: 0, out: expect.stringMatching(/^Skipped: .* has no CSV tables/) as string });
    expect(JSON.parse((await accuracy('--data', folder, '--json')).out)).toEqual({ files: [] });
  });
  it('reads every table, counts those of other shapes, and prints JSON alone', async () => {
    writeFileSync(join(folder, 'any name.csv'), 'model,engine,gpu,tp,precision,input_tokens,output_tokens,batch,ttft_ms,tpot_ms\nLLaMA v2 7B,TensorRT-LLM 0.9,H200,1,fp8,128,128,1,6,4\nOddLM,TensorRT-LLM,H200,1,fp8,128,128,1,6,4\n');
    writeFileSync(join(folder, 'kernels.csv'), 'gpu,op,ms\nh100,gemm,1\nh100,gemm,2\n');
    writeFileSync(join(folder, 'notes.txt'), 'not a table');
    const { code, out, err } = await accuracy('--data', folder, '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const report = JSON.parse(out) as { files: { file: string; rows: number; skipped: unknown[]; groups: { metric: string; mape: number }[] }[] };
    expect(report.files.map(({ file, rows, skipped }) => ({ file, rows, skipped }))).toEqual([
      { file: 'any name.csv', rows: 1, skipped: [{ reason: 'no layout for the model "OddLM"', rows: 1 }] },
      { file: 'kernels.csv', rows: 0, skipped: [{ reason: 'not a table of request latencies', rows: 2 }] },
    ]);
    expect(report.files[0]?.groups.map((g) => g.metric)).toEqual(['ttft', 'tpot']);
    for (const group of report.files[0]?.groups ?? []) expect(group.mape).toBeLessThan(60);
    expect((await accuracy('--data', folder)).out).toContain('LLaMA v2 7B, H200, TensorRT-LLM 0.9, fp8');
  });
});
