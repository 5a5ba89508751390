import { ChevronLeft } from 'lucide-react';
import { KNOWN_PLACE_IDS, PHASE_IDS, STAGE_IDS, UNATTRIBUTED, type PlaceId } from '@/core/stage';
import { t } from '@/core/text';
import { formatDuration, formatShare } from '@/core/units';
import { timeByPlace, type Trace } from '@/core/trace';
import { ABOUT } from '@/stages/about';
import { useCalmLocal } from '../store/calm-local';
import { useRuns } from '../store/runs';
import { useView } from '../store/view';
import { Button } from '../ui/Button';
import { StagePanel } from './StagePanel';

/** What stands behind the chosen stage; without one, a guide to all of them. */
export function Inspector() {
  const stage = useView((s) => s.stage);
  const select = useView((s) => s.select);
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {stage === null ? <Guide /> : (
        <>
          <div className="flex items-center justify-between gap-2">
            <Button kind="quiet" onClick={() => select(null)}>
              <ChevronLeft aria-hidden className="size-4" />
              {t('All stages')}
            </Button>
            <Neighbours stage={stage} />
          </div>
          <StagePanel key={stage} place={stage} />
        </>
      )}
    </div>
  );
}

/** The stages before and after, so that the whole path can be read in order. */
function Neighbours({ stage }: { stage: PlaceId }) {
  const select = useView((s) => s.select);
  // Time without a place has no neighbours.
  const at = stage === UNATTRIBUTED ? NaN : KNOWN_PLACE_IDS.indexOf(stage);
  const before = KNOWN_PLACE_IDS[at - 1];
  const after = KNOWN_PLACE_IDS[at + 1];
  return (
    <span className="flex gap-2">
      {before !== undefined && <Button kind="quiet" className="text-xs" aria-label={t('Previous: {stage}', { stage: t(ABOUT[before].name) })} onClick={() => select(before)}>{t('Previous')}</Button>}
      {after !== undefined && <Button kind="quiet" className="text-xs" aria-label={t('Next: {stage}', { stage: t(ABOUT[after].name) })} onClick={() => select(after)}>{t('Next')}</Button>}
    </span>
  );
}

function Guide() {
  const modeled = useRuns((s) => s.modeled);
  const local = useCalmLocal();
  const unknown = [modeled, local].some((trace) => trace?.spans.some((span) => span.stage === UNATTRIBUTED) === true);
  const around: readonly PlaceId[] = unknown ? [...PHASE_IDS, UNATTRIBUTED] : PHASE_IDS;
  return (
    <>
      <h2 className="text-base font-medium">{t('Seven stages')}</h2>
      <p className="text-sm text-ink-2">{t('Every call passes them in this order. Choose one to see its layers, what this machine really did there, and what can go wrong.')}</p>
      <StageList places={STAGE_IDS} modeled={modeled} local={local} numbered />
      <h3 className="text-sm font-medium text-ink">{t('Around them')}</h3>
      <StageList places={around} modeled={modeled} local={local} />
    </>
  );
}

interface StageListProps { places: readonly PlaceId[]; modeled: Trace | null; local: Trace | null; numbered?: boolean }

function StageList({ places, modeled, local, numbered = false }: StageListProps) {
  const select = useView((s) => s.select);
  const modeledTimes = modeled === null ? null : timeByPlace(modeled);
  const localTimes = local === null ? null : timeByPlace(local);
  // Shares are of the seven stages, as everywhere on the page; what lies around them has none.
  const stagesMs = STAGE_IDS.reduce((sum, id) => sum + (modeledTimes?.get(id) ?? 0), 0);
  return (
    <ol className="flex flex-col">
      {places.map((place, i) => {
        const time = modeledTimes?.get(place);
        return (
          <li key={place} className="border-t border-line">
            <button
              type="button"
              onClick={() => select(place)}
              className="grid w-full grid-cols-[1.25rem_minmax(0,1fr)_auto] items-baseline gap-x-2 py-1.5 text-left text-sm hover:bg-line"
            >
              <span className="text-xs text-ink-3 tabular-nums">{numbered ? i + 1 : ''}</span>
              <span className="min-w-0">
                <span className="font-medium text-ink">{t(ABOUT[place].name)}</span>
                <span className="block text-xs text-ink-2">{t(ABOUT[place].oneLine)}</span>
              </span>
              <span className="text-right text-xs text-ink-2 tabular-nums">
                {time === undefined ? '–' : numbered && stagesMs > 0 ? `${formatDuration(time)} · ${formatShare(time / stagesMs)}` : formatDuration(time)}
                <span className="block text-ink-3">{localTimes?.get(place) === undefined ? t('here –') : t('here {time}', { time: formatDuration(localTimes.get(place) ?? 0) })}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
