/** Two to four runs side by side: metrics, time by place, and in words what was changed. */
import { requestCost } from './cost';
import { metricsOf } from '@/core/metrics';
import { rangeOfSum, rangePerToken, rangeUntil, type Range } from '@/core/ranges';
import { appError, err, ok, type Result } from '@/core/result';
import { PLACE_IDS, type PlaceId } from '@/core/stage';
import { t } from '@/core/text';
import { timeByPlace, type Trace } from '@/core/trace';
import { whatChanged } from './changes';

export type ComparisonUnit = 'ms' | 'usd' | 'tokens' | 'tokens/s' | 'share' | 'bytes';

export interface ComparisonRow {
  readonly id: string;
  readonly label: string;
  readonly unit: ComparisonUnit;
  /** One for each run; null where the run has no such value. */
  readonly values: readonly (number | null)[];
  /** 5th to 95th percentile of each value; null where the run was measured or the value follows from the scenario. */
  readonly ranges: readonly (Range | null)[];
  /** Difference to the first run; null where either is missing. */
  readonly deltas: readonly (number | null)[];
  /** Difference over the first run's value; null where that is missing or 0. */
  readonly ratios: readonly (number | null)[];
  /** Index of the best run, where smaller or larger is plainly better and one run is; else null. */
  readonly best: number | null;
}

export interface Comparison {
  readonly metrics: readonly ComparisonRow[];
  /** Places in which at least one run spent time. */
  readonly places: readonly (ComparisonRow & { readonly place: PlaceId })[];
  /** For each run, what differs from the first, in words. */
  readonly changed: readonly (readonly string[])[];
}

type Better = 'less' | 'more' | null;

function row(id: string, label: string, unit: ComparisonUnit, values: readonly (number | null)[], better: Better, ranges: readonly (Range | null)[] = []): ComparisonRow {
  const base = values[0] ?? null;
  const deltas = values.map((value) => (value === null || base === null ? null : value - base));
  const ratios = deltas.map((delta) => (delta === null || base === null || base === 0 ? null : delta / base));
  return { id, label, unit, values, ranges: values.map((_, i) => ranges[i] ?? null), deltas, ratios, best: bestOf(values, better) };
}

function bestOf(values: readonly (number | null)[], better: Better): number | null {
  const known = values.filter((value) => value !== null);
  if (better === null || known.length < 2) return null;
  const best = better === 'less' ? Math.min(...known) : Math.max(...known);
  return known.filter((value) => value === best).length === 1 ? values.indexOf(best) : null;
}

/** Tokens a second fall as the time grows. */
const speedRange = (perSecond: number | null, ms: number, range: Range | null): Range | null =>
  perSecond === null || range === null || range.low === 0 ? null : { low: (perSecond * ms) / range.high, high: (perSecond * ms) / range.low };

/** Compares two to four traces; the first is the one the others are measured against. */
export function compareTraces(traces: readonly Trace[]): Result<Comparison> {
  const first = traces[0];
  if (first === undefined || traces.length < 2 || traces.length > 4) {
    return err(appError('compare-count', t('Two to four runs can be compared, not {count}.', { count: traces.length }), t('Pin or remove runs.'), 'runs'));
  }
  const metrics = traces.map(metricsOf);
  const of = (pick: (m: (typeof metrics)[number], trace: Trace) => number | null): (number | null)[] =>
    metrics.map((m, i) => pick(m, traces[i] ?? first));
  const until = (pick: (m: (typeof metrics)[number]) => number | null): (Range | null)[] =>
    metrics.map((m, i) => { const ms = pick(m); return ms === null ? null : rangeUntil(traces[i] ?? first, ms); });
  const perToken = (pick: (m: (typeof metrics)[number]) => number | null): (Range | null)[] =>
    metrics.map((m, i) => { const value = pick(m); return value === null ? null : rangePerToken(traces[i] ?? first, value); });
  const totals = traces.map((trace) => rangeOfSum(trace.spans));
  const costs = traces.map((trace) => (trace.outcome.billed ? requestCost(trace.usage, trace.scenario.prices) : null));
  const rows = [
    row('ttft', t('Time to first token'), 'ms', of((m) => m.ttftMs), 'less', until((m) => m.ttftMs)),
    row('usable', t('Time to usable answer'), 'ms', of((m) => m.usableAnswerMs), 'less', until((m) => m.usableAnswerMs)),
    row('total', t('Total'), 'ms', of((m) => m.totalMs), 'less', totals),
    row('tpot', t('Time per output token'), 'ms', of((m) => m.tpotMs), 'less', perToken((m) => m.tpotMs)),
    row('itl-p95', t('Inter-token latency, p95'), 'ms', of((m) => m.itlMs?.p95 ?? null), 'less', perToken((m) => m.itlMs?.p95 ?? null)),
    row('tokens-per-second', t('Tokens per second'), 'tokens/s', of((m) => m.tokensPerSecond), 'more', metrics.map((m, i) => speedRange(m.tokensPerSecond, m.totalMs, totals[i] ?? null))),
    row('inference-share', t('Share of inference in the stages'), 'share', of((m) => m.stageShares.inference), null),
    row('input-tokens', t('Input tokens'), 'tokens', of((_, trace) => trace.usage.inputTokens), null),
    row('cached-tokens', t('Of these cached'), 'tokens', of((_, trace) => trace.usage.cachedTokens), null),
    row('output-tokens', t('Output tokens'), 'tokens', of((_, trace) => trace.usage.outputTokens), null),
    row('cost', t('Cost at token prices'), 'usd', of((_, trace) => trace.usage.costUsd), 'less'),
    row('cost-per-1k', t('Cost for 1,000 output tokens'), 'usd', costs.map((cost) => cost?.usdPer1kOutput ?? null), 'less'),
    row('output-cost-share', t('Share of output in the cost'), 'share', costs.map((cost) => cost?.outputShare ?? null), null),
    row('kv', t('KV cache at the end'), 'bytes', of((_, trace) => trace.tokens.at(-1)?.kvBytes ?? null), null),
  ];
  const byPlace = traces.map(timeByPlace);
  const places = PLACE_IDS.filter((place) => byPlace.some((times) => (times.get(place) ?? 0) > 0))
    .map((place) => ({ place, ...row(`place-${place}`, place, 'ms', byPlace.map((times) => times.get(place) ?? 0), 'less', traces.map((trace) => rangeOfSum(trace.spans.filter(({ stage }) => stage === place)))) }));
  return ok({ metrics: rows, places, changed: traces.map((trace) => whatChanged(first.scenario, trace.scenario)) });
}
