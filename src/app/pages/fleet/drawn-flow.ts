/** The fleet at this moment as a drawing, for who exports it. */
import { t } from '@/core/text';
import type { Drawing } from '../../exchange/charts/frame';
import { FLOW_TITLE } from './flow/names';
import { flowInks } from './flow/paint';
import { flowSvg } from './flow/svg';
import { useFleetClock } from './playback';
import { useFleet } from './state';
import { replicaCount } from './view';
import { sampleAt } from './work/sample-list';

/** Null while nothing has been simulated. */
export function drawnFlow(): { title: string; draw: (widthPx: number) => Drawing } | null {
  const { result } = useFleet.getState();
  if (result === null) return null;
  const { index, samples, scenario } = result;
  return {
    title: t(FLOW_TITLE),
    draw: (widthPx) => {
      const { timeMs } = useFleetClock.getState();
      return flowSvg({ index, sample: sampleAt(samples, timeMs), replicas: replicaCount(scenario), timeMs }, flowInks(), widthPx);
    },
  };
}
