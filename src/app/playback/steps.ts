/** The moments that "step" goes through: every layer as it begins in either lane, every token, every end. */
import { STAGE_IDS } from '@/core/stage';
import { totalMs, type Trace } from '@/core/trace';
import { countUntil } from './frame';

export interface Step {
  timeMs: number;
  lane: Trace['source'];
  /** Span that begins here; -1 at the end of a trace. */
  spanIndex: number;
}

/** Two moments closer than this are one step, in ms: a tenth of the finest browser clock (5 µs). */
const SAME_MOMENT_MS = 0.0005;

/**
 * Steps of one trace: each layer where it begins. What comes round once a token (sampling, detokenizing)
 * counts the first time only; decode counts every time, since each time is a token.
 */
export function stepsOf(trace: Trace): Step[] {
  const seen = new Set<string>();
  const steps: Step[] = [];
  trace.spans.forEach((span, spanIndex) => {
    const name = `${span.stage}/${span.layer}`;
    if (seen.has(name) && span.layer !== 'decode') return;
    seen.add(name);
    steps.push({ timeMs: span.startMs, lane: trace.source, spanIndex });
  });
  steps.push({ timeMs: totalMs(trace), lane: trace.source, spanIndex: -1 });
  return steps;
}

/** Steps of several traces on their common axis, in order; moments that coincide are kept once. */
export function stepsOfAll(traces: readonly Trace[]): Step[] {
  const all = traces.flatMap(stepsOf).sort((a, b) => a.timeMs - b.timeMs);
  return all.filter((step, i) => i === 0 || step.timeMs - (all[i - 1]?.timeMs ?? 0) > SAME_MOMENT_MS);
}

/** Of those, the ones at which a stage begins for the first time, and the ends. */
export function stageSteps(traces: readonly Trace[]): Step[] {
  return stepsOfAll(traces).filter((step) => {
    const trace = traces.find((t) => t.source === step.lane);
    const span = trace?.spans[step.spanIndex];
    if (trace === undefined || span === undefined) return true;
    return trace.spans.findIndex((s) => s.stage === span.stage) === step.spanIndex && (STAGE_IDS as readonly string[]).includes(span.stage);
  });
}

/** The step after `timeMs`, or null at the end. */
export function stepAfter(steps: readonly Step[], timeMs: number): Step | null {
  return steps[countUntil(steps.length, (i) => steps[i]?.timeMs ?? 0, timeMs + SAME_MOMENT_MS)] ?? null;
}

/** The step before `timeMs`, or null at the beginning. */
export function stepBefore(steps: readonly Step[], timeMs: number): Step | null {
  const before = countUntil(steps.length, (i) => steps[i]?.timeMs ?? 0, timeMs - SAME_MOMENT_MS) - 1;
  return steps[before] ?? null;
}
