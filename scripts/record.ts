/**
 * `npm run record`: runs the scenario that the page opens with on this machine, in a headless browser, and keeps it as
 * public/recorded/default.json. The page shows it, as recorded, until the reader runs one of their own.
 * Each of several runs starts from nothing, so that its cold start is part of it; the one with the median total is kept.
 * What it measured is not touched, only renamed.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scenario } from '../src/core/scenario';
import { parseTrace, totalMs, type Trace } from '../src/core/trace';
import { findPreset } from '../src/datacenter/presets';
import { runLocally } from './cli/local-run';
import { main } from './lib/main';
import { ROOT } from './lib/paths';

/** The preset the page opens with. */
const PRESET = 'four-hundred-ms';
const RUNS = 5;
const FOLDER = join(ROOT, 'public/recorded');
/** Clocks in the browser step by 5 µs at best: more digits than a nanosecond are noise of the arithmetic. */
const NANOSECOND = 1e6;

const round = (ms: number): number => Math.round(ms * NANOSECOND) / NANOSECOND;

/** The same trace as a recording, its times without digits that no clock gave. Ends are rounded, so that spans still meet. */
function recordedFrom(trace: Trace, date: string): Trace {
  let endMs = 0;
  const spans = trace.spans.map((span) => {
    const startMs = endMs;
    endMs = round(span.startMs + span.durationMs);
    return { ...span, startMs, durationMs: round(endMs - startMs), provenance: 'recorded' as const };
  });
  const tokens = trace.tokens.map((token) => ({ ...token, timeMs: Math.min(round(token.timeMs), endMs), generatedMs: round(token.generatedMs) }));
  const environment = { ...trace.environment, recordedOn: date, recordedAs: `median of ${RUNS} runs by total time` };
  return { ...trace, spans, tokens, coldStart: withoutAddress(trace.coldStart), environment };
}

/** The server's port says nothing to anybody. */
function withoutAddress(coldStart: Trace['coldStart']): Trace['coldStart'] {
  if (coldStart === null) return null;
  const steps = coldStart.steps.map((step) => ({ ...step, durationMs: round(step.durationMs), detail: step.detail.replace(/^https?:\/\/[^/]+\//, '') }));
  return { totalMs: round(coldStart.totalMs), steps };
}

const io = { out: (text: string) => process.stdout.write(text), err: (text: string) => process.stderr.write(text) };

async function runOnce(scenario: Scenario): Promise<Trace> {
  const trace = await runLocally(scenario, io);
  if (trace.outcome.status !== 'completed') throw new Error(`the run ended ${trace.outcome.status}: ${trace.outcome.reason ?? ''}`);
  io.err(`${totalMs(trace).toFixed(0)} ms\n`);
  return trace;
}

await main(async () => {
  const preset = findPreset(PRESET);
  if (preset === undefined) throw new Error(`no preset ${PRESET}`);
  const traces: Trace[] = [];
  for (let i = 0; i < RUNS; i++) traces.push(await runOnce(preset.scenario));
  const trace = traces.sort((a, b) => totalMs(a) - totalMs(b))[Math.floor(RUNS / 2)];
  if (trace === undefined) throw new Error('nothing was run');
  const recorded = parseTrace(recordedFrom(trace, new Date().toISOString().slice(0, 10)));
  if (!recorded.ok) throw new Error(recorded.error.message);
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, 'default.json'), `${JSON.stringify(recorded.value)}\n`);
  io.out(`${recorded.value.tokens.length} tokens in ${totalMs(recorded.value).toFixed(0)} ms on ${String(trace.environment['adapter'])}\n`);
});
