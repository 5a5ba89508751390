/** The Explore view: order above, time below it, and under both what came of it. */
import { useEffect } from 'react';
import { t } from '@/core/text';
import { endOfLanes, useLanes } from './lanes';
import { usePlayback } from '../store/playback';
import { Announcer } from './Announcer';
import { Answer } from './Answers';
import { KvCache } from './KvCache';
import { Legend } from './Legend';
import { Metrics } from './panels';
import { Stations } from './Stations';
import { Transport } from './Transport';
import { Waterfall } from './Waterfall';
import { zoomTo } from './actions';
import './outcome.css';
import './explore.css';

export function Explore() {
  const lanes = useLanes();
  const [datacenter, local] = lanes;
  const endMs = endOfLanes(lanes);
  // While a run grows, the clock moves the end itself.
  const growing = local.growing;
  useEffect(() => {
    if (!growing) usePlayback.getState().setEnd(endMs);
  }, [endMs, growing]);

  // Another page takes its place: nothing plays on unseen.
  useEffect(() => () => usePlayback.getState().pause(), []);

  return (
    <div className="explore">
      <Stations lanes={lanes} onZoom={zoomTo} />
      <Transport lanes={lanes} />
      <Waterfall lanes={lanes} onZoom={zoomTo} />
      <Legend />
      <div className="under">
        <div className="under-lanes">
          <Answer lane={datacenter} />
          <KvCache lane={datacenter} />
          <Answer lane={local} />
          <KvCache lane={local} />
        </div>
        <section className="under-metrics" aria-label={t('Metrics')}><Metrics /></section>
      </div>
      <Announcer lanes={lanes} />
    </div>
  );
}
