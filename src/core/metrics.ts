/**
 * The one module that derives metrics from a trace, by the field's own definitions:
 * - TTFT: request sent to first token received (OpenTelemetry GenAI `gen_ai.client` time to first chunk;
 *   NVIDIA GenAI-Perf "time to first token"). Without streaming nothing arrives before the whole answer, so TTFT = total.
 * - ITL: time between consecutive tokens, the first excluded (GenAI-Perf "inter-token latency").
 * - TPOT: (end of last token - first token) / (output tokens - 1) (vLLM `time_per_output_token`).
 * - Tokens per second: output tokens / total (GenAI-Perf "output token throughput per user" uses 1/TPOT; both are given).
 * Without streaming, ITL and TPOT are those of the engine: the client cannot see them.
 */
import { quantileSorted } from './statistics';
import { STAGE_IDS, type StageId } from './stage';
import { timeByPlace, totalMs, type Trace } from './trace';

export interface Quantiles { p50: number; p95: number; max: number }

export interface Metrics {
  /** Null when no token was received. */
  ttftMs: number | null;
  /** Null with fewer than two tokens. */
  itlMs: Quantiles | null;
  tpotMs: number | null;
  totalMs: number;
  /** Output tokens over total time; null when there is none. */
  tokensPerSecond: number | null;
  /** Speed while decoding: 1000 / TPOT. */
  decodeTokensPerSecond: number | null;
  /** When the first whole sentence had arrived (text, streamed), else when everything had. Null when nothing came. */
  usableAnswerMs: number | null;
  /** Time in the seven stages, without network, retrieval and tools. */
  stagesMs: number;
  /** Share of each stage in `stagesMs`, 0 to 1; all zero for an empty trace. */
  stageShares: Record<StageId, number>;
}

/** Derives every metric of a trace. Pure; cost is linear in spans and tokens. */
export function metricsOf(trace: Trace): Metrics {
  const total = totalMs(trace);
  const tokens = trace.tokens;
  const streamed = trace.scenario.request.stream;
  const first = tokens[0];
  // An imported trace may count tokens whose times it does not tell.
  const outputTokens = trace.source === 'import' ? trace.usage.outputTokens : tokens.length;
  const clock = (i: number): number => (streamed ? tokens[i]?.timeMs : tokens[i]?.generatedMs) ?? 0;

  const gaps: number[] = [];
  for (let i = 1; i < tokens.length; i++) gaps.push(clock(i) - clock(i - 1));
  gaps.sort((a, b) => a - b);
  const tpotMs = gaps.length === 0 ? null : (clock(tokens.length - 1) - clock(0)) / gaps.length;

  const byPlace = timeByPlace(trace);
  const stagesMs = STAGE_IDS.reduce((sum, id) => sum + (byPlace.get(id) ?? 0), 0);
  const share = (id: StageId): number => (stagesMs === 0 ? 0 : (byPlace.get(id) ?? 0) / stagesMs);

  return {
    ttftMs: first === undefined ? null : first.timeMs,
    itlMs: gaps.length === 0 ? null : { p50: quantileSorted(gaps, 0.5), p95: quantileSorted(gaps, 0.95), max: gaps[gaps.length - 1] ?? 0 },
    tpotMs,
    totalMs: total,
    tokensPerSecond: outputTokens === 0 || total === 0 ? null : (outputTokens / total) * 1000,
    decodeTokensPerSecond: tpotMs === null || tpotMs === 0 ? null : 1000 / tpotMs,
    usableAnswerMs: usableAnswerMs(trace),
    stagesMs,
    stageShares: Object.fromEntries(STAGE_IDS.map((id) => [id, share(id)])) as Record<StageId, number>,
  };
}

/** A sentence ends at . ! or ? or their full-width forms, or at a line break. */
const SENTENCE_END = /[.!?。！？\n]["'”’)]?\s*$/u;

function usableAnswerMs(trace: Trace): number | null {
  const last = trace.tokens.at(-1);
  if (last === undefined) return null;
  // JSON is of no use before its last bracket.
  if (trace.scenario.request.responseFormat === 'json') return last.timeMs;
  let soFar = '';
  for (const token of trace.tokens) {
    soFar = (soFar + token.text).slice(-8);
    if (SENTENCE_END.test(soFar)) return token.timeMs;
  }
  return last.timeMs;
}

/** Price of a request in US dollars: uncached input, cached input and output tokens at their own rates. */
export function costUsd(
  usage: { inputTokens: number; cachedTokens: number; outputTokens: number },
  prices: { inputUsdPerMillion: number; cachedUsdPerMillion: number; outputUsdPerMillion: number },
): number {
  const fresh = usage.inputTokens - usage.cachedTokens;
  return (
    (fresh * prices.inputUsdPerMillion +
      usage.cachedTokens * prices.cachedUsdPerMillion +
      usage.outputTokens * prices.outputUsdPerMillion) / 1e6
  );
}
