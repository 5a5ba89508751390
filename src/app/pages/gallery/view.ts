/** What the gallery shows of each preset: where its time goes, as shares of a bar, and in words. Pure. */
import { totalMs, type Trace } from '@/core/trace';
import { t } from '@/core/text';
import { formatDuration, formatShare } from '@/core/units';
import { modelTrace } from '@/datacenter/model-trace';
import type { Preset } from '@/datacenter/presets';
import type { FleetPart } from '@/datacenter/fleet/stats/phases';
import { outcomeName, toneOf, type Tone } from '../../explore/names';

/** A stretch of a thumbnail's bar. */
export interface Stretch { key: string; tone: Tone; /** Of the whole, 0 to 1. */ share: number }
export interface Thumbnail { stretches: readonly Stretch[]; caption: string }

/** Thinner than this nothing would be seen of it, and many of them would be all that is seen. */
const LEAST_SHARE = 0.002;

/** A request's spans in their order, those of one place and hue that follow one another as one. */
export function stretchesOf(trace: Pick<Trace, 'spans'>): Stretch[] {
  const all = totalMs(trace);
  const runs: { key: string; tone: Tone; ms: number }[] = [];
  for (const span of trace.spans) {
    const tone = toneOf(span);
    const key = `${span.stage}-${tone}`;
    const last = runs.at(-1);
    if (last?.key === key) last.ms += span.durationMs;
    else runs.push({ key, tone, ms: span.durationMs });
  }
  return runs.flatMap(({ key, tone, ms }, i) => (all === 0 || ms / all < LEAST_SHARE ? [] : [{ key: `${key}-${String(i)}`, tone, share: ms / all }]));
}

/** The thumbnail of a request preset, from the model; null where its set-up cannot exist. */
export function requestThumbnail(preset: Preset): Thumbnail | null {
  const trace = modelTrace(preset.scenario);
  if (!trace.ok) return null;
  const stretches = stretchesOf(trace.value);
  const of = (tone: Tone): number => stretches.reduce((sum, stretch) => sum + (stretch.tone === tone ? stretch.share : 0), 0);
  const ended = trace.value.outcome.status === 'completed' ? [] : [outcomeName(trace.value)];
  return { stretches, caption: [formatDuration(totalMs(trace.value)), ...ended, ...shareWords(of('prefill'), of('decode'))].join(' · ') };
}

const shareWords = (prefill: number, decode: number): string[] => [
  ...(prefill > 0 ? [t('prefill {share}', { share: formatShare(prefill) })] : []), ...(decode > 0 ? [t('decode {share}', { share: formatShare(decode) })] : []),
];

/** What a short run of a fleet gave. */
export interface FleetOutline {
  /** Shares of the time of all answered requests, in the order of the way. */
  parts: readonly { part: FleetPart; share: number }[];
  answeredShare: number;
  totalP95Ms: number;
}

const TONES: Partial<Record<FleetPart, Tone>> = { prefill: 'prefill', decode: 'decode' };

/** The thumbnail of a fleet preset. */
export function fleetThumbnail({ parts, answeredShare, totalP95Ms }: FleetOutline): Thumbnail {
  const stretches = parts.flatMap(({ part, share }): Stretch[] => (share < LEAST_SHARE ? [] : [{ key: part, tone: TONES[part] ?? 'around', share }]));
  const queue = parts.find(({ part }) => part === 'queue')?.share ?? 0;
  return { stretches, caption: [`p95 ${formatDuration(totalP95Ms)}`, t('{share} answered', { share: formatShare(answeredShare) }), t('queue {share}', { share: formatShare(queue) })].join(' · ') };
}
