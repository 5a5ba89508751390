import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../scripts/cli/program';
import { ROOT } from '../../scripts/lib/paths';
import { DEFAULT_SCENARIO } from '@/core/scenario';
import { STAGE_IDS } from '@/core/stage';
import { parseTrace } from '@/core/trace';
import { TraceDocumentSchema, type TraceDocument } from '@/core/trace-document';
import { PRESETS } from '@/datacenter/presets';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function cli(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCli(argv, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

async function datacenter(...argv: string[]): Promise<TraceDocument> {
  const { code, out, err } = await cli('trace', '--source', 'datacenter', ...argv);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return v.parse(TraceDocumentSchema, JSON.parse(out));
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('trace --source datacenter', () => {
  it('prints a sound trace with metrics that follow from it', async () => {
    const { metrics, ...trace } = await datacenter();
    const parsed = parseTrace(trace);
    expect(parsed.ok).toBe(true);
    expect(trace.source).toBe('datacenter');
    expect(trace.spans.map((span) => span.stage)).toEqual(expect.arrayContaining([...STAGE_IDS]));
    expect(metrics.ttftMs).toBe(trace.tokens[0]?.timeMs);
    const last = trace.spans.at(-1);
    expect(metrics.totalMs).toBe((last?.startMs ?? 0) + (last?.durationMs ?? 0));
  });

  it('counts the prompt with the real tokenizer', async () => {
    // sentencepiece of the embedded model, begin token first: <s> ▁Once ▁upon ▁a ▁time
    expect((await datacenter('--prompt', 'Once upon a time')).usage.inputTokens).toBe(5);
    expect((await datacenter('--prompt', 'Once upon a time, Once upon a time')).usage.inputTokens).toBe(10);
  });

  it('takes its flags into the scenario', async () => {
    const { scenario, tokens } = await datacenter('--prompt', 'Hi there', '--max-tokens', '7', '--temperature', '0.5', '--seed', '42', '--device', 'wasm');
    expect(scenario).toMatchObject({ seed: 42, request: { prompt: 'Hi there', maxOutputTokens: 7, temperature: 0.5 }, local: { device: 'wasm' } });
    expect(tokens.length).toBe(7);
  });

  it('gives the same trace for the same seed and another for another', async () => {
    const times = async (seed: string): Promise<number> => (await datacenter('--seed', seed)).metrics.totalMs;
    expect(await times('5')).toBe(await times('5'));
    expect(await times('5')).not.toBe(await times('6'));
  });

  it.each(PRESETS.map(({ id, outcome }) => ({ id, outcome: outcome ?? 'completed' })))('plays preset $id', async ({ id, outcome }) => {
    const trace = await datacenter('--preset', id);
    expect(trace.outcome.status).toBe(outcome);
    if (outcome !== 'completed') expect(trace.outcome.reason).toMatch(/\w/);
  });

  it('reads a whole scenario or only what differs', async () => {
    const whole = file('whole.json', JSON.stringify({ ...DEFAULT_SCENARIO, load: { batch: 3, queueDepth: 0 } }));
    const part = file('part.json', JSON.stringify({ load: { batch: 3 } }));
    expect((await datacenter('--scenario', whole)).scenario).toEqual((await datacenter('--scenario', part)).scenario);
    expect((await datacenter('--scenario', part)).scenario.load.batch).toBe(3);
  });
});

describe('presets', () => {
  it('lists every preset, by name and as JSON', async () => {
    const names = (await cli('presets')).out.trim().split('\n').map((line) => line.split(' ')[0]);
    expect(names).toEqual(PRESETS.map(({ id }) => id));
    expect(JSON.parse((await cli('presets', '--json')).out)).toEqual(PRESETS);
  });
});

describe('bad input: exit 2, one line that names what is wrong, nothing on stdout', () => {
  const refused: [string, RegExp, () => string[]][] = [
    ['no command', /command/, () => []],
    ['unknown command', /fly/, () => ['fly']],
    ['no source', /--source/, () => ['trace']],
    ['unknown source', /--source.*datacenter, local/, () => ['trace', '--source', 'moon']],
    ['unknown flag', /--colour/, () => ['trace', '--source', 'datacenter', '--colour', 'red']],
    ['flag without value', /--seed/, () => ['trace', '--source', 'datacenter', '--seed']],
    ['stray argument', /argument/, () => ['trace', 'extra', '--source', 'datacenter']],
    ['unknown preset', /no preset "nope".*presets/, () => ['trace', '--source', 'datacenter', '--preset', 'nope']],
    ['preset and scenario', /not both/, () => ['trace', '--source', 'datacenter', '--preset', 'cold-start', '--scenario', 'x.json']],
    ['missing file', /missing\.json.*ENOENT/, () => ['trace', '--source', 'datacenter', '--scenario', join(folder, 'missing.json')]],
    ['a folder as file', /EISDIR/, () => ['trace', '--source', 'datacenter', '--scenario', folder]],
    ['broken JSON', /broken\.json is not JSON/, () => ['trace', '--source', 'datacenter', '--scenario', file('broken.json', '{"seed": 1,\n')]],
    ['JSON of another kind', /list\.json.*object/, () => ['trace', '--source', 'datacenter', '--scenario', file('list.json', '[1]')]],
    ['unknown field', /request\.promt/, () => ['trace', '--source', 'datacenter', '--scenario', file('typo.json', '{"request":{"promt":"x"}}')]],
    ['polluting field', /no scenario field __proto__/, () => ['trace', '--source', 'datacenter', '--scenario', file('proto.json', '{"__proto__":{"seed":1}}')]],
    ['field of the wrong type', /load\.batch must be a number/, () => ['trace', '--source', 'datacenter', '--scenario', file('type.json', '{"load":{"batch":"3"}}')]],
    ['unknown model', /gpt-17/, () => ['trace', '--source', 'datacenter', '--scenario', file('model.json', '{"model":"gpt-17"}')]],
    ['negative tokens', /--max-tokens must be at least 1/, () => ['trace', '--source', 'datacenter', '--max-tokens', '-1']],
    ['no tokens', /--max-tokens must be at least 1/, () => ['trace', '--source', 'datacenter', '--max-tokens', '0']],
    ['far too many tokens', /--max-tokens must be at most/, () => ['trace', '--source', 'datacenter', '--max-tokens', '1e9']],
    ['half a token', /--max-tokens must be a whole number/, () => ['trace', '--source', 'datacenter', '--max-tokens', '1.5']],
    ['not a number', /--temperature must be a number, not "NaN"/, () => ['trace', '--source', 'datacenter', '--temperature', 'NaN']],
    ['an empty number', /--seed must be a number, not ""/, () => ['trace', '--source', 'datacenter', '--seed', '']],
    ['infinite temperature', /--temperature/, () => ['trace', '--source', 'datacenter', '--temperature', '1e999']],
    ['unknown device', /--device.*auto, webgpu, wasm/, () => ['trace', '--source', 'local', '--device', 'abacus']],
  ];
  it.each(refused)('%s', async (_name, message, argv) => {
    const { code, out, err } = await cli(...argv());
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^[^\n]+\n$/);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\bat .*\.ts:\d+/);
  });

  it('holds for any text as a flag\'s value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('--preset', '--max-tokens', '--temperature', '--seed', '--device'), fc.string({ unit: 'binary' }), async (flag, value) => {
        const { code, out, err } = await cli('trace', '--source', 'datacenter', `${flag}=${value}`);
        if (code === 0) return;
        expect(code).toBe(2);
        expect(out).toBe('');
        // One line, and nothing in it that could drive a terminal.
        expect(err).toMatch(/^[^\p{Cc}]+\n$/u);
      }),
      { numRuns: 60 },
    );
  });
});

it('works as a program: JSON alone on stdout, the status as exit code', () => {
  const run = (...argv: string[]) => spawnSync(process.execPath, ['--import', 'tsx', 'scripts/cli.ts', ...argv], { cwd: ROOT, encoding: 'utf8' });
  const good = run('trace', '--source', 'datacenter', '--max-tokens', '3');
  expect(good.status).toBe(0);
  expect(v.is(TraceDocumentSchema, JSON.parse(good.stdout))).toBe(true);
  const bad = run('trace', '--source', 'datacenter', '--preset', 'nope');
  expect({ status: bad.status, stdout: bad.stdout }).toEqual({ status: 2, stdout: '' });
});
