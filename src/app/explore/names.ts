/** Names of stages, phases and layers as the page writes them. */
import type { PlaceId } from '@/core/stage';
import { msg, t } from '@/core/text';
import type { Provenance, Span, Trace } from '@/core/trace';
import { ABOUT } from '@/stages/about';

export const placeName = (place: PlaceId): string => t(ABOUT[place].name);

export const layerName = (place: PlaceId, layer: string): string =>
  t(ABOUT[place].layers.find((known) => known.id === layer)?.name ?? layer);

const PROVENANCE_NAMES: Record<Provenance, string> = { modeled: msg('modeled'), measured: msg('measured'), recorded: msg('recorded'), imported: msg('imported') };
/** Where a figure comes from, in a word. */
export const provenanceName = (provenance: Provenance): string => t(PROVENANCE_NAMES[provenance]);

/** The hue of a span: prefill, decode, or the grey of everything around inference. */
export type Tone = 'prefill' | 'decode' | 'around';

export const toneOf = (span: Pick<Span, 'stage' | 'layer'>): Tone =>
  span.stage !== 'inference' ? 'around' : span.layer === 'prefill' ? 'prefill' : 'decode';

const OUTCOME_NAMES: Record<Trace['outcome']['status'], string> = {
  completed: msg('Completed'),
  rejected: msg('Rejected'),
  shed: msg('Shed'),
  cancelled: msg('Cancelled'),
  'timed-out': msg('Timed out'),
  failed: msg('Failed'),
};

/** What ended the trace, in a few words: "429 Rejected". */
export function outcomeName({ outcome }: Pick<Trace, 'outcome'>): string {
  const name = t(OUTCOME_NAMES[outcome.status]);
  return outcome.httpStatus === undefined ? name : `${outcome.httpStatus} ${name}`;
}
