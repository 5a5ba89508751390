/** Who runs the request, how far its clock is, and how it ended. */
import { memo, useCallback, useRef } from 'react';
import { CircleAlert, Undo2 } from 'lucide-react';
import { msg, t } from '@/core/text';
import { totalMs, type Provenance } from '@/core/trace';
import { formatDuration } from '@/core/units';
import { useOnFrame } from '../playback/clock';
import { frameAt } from '../playback/frame';
import { durationTowards } from '../playback/readout';
import { usePlayback } from '../store/playback';
import { PinButton } from '../pages/compare/PinButton';
import { closeLocal, closeTrace, openedLocalOf, useRuns } from '../store/runs';
import { IconButton } from '../ui/Button';
import { useView } from '../store/view';
import { latestOf, type Lane } from './lanes';
import { outcomeName, placeName } from './names';
import './lane-head.css';

const PROVENANCE_WORDS: Record<Provenance, string> = {
  modeled: msg('modeled'),
  measured: msg('measured here'),
  recorded: msg('recorded run'),
  imported: msg('imported'),
};

export const LaneHead = memo(function LaneHead({ lane }: { lane: Lane }) {
  const { trace, growing } = lane;
  const ended = usePlayback((s) => trace !== null && !growing && frameAt(trace, s.timeMs).done);
  const select = useView((s) => s.select);
  const opened = useRuns((s) => s.opened !== null) && lane.id === 'datacenter';
  const brought = useRuns((s) => openedLocalOf(s) !== null) && lane.id === 'local';
  const extras = (['retrieval', 'tools', 'unattributed'] as const).filter((place) => trace?.spans.some((span) => span.stage === place));
  return (
    <div className="lane-head" data-lane={lane.id}>
      <h2 className="lane-title">{lane.title}</h2>
      {trace !== null && (
        <span className="lane-provenance">
          <span className={`swatch bar-${lane.provenance}`} aria-hidden="true" />
          {t(PROVENANCE_WORDS[lane.provenance])}
        </span>
      )}
      <span className="lane-detail" title={lane.detail}>{lane.detail}</span>
      {opened && <IconButton label={t('Back to the modeled run')} onClick={closeTrace}><Undo2 aria-hidden /></IconButton>}
      {brought && <IconButton label={t('Back to this machine’s own run')} onClick={closeLocal}><Undo2 aria-hidden /></IconButton>}
      {extras.map((place) => (
        <button key={place} type="button" className="lane-extra" onClick={() => select(place)}>
          + {placeName(place)} {formatDuration(trace?.spans.filter((s) => s.stage === place).reduce((sum, s) => sum + s.durationMs, 0) ?? 0)}
        </button>
      ))}
      {trace === null ? <Missing lane={lane} /> : (
        <>
          {ended && trace.outcome.status !== 'completed' && (
            <span className="lane-failure">
              <CircleAlert aria-hidden="true" />
              <span className="lane-failure-text" title={trace.outcome.reason}>
                {outcomeName(trace)}{trace.outcome.reason === undefined ? '' : `: ${trace.outcome.reason}`}
              </span>
            </span>
          )}
          <LaneClock lane={lane} />
          {!growing && <PinButton trace={trace} />}
        </>
      )}
    </div>
  );
});

function LaneClock({ lane }: { lane: Lane }) {
  const { trace, growing } = lane;
  const clock = useRef<HTMLSpanElement>(null);
  const endMs = trace === null ? 0 : totalMs(trace);
  useOnFrame(
    useCallback(
      (timeMs: number) => {
        const now = latestOf(lane);
        if (clock.current !== null && now !== null) {
          const text = durationTowards(frameAt(now, timeMs, growing).timeMs, growing ? usePlayback.getState().endMs : endMs);
          if (clock.current.textContent !== text) clock.current.textContent = text;
        }
      },
      [lane, growing, endMs],
    ),
  );
  return (
    <span className="lane-clock">
      <span ref={clock} className="lane-clock-now" />
      {!growing && <span className="lane-clock-end">{t('of {time}', { time: formatDuration(endMs) })}</span>}
    </span>
  );
}

/** Why there is nothing on this lane, and what to do about it. */
function Missing({ lane }: { lane: Lane }) {
  const modeledError = useRuns((s) => s.modeledError);
  const error = useRuns((s) => s.error);
  const status = useRuns((s) => s.status);
  const problem = lane.id === 'datacenter' ? modeledError : error;
  if (problem !== null) {
    return (
      <span className="lane-failure">
        <CircleAlert aria-hidden="true" />
        <span>{problem.message} {problem.action}</span>
      </span>
    );
  }
  if (lane.id === 'datacenter') return null;
  return <span className="lane-detail">{status === 'loading' ? t('Loading the model') : t('No run yet. Press R to run on this machine.')}</span>;
}
