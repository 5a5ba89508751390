/** The fleet of a step at work, playing by itself. */
import { useEffect } from 'react';
import { t } from '@/core/text';
import { prefersReducedMotion } from '../playback/clock';
import { FlowCanvas } from '../pages/fleet/flow/FlowCanvas';
import { useFleetClock } from '../pages/fleet/playback';
import { useFleet } from '../pages/fleet/state';
import { FleetTimeline } from '../pages/fleet/Timeline';
import { replicaCount } from '../pages/fleet/view';
import '../pages/pages.css';
import '../pages/fleet/fleet.css';

/** Where the animation begins, of the whole run: the fleet has filled by then. */
const FROM_SHARE = 0.25;
const SPEED = 4;
const nothing = (): void => {};

export function FleetScene() {
  const result = useFleet((s) => s.result);
  const index = result?.index;
  const endMs = result?.report.simulatedMs ?? 0;
  useEffect(() => {
    if (index === undefined) return;
    useFleetClock.setState({ timeMs: FROM_SHARE * Math.min(index.endMs, endMs), speed: SPEED, playing: !prefersReducedMotion() });
    return () => useFleetClock.setState({ playing: false });
  }, [index, endMs]);
  if (result === null) return <p role="status">{t('Simulating the fleet')}</p>;
  return (
    <>
      <FlowCanvas index={result.index} samples={result.samples} replicas={replicaCount(result.scenario)} endMs={result.report.simulatedMs} onMove={nothing} onOpen={nothing} />
      <FleetTimeline points={result.report.timeline} />
    </>
  );
}
