/** Names of stages, phases and layers as the page writes them. */
import type { PlaceId } from '@/core/stage';
import type { Span, Trace } from '@/core/trace';
import { ABOUT } from '@/stages/about';

export const placeName = (place: PlaceId): string => ABOUT[place].name;

export const layerName = (place: PlaceId, layer: string): string =>
  ABOUT[place].layers.find((known) => known.id === layer)?.name ?? layer;

/** The hue of a span: prefill, decode, or the grey of everything around inference. */
export type Tone = 'prefill' | 'decode' | 'around';

export const toneOf = (span: Pick<Span, 'stage' | 'layer'>): Tone =>
  span.stage !== 'inference' ? 'around' : span.layer === 'prefill' ? 'prefill' : 'decode';

const OUTCOME_NAMES: Record<Trace['outcome']['status'], string> = {
  completed: 'Completed',
  rejected: 'Rejected',
  shed: 'Shed',
  cancelled: 'Cancelled',
  'timed-out': 'Timed out',
  failed: 'Failed',
};

/** What ended the trace, in a few words: "429 Rejected". */
export function outcomeName({ outcome }: Pick<Trace, 'outcome'>): string {
  const name = OUTCOME_NAMES[outcome.status];
  return outcome.httpStatus === undefined ? name : `${outcome.httpStatus} ${name}`;
}
