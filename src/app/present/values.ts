/** Numbers that a step may name in its words, computed from the traces and fleets at hand. */
import { metricsOf } from '@/core/metrics';
import { msg, t } from '@/core/text';
import { formatBytes, formatCount, formatDollars, formatDuration, formatShare, significant } from '@/core/units';
import { timeByPlace, type Trace } from '@/core/trace';
import type { FleetReport } from '@/datacenter/fleet/stats/report';

export interface Sources {
  /** The step's request in the datacenter. */
  readonly now: Trace | null;
  /** The request before the step's change. */
  readonly was: Trace | null;
  /** The run on this machine. */
  readonly here: Trace | null;
  readonly fleet: FleetReport | null;
  readonly other: FleetReport | null;
}

const DASH = '–';
const ms = (value: number | null): string => (value === null ? DASH : formatDuration(value));
const place = (trace: Trace, ids: readonly string[]): number => [...timeByPlace(trace)].reduce((sum, [id, durationMs]) => sum + (ids.includes(id) ? durationMs : 0), 0);
const layer = (trace: Trace, id: string): number => trace.spans.reduce((sum, span) => sum + (span.layer === id ? span.durationMs : 0), 0);

/** Figures of one trace, as numbers in ms where they can be subtracted. */
const DURATIONS: Readonly<Record<string, (trace: Trace) => number | null>> = {
  total: (trace) => metricsOf(trace).totalMs,
  ttft: (trace) => metricsOf(trace).ttftMs,
  tpot: (trace) => metricsOf(trace).tpotMs,
  usable: (trace) => metricsOf(trace).usableAnswerMs,
  before: (trace) => place(trace, ['gateway', 'load-balancer', 'tokenizer', 'router']),
  after: (trace) => place(trace, ['post-processing', 'billing']),
  inference: (trace) => place(trace, ['inference']),
  network: (trace) => place(trace, ['network']),
  tools: (trace) => place(trace, ['tools']),
  retrieval: (trace) => place(trace, ['retrieval']),
  gateway: (trace) => place(trace, ['gateway']),
  prefill: (trace) => layer(trace, 'prefill'),
  decode: (trace) => layer(trace, 'decode'),
  queue: (trace) => layer(trace, 'queue'),
};
const STATUSES: Readonly<Record<Trace['outcome']['status'], string>> = {
  completed: msg('completed'), rejected: msg('rejected'), shed: msg('shed'), cancelled: msg('cancelled'), 'timed-out': msg('timed-out'), failed: msg('failed'),
};
const OTHERS: Readonly<Record<string, (trace: Trace) => string>> = {
  inferenceShare: (trace) => formatShare(metricsOf(trace).stageShares.inference),
  tokensPerS: (trace) => { const speed = metricsOf(trace).decodeTokensPerSecond; return speed === null ? DASH : significant(speed); },
  input: (trace) => formatCount(trace.usage.inputTokens),
  cached: (trace) => formatCount(trace.usage.cachedTokens),
  output: (trace) => formatCount(trace.usage.outputTokens),
  cost: (trace) => formatDollars(trace.usage.costUsd),
  kv: (trace) => formatBytes(trace.tokens.at(-1)?.kvBytes ?? 0),
  status: (trace) => String(trace.outcome.httpStatus ?? t(STATUSES[trace.outcome.status])),
};
const FLEET: Readonly<Record<string, (report: FleetReport) => string>> = {
  p50: (r) => formatDuration(r.metrics.total.p50), p95: (r) => formatDuration(r.metrics.total.p95), p99: (r) => formatDuration(r.metrics.total.p99),
  ttftP50: (r) => formatDuration(r.metrics.ttft.p50), ttftP95: (r) => formatDuration(r.metrics.ttft.p95), ttftP99: (r) => formatDuration(r.metrics.ttft.p99),
  queueP95: (r) => formatDuration(r.metrics.queue.p95), good: (r) => formatShare(r.slo.goodShare), requests: (r) => formatCount(r.requests), answered: (r) => formatCount(r.answered),
  cost: (r) => (r.cost.perAnswerUsd === null ? DASH : formatDollars(r.cost.perAnswerUsd)), hits: (r) => formatShare(r.cache.hitShare), busy: (r) => formatShare(r.utilization), throughput: (r) => significant(r.throughput.requestsPerS),
};

/** Every name that may stand in braces. */
export const VALUE_NAMES: readonly string[] = [
  ...[...Object.keys(DURATIONS), ...Object.keys(OTHERS)].flatMap((name) => [name, `was.${name}`, `here.${name}`]),
  ...Object.keys(DURATIONS).map((name) => `saves.${name}`),
  ...Object.keys(FLEET).flatMap((name) => [`fleet.${name}`, `other.${name}`]),
];

/** The figure of that name; an ellipsis while what it comes of is being computed; null for a name that does not exist. */
export function valueOf(name: string, sources: Sources): string | null {
  const [first = '', second] = name.split('.');
  const [source, figure] = second === undefined ? (['now', first] as const) : ([first, second] as const);
  if (source === 'fleet' || source === 'other') {
    const write = FLEET[figure];
    const report = sources[source];
    return write === undefined ? null : report === null ? PENDING : write(report);
  }
  if (source === 'saves') {
    const of = DURATIONS[figure];
    if (of === undefined) return null;
    const [now, was] = [sources.now === null ? null : of(sources.now), sources.was === null ? null : of(sources.was)];
    return now === null || was === null ? PENDING : ms(was - now);
  }
  if (source !== 'now' && source !== 'was' && source !== 'here') return null;
  const trace = sources[source];
  const duration = DURATIONS[figure];
  const other = OTHERS[figure];
  if (duration === undefined && other === undefined) return null;
  if (trace === null) return PENDING;
  return duration !== undefined ? ms(duration(trace)) : (other?.(trace) ?? null);
}

export const PENDING = '…';

export interface WordPart { readonly text: string; readonly value: boolean }

/** Words with their numbers filled in. A name that does not exist stays as it was typed, so that its author sees it. */
export function fillWords(words: string, sources: Sources): readonly WordPart[] {
  return words.split(/(\{[\w.]+\})/).filter((part) => part !== '').map((part) => {
    const name = /^\{([\w.]+)\}$/.exec(part)?.[1];
    const value = name === undefined ? null : valueOf(name, sources);
    return value === null ? { text: part, value: false } : { text: value, value: true };
  });
}

/** Names in braces that do not exist. */
export const unknownValues = (words: string): string[] => [...words.matchAll(/\{([\w.]+)\}/g)].map(([, name = '']) => name).filter((name) => !VALUE_NAMES.includes(name));
