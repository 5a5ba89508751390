/** A request's time in the few parts that lessons speak of. Pure. */
import { timeByPlace, totalMs, type Trace } from '@/core/trace';
import { msg, t } from '@/core/text';
import { formatDuration, formatShare } from '@/core/units';
import { PLACE_IDS, type PlaceId } from '@/core/stage';
import type { Tone } from '../../explore/names';

export interface Part { readonly id: string; /** At the beginning of a line, and within a sentence. */ readonly name: string; readonly inText: string; readonly tone: Tone; readonly durationMs: number }

const BEFORE: readonly PlaceId[] = ['gateway', 'load-balancer', 'tokenizer', 'router'];
const AROUND: readonly PlaceId[] = ['network', 'retrieval', 'tools'];

/** Network, retrieval and tools; the stages before inference; prefill; decode; the stages after. They sum to the total. */
export function partsOf(trace: Trace): readonly Part[] {
  const times = timeByPlace(trace);
  const sum = (ids: readonly PlaceId[]): number => ids.reduce((all, id) => all + (times.get(id) ?? 0), 0);
  const prefillMs = trace.spans.reduce((all, { stage, layer, durationMs }) => all + (stage === 'inference' && layer === 'prefill' ? durationMs : 0), 0);
  const rest = PLACE_IDS.filter((id) => !BEFORE.includes(id) && !AROUND.includes(id) && id !== 'inference');
  return [
    { id: 'around', name: msg('Network, retrieval, tools'), inText: msg('network, retrieval, tools'), tone: 'around', durationMs: sum(AROUND) },
    { id: 'before', name: msg('Stages before inference'), inText: msg('stages before inference'), tone: 'around', durationMs: sum(BEFORE) },
    { id: 'prefill', name: msg('Prefill'), inText: msg('prefill'), tone: 'prefill', durationMs: prefillMs },
    { id: 'decode', name: msg('Decode and sampling'), inText: msg('decode and sampling'), tone: 'decode', durationMs: Math.max(0, (times.get('inference') ?? 0) - prefillMs) },
    { id: 'after', name: msg('Stages after inference'), inText: msg('stages after inference'), tone: 'around', durationMs: sum(rest) },
  ];
}

/** "Of 399 ms: prefill 28.0 ms (7.02 %), …; modeled." */
export function pictureSummary(trace: Trace): string {
  const total = totalMs(trace);
  const parts = partsOf(trace).filter(({ durationMs }) => durationMs > 0).map(({ inText, durationMs }) => `${t(inText)} ${formatDuration(durationMs)} (${formatShare(durationMs / total)})`);
  return t('Of {total}, modeled: {parts}.', { total: formatDuration(total), parts: parts.join(', ') });
}
