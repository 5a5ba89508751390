/** The seven stations on two parallel tracks: order, not time. The waterfall below shows the time. */
import { PLACE_IDS, STAGE_IDS, type PlaceId } from '@/core/stage';
import { t } from '@/core/text';
import { useView } from '../store/view';
import { LaneHead } from './LaneHead';
import { Line } from './Line';
import type { Lane } from './lanes';
import { layerName, placeName } from './names';
import { ROOM_STYLE, SLOT_TEMPLATE } from './slots';
import { walkButtons } from './walk-buttons';
import './stations.css';
import './stations-upright.css';

/** The stops of the line: the network on the way there, seven stations. */
const STOPS: readonly PlaceId[] = ['network', ...STAGE_IDS];

interface StationsProps {
  lanes: readonly [Lane, Lane];
  /** Shows a stage in the waterfall, full width. */
  onZoom: (place: PlaceId) => void;
}

export function Stations({ lanes, onZoom }: StationsProps) {
  const [datacenter, local] = lanes;
  return (
    <section className="stations" aria-label={t('Stations')} style={{ '--slots': SLOT_TEMPLATE }}>
      <LaneHead lane={datacenter} />
      <div className="stations-map">
        <Line lane={datacenter} />
        <Names lanes={lanes} onZoom={onZoom} />
        <Line lane={local} />
      </div>
      <LaneHead lane={local} />
    </section>
  );
}

/** The name under a stop, which has little room: a language may say where a long one is broken. */
const stopName = (place: PlaceId): string =>
  t('{place, select, postprocessing {Post-processing} other {{name}}}', { place: place.replace('-', ''), name: placeName(place) });

/** The row of names between the tracks: one tab stop, arrow keys between stations. */
function Names({ lanes, onZoom }: StationsProps) {
  const selected = useView((s) => s.stage);
  const select = useView((s) => s.select);
  const present = new Set(lanes.flatMap(({ trace }) => trace?.spans.map((span) => span.stage) ?? []));
  const tabStop = selected !== null && STOPS.includes(selected) ? selected : STOPS[1];

  return (
    <div className="names" role="toolbar" aria-label={t('Choose a stage to inspect')} onKeyDown={walkButtons}>
      {STOPS.map((place) => (
        <button
          key={place}
          type="button"
          className="name"
          data-place={place}
          aria-pressed={selected === place}
          tabIndex={place === tabStop ? 0 : -1}
          onClick={() => select(place)}
          onDoubleClick={() => onZoom(place)}
        >
          {stopName(place)}
          {place === 'inference' && (
            <span className="halves" style={ROOM_STYLE} aria-hidden="true">
              <span className="half half-prefill">{layerName(place, 'prefill')}</span>
              <span className="half half-decode">{layerName(place, 'decode')}</span>
            </span>
          )}
        </button>
      ))}
      <span className="name name-end" aria-hidden="true">
        {PLACE_IDS.some((id) => id === 'network' && present.has(id)) ? t('Client') : ''}
      </span>
    </div>
  );
}
