import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/lib/paths';
import { expectOk } from '@/core/result';
import { parseTrace, type Trace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import { PRESETS } from '@/datacenter/presets';
import { EXPORTS, findExport, importTrace, importTraces, type ExportFormat } from '@/remote';
import { anyTrace } from './arbitraries';

const formats = EXPORTS.filter((format) => format.readsBack).map((format) => [format.id, format] as const);
const format = (id: string): ExportFormat => findExport(id) as ExportFormat;
/** As a file would have it: UTF-8 and back. */
const asFile = (text: string): string => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new TextEncoder().encode(text));

const recorded = expectOk(parseTrace(JSON.parse(readFileSync(join(ROOT, 'public/recorded/default.json'), 'utf8'))));
const withoutTexts = (trace: Trace): Trace => ({
  ...trace, scenario: { ...trace.scenario, request: { ...trace.scenario.request, prompt: '', systemPrompt: '' } }, tokens: trace.tokens.map((token) => ({ ...token, text: '' })),
});

describe('a trace written and read again', () => {
  it.each(formats)('is the same in %s, whatever the trace', (id, { write }) => {
    fc.assert(fc.property(anyTrace, (trace) => {
      const back = importTrace(asFile(write(trace, { texts: true })));
      if (!back.ok) throw new Error(`${back.error.code}: ${back.error.message}`);
      expect(back.value).toEqual({ trace, notes: [], format: id });
    }), { numRuns: 300 });
  });

  it.each(formats)('is the same in %s for the recorded run and every preset', (id, { write }) => {
    const modeled = PRESETS.map(({ scenario }) => expectOk(modelTrace(scenario)));
    for (const trace of [recorded, ...modeled]) {
      expect(importTrace(asFile(write(trace, { texts: true })))).toEqual({ ok: true, value: { trace: JSON.parse(JSON.stringify(trace)) as unknown, notes: [], format: id } });
    }
  });

  it.each(formats)('without texts loses the prompts and the tokens\' texts in %s, nothing else', (_, { write }) => {
    fc.assert(fc.property(anyTrace, (trace) => {
      const file = write(trace, { texts: false });
      expect(expectOk(importTrace(asFile(file))).trace).toEqual(withoutTexts(trace));
    }), { numRuns: 100 });
  });

  it('holds no word of prompt or answer when texts are left out', () => {
    const trace: Trace = { ...recorded, scenario: { ...recorded.scenario, request: { ...recorded.scenario.request, prompt: 'zanzibar one', systemPrompt: 'zanzibar two' } }, tokens: recorded.tokens.map((token) => ({ ...token, text: 'zanzibar' })) };
    for (const { id, write } of EXPORTS) expect(write(trace, { texts: false }), id).not.toContain('zanzibar');
    expect(format('otlp').write(trace), 'OTLP leaves them out unless asked').not.toContain('zanzibar');
    expect(format('chrome').write(trace)).toContain('zanzibar');
  });

  it('survives tools that sort events their own way', () => {
    const file = JSON.parse(format('chrome').write(recorded)) as { traceEvents: unknown[] };
    file.traceEvents.reverse();
    expect(expectOk(importTrace(JSON.stringify(file))).trace).toEqual(recorded);
  });

  it.each(['chrome', 'otlp'])('several traces stand side by side in %s', (id) => {
    fc.assert(fc.property(fc.array(anyTrace, { minLength: 1, maxLength: 3 }), (traces) => {
      const file = format(id).writeAll?.(traces, { texts: true }) ?? '';
      expect(expectOk(importTraces(asFile(file))).traces.map(({ trace }) => trace)).toEqual(traces);
    }), { numRuns: 60 });
  });

  it('says how many traces there were when only the first is taken', () => {
    const file = format('chrome').writeAll?.([recorded, recorded]) ?? '';
    expect(expectOk(importTrace(file)).notes).toEqual(['The file holds 2 traces; this is the first.']);
  });

  it('the same trace is the same file, to the byte', () => {
    for (const { write } of EXPORTS) expect(write(structuredClone(recorded))).toBe(write(recorded));
  });

  it('token events beyond the bound are counted, and the import says how many are missing', () => {
    const file = format('otlp').write(recorded, { texts: true, maxTokenEvents: 5 });
    const { trace, notes } = expectOk(importTrace(file));
    expect(notes).toEqual([`${recorded.tokens.length - 5} of ${recorded.tokens.length} token events were not written into the file.`]);
    expect(trace).toEqual({ ...recorded, source: 'import', tokens: recorded.tokens.slice(0, 5) });
  });

  it('CSV keeps its meaning when a spreadsheet moves columns, uses semicolons and adds a mark at the start', () => {
    fc.assert(fc.property(anyTrace, (trace) => {
      const table = Papa.parse<string[]>(format('csv').write(trace)).data.filter((row) => row.length > 1);
      const moved = Papa.unparse(table.map((row) => [row[0] as string, ...row.slice(1).reverse()]), { delimiter: ';' });
      expect(expectOk(importTrace(`\uFEFF${moved}`)).trace).toEqual(trace);
    }), { numRuns: 100 });
  });
});
