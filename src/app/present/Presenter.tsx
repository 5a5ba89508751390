/** A talk on the whole screen: one idea a step, its numbers computed as it is shown. */
import { lazy, Suspense, useEffect, useLayoutEffect, useMemo, useRef, type PointerEvent, type ReactNode } from 'react';
import { t } from '@/core/text';
import { formatDuration } from '@/core/units';
import { Answer } from '../explore/Answers';
import { Explore } from '../explore/Explore';
import { KvCache } from '../explore/KvCache';
import { endOfLanes, useLanes, type Lane } from '../explore/lanes';
import { Legend } from '../explore/Legend';
import { Metrics } from '../explore/panels';
import { Stations } from '../explore/Stations';
import { Waterfall } from '../explore/Waterfall';
import { zoomTo } from '../explore/actions';
import { usePlayback } from '../store/playback';
import { useRuns } from '../store/runs';
import { useFleetSources } from './fleet-sources';
import { pointer, pressTalkKey, TALK_KEYS } from './keys';
import { Notes } from './Notes';
import { keepPage, showStep, traceBefore } from './scene';
import { toStep, usePresent } from './state';
import type { Deck, Step } from './deck';
import { fillWords, type Sources } from './values';
import '../explore/outcome.css';
import '../explore/explore.css';
import './present.css';

const FleetScene = lazy(() => import('./FleetScene').then((m) => ({ default: m.FleetScene })));

export function Presenter({ deck }: { deck: Deck }) {
  const { step: at, blank, overview, help, laser, zoom, notes } = usePresent();
  const step = deck.steps[at];
  const root = useRef<HTMLDivElement>(null);
  const dot = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const restore = keepPage();
    document.documentElement.dataset['present'] = '';
    root.current?.focus();
    return () => {
      delete document.documentElement.dataset['present'];
      restore();
    };
  }, []);
  useEffect(() => {
    // Before the page's own keys.
    const press = (event: KeyboardEvent): void => {
      event.stopPropagation();
      if (pressTalkKey(event)) event.preventDefault();
    };
    window.addEventListener('keydown', press, true);
    return () => window.removeEventListener('keydown', press, true);
  }, []);
  useLayoutEffect(() => {
    if (step !== undefined) showStep(step);
  }, [step]);
  const sources = useSources(step);
  const follow = (event: PointerEvent): void => {
    pointer.x = event.clientX / window.innerWidth;
    pointer.y = event.clientY / window.innerHeight;
    dot.current?.style.setProperty('translate', `${String(event.clientX)}px ${String(event.clientY)}px`);
  };
  if (step === undefined) return null;
  return (
    <div ref={root} className="talk" role="dialog" aria-modal="true" aria-label={deck.title} tabIndex={-1} onPointerMove={follow}>
      <div className="talk-stage" data-zoomed={zoom === null ? undefined : ''} style={zoom === null ? undefined : { '--x': zoom.x, '--y': zoom.y }}>
        <div className="talk-words" aria-live="polite">
          <h2 className="talk-title"><Words text={step.title} sources={sources} /></h2>
          {step.words.split(/\n{2,}/).map((paragraph) => <p key={paragraph} className="talk-paragraph"><Words text={paragraph} sources={sources} /></p>)}
        </div>
        <div className="talk-scene" data-scene={step.scene}><Scene step={step} /></div>
      </div>
      <div className="talk-foot">
        <span>{deck.title}</span>
        <progress value={at + 1} max={deck.steps.length} aria-label={t('Steps shown')} />
        <span>{t('{number} of {count}', { number: String(at + 1), count: String(deck.steps.length) })}</span>
        <Problem />
      </div>
      {overview && <Overview deck={deck} at={at} sources={sources} />}
      {help && <Keys />}
      {blank && <div className="talk-blank" role="img" aria-label={t('Black screen')} />}
      {laser && <span ref={dot} className="talk-laser" aria-hidden="true" />}
      {notes && <Notes deck={deck} at={at} sources={sources} />}
    </div>
  );
}

/** Whatever the words may name, as it becomes known. */
function useSources(step: Step | undefined): Sources {
  const now = useRuns((s) => s.modeled);
  const here = useRuns((s) => s.local);
  const count = useRuns((s) => s.count);
  const finished = useRuns((s) => s.finished);
  const recorded = useRuns((s) => s.recorded);
  const was = useMemo(() => (step === undefined ? null : traceBefore(step, { count, finished, recorded })), [step, count, finished, recorded]);
  const { fleet, other } = useFleetSources(step?.fleet);
  return useMemo(() => ({ now, was, here, fleet, other }), [now, was, here, fleet, other]);
}

function Words({ text, sources }: { text: string; sources: Sources }) {
  return fillWords(text, sources).map((part, i) => (part.value ? <strong key={i} className="talk-value">{part.text}</strong> : <span key={i}>{part.text}</span>));
}

function Scene({ step }: { step: Step }) {
  const lanes = useLanes();
  const [datacenter, local] = lanes;
  const endMs = endOfLanes(lanes);
  useEffect(() => {
    if (!local.growing) usePlayback.getState().setEnd(endMs);
  }, [endMs, local.growing]);
  switch (step.scene) {
    case 'words': return null;
    case 'tracks': return <Stations lanes={lanes} onZoom={zoomTo} />;
    case 'waterfall': return <><Waterfall lanes={lanes} onZoom={zoomTo} /><Legend /></>;
    case 'answers': return <div className="talk-pair">{pair(lanes, (lane) => <Answer key={lane.id} lane={lane} />)}</div>;
    case 'kv': return <><div className="talk-pair">{pair(lanes, (lane) => <KvCache key={lane.id} lane={lane} />)}</div><Stations lanes={[datacenter, local]} onZoom={zoomTo} /></>;
    case 'metrics': return <Metrics />;
    case 'explore': return <Explore />;
    case 'fleet': return <Suspense><FleetScene /></Suspense>;
  }
}
const pair = (lanes: readonly [Lane, Lane], draw: (lane: Lane) => ReactNode): ReactNode[] => lanes.map(draw);

/** A run on this machine that did not work, said in the room's own words. */
function Problem() {
  const error = useRuns((s) => s.error ?? s.modeledError);
  return error === null ? null : <span className="talk-problem" role="status">{error.message}</span>;
}

function Overview({ deck, at, sources }: { deck: Deck; at: number; sources: Sources }) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => list.current?.querySelector<HTMLElement>('[aria-current]')?.focus(), []);
  return (
    <div className="talk-over" role="dialog" aria-label={t('Overview')}>
      <h2 className="talk-title">{deck.title}</h2>
      <ol ref={list} className="talk-list">
        {deck.steps.map((step, i) => (
          <li key={i}>
            <button type="button" className="talk-entry" aria-current={i === at ? 'step' : undefined} onClick={() => toStep(i)}>
              <span className="talk-number">{i + 1}</span>
              <span><Words text={step.title} sources={sources} /></span>
            </button>
          </li>
        ))}
      </ol>
      <p className="talk-hint">{t('{duration} planned. Esc ends the talk.', { duration: formatDuration(deck.minutes * MINUTE_MS) })}</p>
    </div>
  );
}
const MINUTE_MS = 60_000;

function Keys() {
  return (
    <div className="talk-over" role="dialog" aria-label={t('Keys of the talk')}>
      <h2 className="talk-title">{t('Keys')}</h2>
      <dl className="talk-keys">{TALK_KEYS.map(({ names, does }) => <div key={names}><dt>{t(names)}</dt><dd>{t(does)}</dd></div>)}</dl>
      <p className="talk-hint">{t('Esc closes this.')}</p>
    </div>
  );
}
