import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOk } from '@/core/result';
import { DEFAULT_FLEET } from '@/datacenter/fleet/config';
import { LogReader, parseLog, readLog } from '@/datacenter/fleet/workload/log';
import { logSource } from '@/datacenter/fleet/workload/source';

const HEADER = 'run,gpu,model,precision,engine,tp,dp,max_num_seqs,max_num_batched_tokens,request_id,arrival_s,input_tokens,output_tokens,queue_ms,ttft_from_queued_ms,tpot_ms,e2e_from_queued_ms,source';
const row = (run: string, arrival: string, input = '100', output = '20', source = 'here'): string =>
  `${run},H100,meta-llama/Llama-3.1-8B,bf16,vLLM 0.19.0,1,1,128,2048,x,${arrival},${input},${output},0.5,40,9.5,220,${source}`;
const parse = (text: string, sort = false) => parseLog(text, { name: 'log.csv', sort });
const refusal = (text: string): string => {
  const read = parse(text);
  if (read.ok) throw new Error('was read');
  return `${read.error.message} ${read.error.action}`;
};

describe('logs that can be read', () => {
  it('takes runs apart, with their limits and what was measured', () => {
    const runs = expectOk(parse([HEADER, row('a', '0'), row('b', '5'), row('a', '1.5', '7', '3', '"with, comma and ""quote"""')].join('\n')));
    expect(runs.map((run) => [run.setup.run, run.count])).toEqual([['a', 2], ['b', 1]]);
    const a = runs[0];
    expect(a?.setup).toMatchObject({ gpu: 'H100', tp: 1, dp: 1, maxSequences: 128, maxTokensPerStep: 2048 });
    expect([...(a?.arrivalMs ?? [])]).toEqual([0, 1500]);
    expect([...(a?.inputTokens ?? [])]).toEqual([100, 7]);
    expect([...(a?.outputTokens ?? [])]).toEqual([20, 3]);
    expect([...(a?.measured.ttftMs ?? [])]).toEqual([40, 40]);
    expect([...(a?.measured.queueMs ?? [])]).toEqual([0.5, 0.5]);
  });

  it.each([
    ['commas', 'arrival_s,input_tokens,output_tokens,prefix_id,tenant\n0,10,5,p1,x\n2,20,6,,y\n3,30,7,p1,x\n'],
    ['semicolons, other order', 'Tenant;Output Tokens;prefix_id;Arrival_S;Input_Tokens\nx;5;p1;0;10\ny;6;;2;20\nx;7;p1;3;30'],
    ['tabs, Windows line ends, byte order mark', '\uFEFFarrival_ms\tprompt_tokens\tcompletion_tokens\tprefix\tuser\r\n0\t10\t5\tp1\tx\r\n\r\n2000\t20\t6\t\ty\r\n3000\t30\t7\tp1\tx\r\n'],
  ])('simple logs: %s', (_, text) => {
    const [log] = expectOk(parse(text));
    if (log === undefined) throw new Error('no run');
    expect([...log.arrivalMs]).toEqual([0, 2000, 3000]);
    expect(log.tenants).toEqual(['x', 'y']);
    expect([...log.prefixId]).toEqual([0, -1, 0]);
    expect([...log.prefixTokens]).toEqual([10, 0, 30]);
    expect(log.measured).toEqual({ queueMs: null, ttftMs: null, tpotMs: null, e2eMs: null });
    const source = logSource(log, { workload: { ...DEFAULT_FLEET.workload, tenants: [...DEFAULT_FLEET.workload.tenants, { ...DEFAULT_FLEET.workload.tenants[0] as typeof DEFAULT_FLEET.workload.tenants[0], name: 'y', priority: 3 }] } });
    const taken = [];
    for (let next = source.peek(); next !== null; next = source.peek()) {
      expect(source.peek()).toBe(next);
      taken.push(next);
      source.take();
    }
    expect(taken.map(({ index, arrivalMs, inputTokens, outputTokens, tenant, priority }) => [index, arrivalMs, inputTokens, outputTokens, tenant, priority]))
      .toEqual([[0, 0, 10, 5, 0, 0], [1, 2000, 20, 6, 1, 3], [2, 3000, 30, 7, 0, 0]]);
    expect(source.total).toBe(3);
  });

  it('dates, as Azure’s traces have them: the run starts with its first request', () => {
    const [log] = expectOk(parse('TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:50.9951690,396,109\n'));
    expect(log?.arrivalMs[0]).toBe(0);
    expect(log?.arrivalMs[1]).toBeCloseTo(4314.579, 2);
  });

  it('sorts when asked to', () => {
    const [log] = expectOk(parse('arrival,input_tokens,output_tokens\n5,1,1\n2,2,2\n2,3,3\n', true));
    expect([...(log?.arrivalMs ?? [])]).toEqual([2000, 2000, 5000]);
    expect([...(log?.inputTokens ?? [])]).toEqual([2, 3, 1]);
  });

  it('leaves empty measurements out', () => {
    const [log] = expectOk(parse('arrival,input_tokens,output_tokens,ttft_ms\n1,1,1,\n2,2,2,30\n'));
    expect([...(log?.measured.ttftMs ?? [])]).toEqual([Number.NaN, 30]);
  });
});

describe('logs that cannot: the message names the line and what to do', () => {
  const simple = 'arrival_s,input_tokens,output_tokens\n1,10,5\n';
  it.each([
    ['empty', '', /is empty.*header/],
    ['only a header', 'arrival_s,input_tokens,output_tokens\n', /no requests/],
    ['bad header', 'foo,bar\n1,2\n', /line 1: the header has no column arrival_s, input_tokens, output_tokens/],
    ['missing column', 'arrival_s,input_tokens\n1,2\n', /line 1: the header has no column output_tokens/],
    ['column twice', 'arrival_s,input_tokens,prompt_tokens,output_tokens\n', /line 1:.*"prompt_tokens"/],
    ['negative time', `${simple}-1,10,5\n`, /line 3: arrival "-1" is negative/],
    ['unordered', `${simple}0.5,10,5\n`, /line 3: the request arrives at 0.5 s, before the one above it \(1 s\).*Sort/],
    ['not a number', `${simple}NaN,10,5\n`, /line 3: arrival "NaN" is not a time/],
    ['infinite', `${simple}Infinity,10,5\n`, /line 3: arrival "Infinity" is not a time/],
    ['too large to be a time', `${simple}1e999,10,5\n`, /line 3: arrival "1e999" is not finite/],
    ['no tokens', `${simple}2,0,5\n`, /line 3: input tokens "0"/],
    ['half a token', `${simple}2,10,0.5\n`, /line 3: output tokens "0.5"/],
    ['hexadecimal', `${simple}2,0x10,5\n`, /line 3: input tokens "0x10"/],
    ['too few cells', `${simple}2,10\n`, /line 3: there are 2 cells where the header has 3/],
    ['blank lines count', `${simple}\n\n2,x,5\n`, /line 5:/],
    ['a quoted line break counts', 'arrival_s,input_tokens,output_tokens,note\n1,10,5,"two\nlines"\n2,x,5,n\n', /line 4:/],
    ['quote left open', `${simple}2,10,"5\n3,10,5\n`, /line 3: opens a quote/],
    ['negative measurement', 'arrival_s,input_tokens,output_tokens,ttft_ms\n1,10,5,-3\n', /line 2: ttft "-3" is not a time/],
    ['absurd limits', `${HEADER}\n${row('a', '1').replace(',128,', ',-5,')}\n`, /line 2: max_num_seqs "-5"/],
  ])('%s', (_, text, expected) => {
    expect(refusal(text)).toMatch(expected);
  });

  it('an endless line is refused, not collected', () => {
    const reader = new LogReader({ name: 'zeros' });
    let pushed = 0;
    while (reader.push('0'.repeat(65_536)) && pushed < 1_000) pushed++;
    expect(pushed).toBeLessThan(3);
    const end = reader.end();
    expect(end.ok ? '' : end.error.message).toMatch(/line 1: has more than 65536 characters/);
  });

  it('a file of gigabytes is read no further than its limit, and says so', async () => {
    let given = 0;
    async function* endless(): AsyncGenerator<string> {
      yield 'arrival_s,input_tokens,output_tokens\n';
      for (;;) {
        given++;
        yield await Promise.resolve('7,10,5\n'.repeat(1_000));
      }
    }
    const read = await readLog(endless(), { name: 'huge.csv', maxRows: 5_500 });
    expect(read.ok ? '' : `${read.error.message} ${read.error.action}`).toMatch(/huge\.csv, line 5502: the log has more than 5,500 requests.*Split/);
    expect(given).toBe(6);
  });
});

describe('fuzz', () => {
  it('any text is read or refused with a sentence, never thrown at', () => {
    const cell = fc.oneof(fc.constantFrom('1', '2.5', '-1', 'NaN', '', '"', '1e400', 'a,b', '"x\ny"', '\u0000', '0x1', ' 7 ', '__proto__'), fc.string());
    const line = fc.array(cell, { maxLength: 6 }).map((cells) => cells.join(','));
    const text = fc.tuple(fc.constantFrom('arrival_s,input_tokens,output_tokens', 'arrival,input_tokens,output_tokens,prefix_id,tenant', HEADER, '__proto__,constructor', ''), fc.array(line)).map(([head, lines]) => [head, ...lines].join('\n'));
    fc.assert(fc.property(fc.oneof(text, fc.string(), fc.string({ unit: 'binary' })), fc.boolean(), (input, sort) => {
      const read = parse(input, sort);
      if (read.ok) {
        for (const log of read.value) for (let i = 1; i < log.count; i++) expect(log.arrivalMs[i]).toBeGreaterThanOrEqual(log.arrivalMs[i - 1] ?? 0);
      } else expect(read.error.message).toMatch(/^log\.csv( is empty| has a header but no requests|, line \d+: .+)\.$/su);
    }), { numRuns: 500 });
  });

  it('the same text gives the same answer however it is cut', () => {
    const request = fc.record({ gap: fc.nat(5_000), input: fc.integer({ min: 1, max: 9_999 }), output: fc.integer({ min: 1, max: 999 }), note: fc.string() });
    fc.assert(fc.property(fc.array(request, { minLength: 1, maxLength: 30 }), fc.array(fc.nat(200)), fc.constantFrom('\n', '\r\n'), (requests, cuts, lineEnd) => {
      let now = 0;
      const rows = requests.map(({ gap, input, output, note }) => `${(now += gap) / 1000},${input},${output},"${note.replaceAll('"', '""')}"`);
      const text = ['arrival_s,input_tokens,output_tokens,note', ...rows].join(lineEnd);
      const reader = new LogReader({ name: 'log.csv' });
      let at = 0;
      for (const cut of cuts) {
        reader.push(text.slice(at, at + cut));
        at += cut;
      }
      reader.push(text.slice(at));
      const pieces = reader.end();
      expect(pieces).toEqual(parse(text));
      const [log] = expectOk(pieces);
      expect([...(log?.inputTokens ?? [])]).toEqual(requests.map(({ input }) => input));
      expect([...(log?.outputTokens ?? [])]).toEqual(requests.map(({ output }) => output));
    }));
  });
});
