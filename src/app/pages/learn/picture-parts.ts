/** A request's time in the few parts that lessons speak of. Pure. */
import { timeByPlace, totalMs, type Trace } from '@/core/trace';
import { formatDuration, formatShare } from '@/core/units';
import { PLACE_IDS, type PlaceId } from '@/core/stage';
import type { Tone } from '../../explore/names';

export interface Part { readonly id: string; readonly name: string; readonly tone: Tone; readonly durationMs: number }

const BEFORE: readonly PlaceId[] = ['gateway', 'load-balancer', 'tokenizer', 'router'];
const AROUND: readonly PlaceId[] = ['network', 'retrieval', 'tools'];

/** Network, retrieval and tools; the stages before inference; prefill; decode; the stages after. They sum to the total. */
export function partsOf(trace: Trace): readonly Part[] {
  const times = timeByPlace(trace);
  const sum = (ids: readonly PlaceId[]): number => ids.reduce((all, id) => all + (times.get(id) ?? 0), 0);
  const prefillMs = trace.spans.reduce((all, { stage, layer, durationMs }) => all + (stage === 'inference' && layer === 'prefill' ? durationMs : 0), 0);
  const rest = PLACE_IDS.filter((id) => !BEFORE.includes(id) && !AROUND.includes(id) && id !== 'inference');
  return [
    { id: 'around', name: 'Network, retrieval, tools', tone: 'around', durationMs: sum(AROUND) },
    { id: 'before', name: 'Stages before inference', tone: 'around', durationMs: sum(BEFORE) },
    { id: 'prefill', name: 'Prefill', tone: 'prefill', durationMs: prefillMs },
    { id: 'decode', name: 'Decode and sampling', tone: 'decode', durationMs: Math.max(0, (times.get('inference') ?? 0) - prefillMs) },
    { id: 'after', name: 'Stages after inference', tone: 'around', durationMs: sum(rest) },
  ];
}

/** "Of 399 ms: prefill 28.0 ms (7.02 %), …; modeled." */
export function pictureSummary(trace: Trace): string {
  const total = totalMs(trace);
  const parts = partsOf(trace).filter(({ durationMs }) => durationMs > 0).map(({ name, durationMs }) => `${name.toLowerCase()} ${formatDuration(durationMs)} (${formatShare(durationMs / total)})`);
  return `Of ${formatDuration(total)}, modeled: ${parts.join(', ')}.`;
}
