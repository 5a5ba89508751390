/** The rows of the metrics table: what each is called, defined by, and worth in one trace. Pure. */
import type { GlossaryId } from '@/catalog/glossary';
import { metricsOf, type Metrics } from '@/core/metrics';
import { STAGE_IDS, UNATTRIBUTED, type StageId } from '@/core/stage';
import { msg, t } from '@/core/text';
import { timeByPlace, type Trace } from '@/core/trace';
import { dollarsQuantity, durationQuantity, formatCount, significant, type Quantity } from '@/core/units';
import { ABOUT } from '@/stages/about';
import { UNIT_MS } from '../playback/readout';
import { rangeOfSum, rangeUntil, type Range } from './range';

export interface Cell extends Quantity {
  /** 5th to 95th percentile in the same words, where the trace is modeled. */
  range: string | null;
}

export interface MetricRow {
  id: string;
  /** In English: `t(label)` where it is shown. */
  label: string;
  /** Word of the glossary that the label can be asked for; null where it explains itself. */
  term: GlossaryId | null;
  /** A finer value of the row above. */
  indented: boolean;
  /** Null: this trace has no such value. */
  value: (facts: Facts) => Cell | null;
}

/** A trace and what is derived from it. */
export interface Facts { trace: Trace; metrics: Metrics }

export const factsOf = (trace: Trace): Facts => ({ trace, metrics: metricsOf(trace) });

function durationCell(durationMs: number | null, range: Range | null = null): Cell | null {
  if (durationMs === null) return null;
  const quantity = durationQuantity(durationMs);
  return { ...quantity, range: range === null ? null : rangeIn(range, quantity) };
}

/** Both ends in the unit that the value is written in: "38–51" beside 44.4 ms. */
function rangeIn({ low, high }: Range, { unit }: Quantity): string {
  const perUnit = UNIT_MS[unit] ?? 1;
  return `${significant(low / perUnit, 2)}–${significant(high / perUnit, 2)}`;
}

/** Both ends in the unit of the upper one: "9.1–14 ms". */
export const durationRange = (range: Range): string => `${rangeIn(range, durationQuantity(range.high))}\u202f${durationQuantity(range.high).unit}`;

const plain = (value: string, unit: string): Cell => ({ value, unit, range: null });

/** Range of a value that is in proportion to the decoding time. */
function perTokenRange({ trace, metrics }: Facts, valueMs: number | null): Range | null {
  const decoding = trace.spans.filter((span) => span.layer === 'decode' || span.layer === 'sampling');
  const range = rangeOfSum(decoding);
  const sum = decoding.reduce((total, span) => total + span.durationMs, 0);
  if (range === null || valueMs === null || sum === 0 || metrics.tpotMs === null) return null;
  return { low: (valueMs * range.low) / sum, high: (valueMs * range.high) / sum };
}

const itl = (pick: 'p50' | 'p95' | 'max') => (facts: Facts): Cell | null => {
  const value = facts.metrics.itlMs?.[pick] ?? null;
  return durationCell(value, perTokenRange(facts, value));
};

const row = (id: string, label: string, term: GlossaryId | null, value: MetricRow['value'], indented = false): MetricRow => ({ id, label, term, value, indented });

export const TIMES: readonly MetricRow[] = [
  row('ttft', 'TTFT', 'ttft', ({ trace, metrics }) => durationCell(metrics.ttftMs, metrics.ttftMs === null ? null : rangeUntil(trace, metrics.ttftMs))),
  row('itl-p50', 'ITL p50', 'itl', itl('p50')),
  row('itl-p95', 'p95', 'p95', itl('p95'), true),
  row('itl-max', msg('max'), null, itl('max'), true),
  row('tpot', 'TPOT', 'tpot', (facts) => durationCell(facts.metrics.tpotMs, perTokenRange(facts, facts.metrics.tpotMs))),
  row('usable', msg('Usable'), 'usable-answer', ({ trace, metrics }) =>
    durationCell(metrics.usableAnswerMs, metrics.usableAnswerMs === null ? null : rangeUntil(trace, metrics.usableAnswerMs))),
  row('total', msg('Total'), 'total', ({ trace, metrics }) => durationCell(metrics.totalMs, rangeOfSum(trace.spans))),
  row('tokens-per-second', msg('Tokens/s'), 'tokens-per-second', ({ metrics }) => (metrics.tokensPerSecond === null ? null : plain(significant(metrics.tokensPerSecond), '/s'))),
];

/** Below the shares, none of which it is in, where an imported trace has any. */
export const UNATTRIBUTED_ROW: MetricRow = row('unattributed', ABOUT[UNATTRIBUTED].name, null, ({ trace }) => durationCell(timeByPlace(trace).get(UNATTRIBUTED) ?? null));

export const AMOUNTS: readonly MetricRow[] = [
  row('input', msg('Input'), 'token', ({ trace }) => plain(formatCount(trace.usage.inputTokens), t('tok'))),
  row('cached', msg('cached'), 'prefix-cache', ({ trace }) => plain(formatCount(trace.usage.cachedTokens), t('tok')), true),
  row('output', msg('Output'), 'token', ({ trace }) => plain(formatCount(trace.usage.outputTokens), t('tok'))),
  row('cost', msg('Cost'), null, ({ trace }) => ({ ...dollarsQuantity(trace.usage.costUsd), range: null })),
];

const shareRow = (id: StageId): MetricRow =>
  row(`share-${id}`, ABOUT[id].name, null, ({ metrics }) => plain(shareText(metrics.stageShares[id]), '%'));

const LEAST_PERCENT = 0.01;
const MOST_PERCENT = 99.9;
/** Three digits would suggest more than a share can say; "<0.01" where it rounds to nothing. */
function shareText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < LEAST_PERCENT) return `<${significant(LEAST_PERCENT, 1)}`;
  if (percent > MOST_PERCENT && percent < 100) return `>${significant(MOST_PERCENT)}`;
  return significant(percent);
}

export const SHARES: readonly MetricRow[] = STAGE_IDS.map(shareRow);

/** The lane whose answer is used to tell the clock: "steps of 5 µs". Null where the trace does not say. */
export function clockText(trace: Trace): string | null {
  const resolution = trace.environment['clockResolutionMs'];
  return typeof resolution === 'number' ? durationText(resolution) : null;
}

const durationText = (ms: number): string => {
  const { value, unit } = durationQuantity(ms);
  return `${value}\u202f${unit}`;
};
