/** Play, pause, step, speed, and where the playhead is. */
import { useCallback, useRef } from 'react';
import { Pause, Play, RotateCcw, SkipBack, SkipForward } from 'lucide-react';
import { t } from '@/core/text';
import { totalMs } from '@/core/trace';
import { formatDuration } from '@/core/units';
import { linearScale } from '../charts/scale';
import { useOnFrame } from '../playback/clock';
import { frameAt } from '../playback/frame';
import { durationTowards } from '../playback/readout';
import { SPEEDS, usePlayback } from '../store/playback';
import { IconButton } from '../ui/Button';
import { keptMessage } from '../ui/kept-message';
import { ACTIONS, tooltipOf, withKey } from './actions';
import { latestOf, type Lane } from './lanes';
import { layerName, placeName } from './names';
import { Scrubber } from './Scrubber';
import './transport.css';

export function Transport({ lanes }: { lanes: readonly [Lane, Lane] }) {
  const playing = usePlayback((s) => s.playing);
  const endMs = usePlayback((s) => s.endMs);
  const growing = lanes[1].growing;
  const [datacenter, local] = lanes;
  return (
    <section className="transport" aria-label={t('Playback')}>
      <div className="transport-scrub">
        <Scrubber lanes={lanes} scale={linearScale(0, endMs)} label={t('Playhead, whole run')} />
      </div>
      <div className="transport-bar">
        <span className="transport-buttons">
          <IconButton label={tooltipOf(ACTIONS.restart)} onClick={ACTIONS.restart.run} disabled={growing}><RotateCcw aria-hidden /></IconButton>
          <IconButton label={tooltipOf(ACTIONS.back)} onClick={ACTIONS.back.run} disabled={growing}><SkipBack aria-hidden /></IconButton>
          <IconButton
            label={withKey(playing ? t('Pause') : t('Play'), ACTIONS.play)}
            className="transport-play"
            onClick={ACTIONS.play.run}
            disabled={growing || endMs === 0}
          >
            {playing ? <Pause aria-hidden fill="currentColor" strokeWidth={0} /> : <Play aria-hidden fill="currentColor" strokeWidth={0} />}
          </IconButton>
          <IconButton label={tooltipOf(ACTIONS.forward)} onClick={ACTIONS.forward.run} disabled={growing}><SkipForward aria-hidden /></IconButton>
        </span>
        <TimeReadout endMs={endMs} growing={growing} />
        <Speed live={growing} />
        <div className="transport-now">
          <Now lane={datacenter} />
          <Now lane={local} />
        </div>
      </div>
    </section>
  );
}

/** While a run grows nobody knows its end. */
function TimeReadout({ endMs, growing }: { endMs: number; growing: boolean }) {
  const now = useRef<HTMLSpanElement>(null);
  useOnFrame(
    useCallback(
      (timeMs: number) => {
        if (now.current !== null) now.current.textContent = durationTowards(timeMs, endMs);
      },
      [endMs],
    ),
  );
  return (
    <span className="transport-time">
      <span ref={now} className="transport-time-now" />
      <span className="transport-time-end">{growing ? '' : t('of {time}', { time: formatDuration(endMs) })}</span>
    </span>
  );
}

const speedName = (speed: number): string => (speed === 1 ? t('real time') : t('1/{n} speed', { n: Math.round(1 / speed) }));

function Speed({ live }: { live: boolean }) {
  const speed = usePlayback((s) => s.speed);
  const setSpeed = usePlayback((s) => s.setSpeed);
  return (
    <select
      className="transport-speed"
      aria-label={t('Speed')}
      value={live ? 1 : speed}
      disabled={live}
      onChange={(event) => setSpeed(Number(event.target.value))}
    >
      {SPEEDS.map((each) => <option key={each} value={each}>{speedName(each)}</option>)}
    </select>
  );
}

/** What one lane is doing at this moment, in words. */
function Now({ lane }: { lane: Lane }) {
  const { trace, growing, title } = lane;
  const text = useRef<HTMLSpanElement>(null);
  useOnFrame(
    useCallback(
      (timeMs: number) => {
        const now = latestOf(lane);
        const written = now === null ? '' : doing(now, timeMs, growing);
        if (text.current !== null && text.current.textContent !== written) text.current.textContent = written;
      },
      [lane, growing],
    ),
  );
  if (trace === null) return null;
  return (
    <p className="now">
      <span className="now-lane">{title}</span> <span ref={text} />
    </p>
  );
}

const endedText = keptMessage((endMs: number) => t('ended at {time}', { time: formatDuration(endMs) }));
const tokenText = keptMessage((place: string, layer: string, n: number) => t('{place}, {layer}, token {n}', { place, layer, n }));

function doing(trace: NonNullable<Lane['trace']>, timeMs: number, growing: boolean): string {
  const { done, span, generated } = frameAt(trace, timeMs, growing);
  if (done) return endedText(totalMs(trace));
  if (span === null) return t('not begun');
  const layer = layerName(span.stage, span.layer);
  if (span.layer === 'decode') return tokenText(placeName(span.stage), layer, generated + 1);
  return `${placeName(span.stage)}, ${layer}, ${formatDuration(span.durationMs)}`;
}
