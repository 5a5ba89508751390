import type { PlaceId } from '@/core/stage';
import { t } from '@/core/text';
import type { Trace } from '@/core/trace';
import { formatCount, formatDuration } from '@/core/units';
import { ABOUT } from '@/stages/about';
import { sourceWords } from '@/stages/sources';
import { layerTimes, type LayerTime } from '../metrics/range';
import { durationRange } from '../metrics/rows';
import { Tooltip } from '../ui/Tooltip';
import { attributeWords } from './attribute-words';

/** Each layer of a place: its time on both lanes, what it does, and what this machine really did there. */
export function LayerTable({ place, modeled, local }: { place: PlaceId; modeled: Trace | null; local: Trace | null }) {
  const modeledTimes = timesOf(place, modeled);
  const localTimes = timesOf(place, local);
  return (
    <ol aria-label={t('Layers of {stage}', { stage: t(ABOUT[place].name) })} className="flex flex-col">
      <li aria-hidden className="grid grid-cols-[minmax(0,1fr)_6.5rem_5rem] gap-x-2 pb-1 text-xs text-ink-3">
        <span>{t('Layer')}</span>
        <span className="text-right">{t('Datacenter')}</span>
        <span className="text-right">{t('This machine')}</span>
      </li>
      {ABOUT[place].layers.map((layer) => (
        <li key={layer.id} className="border-t border-line py-1.5">
          <div className="grid grid-cols-[minmax(0,1fr)_6.5rem_5rem] gap-x-2 text-sm tabular-nums">
            <h3 className="min-w-0 font-medium">{t(layer.name)}</h3>
            <Time lane={t('Datacenter')} time={modeledTimes.get(layer.id)} />
            <Time lane={t('This machine')} time={localTimes.get(layer.id)} />
          </div>
          <p className="text-xs text-ink-2">{t(layer.what)} <Source time={modeledTimes.get(layer.id)} /></p>
          <Here told={layer.local} time={localTimes.get(layer.id)} />
        </li>
      ))}
    </ol>
  );
}

const timesOf = (place: PlaceId, trace: Trace | null): Map<string, LayerTime> =>
  new Map(layerTimes(trace?.spans.filter((span) => span.stage === place) ?? []).map((time) => [time.layer, time]));

function Time({ lane, time }: { lane: string; time: LayerTime | undefined }) {
  return (
    <span className="text-right">
      <span className="sr-only">{lane}: </span>
      {time === undefined ? <span className="text-ink-3">–</span> : formatDuration(time.durationMs)}
      {time !== undefined && time.rangeMs !== null && time.rangeMs.high > 0 && <span className="block text-xs text-ink-3">{durationRange(time.rangeMs)}</span>}
      {time !== undefined && time.spans > 1 && <span className="block text-xs text-ink-3">{t('{count} times', { count: formatCount(time.spans) })}</span>}
    </span>
  );
}

/** What the layer is here, and what the run says it did. */
function Here({ told, time }: { told: string; time: LayerTime | undefined }) {
  const words = time === undefined ? [] : attributeWords(time.attributes);
  return (
    <div className="mt-0.5 border-l-2 border-line pl-2 text-xs">
      <p className="text-ink-3">{t('Here: {told}', { told: t(told) })}</p>
      {words.length > 0 && time !== undefined && time.spans > 1 && <p className="text-ink-3">{t('The first of {count}:', { count: formatCount(time.spans) })}</p>}
      {words.length > 0 && (
        <dl className="flex flex-wrap gap-x-3 text-ink-2 tabular-nums">
          {words.map(({ key, name, value }) => (
            <div key={key} className="flex min-w-0 gap-1">
              <dt className="text-ink-3">{name}</dt>
              <dd className="min-w-0 break-words">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

/** Where the modeled number comes from, one touch away. */
function Source({ time }: { time: LayerTime | undefined }) {
  const source = time?.attributes['source'];
  if (typeof source !== 'string') return null;
  const note = time?.attributes['note'];
  return (
    <Tooltip
      className="text-ink-3 underline decoration-line-strong decoration-dotted underline-offset-2 hover:text-ink"
      content={<>{sourceWords(source)}.{typeof note === 'string' && <span className="mt-1 block text-ink-2">{t(note)}</span>}</>}
    >
      {t('Source')}
    </Tooltip>
  );
}
