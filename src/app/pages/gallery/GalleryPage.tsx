/** Every preset with what it teaches and where its time goes. */
import { useEffect, useMemo, useState } from 'react';
import { FLEET_PRESETS } from '@/datacenter/fleet/presets';
import { PRESETS } from '@/datacenter/presets';
import { useView } from '../../store/view';
import { askFleet } from '../fleet/linked';
import { openInExplore } from '../open';
import { PageFrame } from '../parts/PageFrame';
import { OUTLINE_REQUESTS } from './outline-size';
import type { OutlineMessage } from './outlines.worker';
import { fleetThumbnail, requestThumbnail, type Thumbnail } from './view';
import './gallery.css';
import { t } from '@/core/text';

export function GalleryPage() {
  const outlines = useOutlines();
  // Once a visit: presets do not change.
  const requests = useMemo(() => PRESETS.map((preset) => ({ preset, thumbnail: requestThumbnail(preset) })), []);
  return (
    <PageFrame title={t('Gallery')} lead={t('Requests and fleets worth opening, each for one thing that it shows. The bars are drawn from the model: where the time of a request goes.')}>
      <section aria-label={t('Requests')}>
        <h3 className="figure-title">{t('Requests')}</h3>
        <ul className="gallery">
          {requests.map(({ preset: { id, title, lesson, scenario }, thumbnail }) => (
            <Card key={id} title={t(title)} lesson={t(lesson)} thumbnail={thumbnail} onOpen={() => openInExplore(scenario, id)} />
          ))}
        </ul>
      </section>
      <section aria-label={t('Fleets')}>
        <h3 className="figure-title">{t('Fleets')}</h3>
        <p className="range-note">{t('Bars of fleets: the mean request among the first {count}.', { count: String(OUTLINE_REQUESTS) })}</p>
        <ul className="gallery">
          {FLEET_PRESETS.map(({ id, title, lesson }) => (
            <Card key={id} title={t(title)} lesson={t(lesson)} thumbnail={outlines.get(id) ?? null} onOpen={() => {
              askFleet({ presetId: id, change: {} });
              useView.getState().set({ page: 'fleet' });
            }} />
          ))}
        </ul>
      </section>
      <p className="legend" aria-hidden="true">
        <span><i className="legend-hue legend-prefill" />{t('prefill')}</span>
        <span><i className="legend-hue legend-decode" />{t('decode')}</span>
        <span><i className="legend-hue legend-around" />{t('around inference')}</span>
      </p>
    </PageFrame>
  );
}

function Card({ title, lesson, thumbnail, onOpen }: { title: string; lesson: string; thumbnail: Thumbnail | null; onOpen: () => void }) {
  return (
    <li className="gallery-card">
      <button type="button" className="gallery-open" data-print="" onClick={onOpen}>{title}</button>
      <span className="gallery-bar" aria-hidden="true">
        {thumbnail?.stretches.map(({ key, tone, share }) => <i key={key} className="bar-modeled" data-tone={tone} style={{ flexGrow: share }} />)}
      </span>
      <span className="gallery-caption">{thumbnail?.caption ?? ''}</span>
      <span className="gallery-lesson">{lesson}</span>
    </li>
  );
}

/** Thumbnails of the fleets as they are computed; without the worker the page has words only. */
function useOutlines(): ReadonlyMap<string, Thumbnail> {
  const [outlines, setOutlines] = useState<ReadonlyMap<string, Thumbnail>>(new Map());
  useEffect(() => {
    const worker = new Worker(new URL('./outlines.worker.ts', import.meta.url), { type: 'module', name: '400ms-gallery' });
    worker.onmessage = ({ data }: MessageEvent<OutlineMessage>): void => setOutlines((known) => new Map(known).set(data.id, fleetThumbnail(data.outline)));
    return () => worker.terminate();
  }, []);
  return outlines;
}
