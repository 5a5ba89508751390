import { UNATTRIBUTED } from '@/core/stage';
import { timeByPlace, totalMs, type Trace } from '@/core/trace';
import { formatDuration, formatShare } from '@/core/units';
import type { StageDetailProps } from '../detail';

/** How much of an imported trace has no place. */
export function Detail({ modeled, local }: StageDetailProps) {
  const traces = [modeled, local].filter((trace): trace is Trace => trace !== null && timeByPlace(trace).has(UNATTRIBUTED));
  return (
    <section aria-label="Time without a place" className="border-t border-line pt-2">
      <h3 className="text-sm font-medium">{traces.length === 0 ? 'All time of these runs has its place' : 'Time without a place'}</h3>
      {traces.map((trace, i) => {
        const unknownMs = timeByPlace(trace).get(UNATTRIBUTED) ?? 0;
        return <p key={i} className="text-xs text-ink-2 tabular-nums">{formatDuration(unknownMs)} of {formatDuration(totalMs(trace))}, {formatShare(unknownMs / totalMs(trace))}</p>;
      })}
    </section>
  );
}
