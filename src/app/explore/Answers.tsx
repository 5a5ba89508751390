/** The two answers, each word in its place from the start and shown when it has arrived. */
import { memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { CircleAlert } from 'lucide-react';
import { t } from '@/core/text';
import type { Trace } from '@/core/trace';
import { formatCount } from '@/core/units';
import { findLocalModel } from '@/local/models';
import { useOnFrame } from '../playback/clock';
import { frameAt, type Frame } from '../playback/frame';
import { usePlayback } from '../store/playback';
import { keptMessage } from '../ui/kept-message';
import { rich } from '../ui/rich';
import { latestOf, type Lane } from './lanes';
import { outcomeName } from './names';
import { useSize } from './Plot';
import { WordList } from './word-list';

export const Answer = memo(function Answer({ lane }: { lane: Lane }) {
  const { trace } = lane;
  return (
    <section className="answer" aria-label={t('Answer, {lane, select, datacenter {datacenter} other {this machine}}', { lane: lane.id })}>
      <div className="panel-head">
        <h3 className="panel-title">{rich('Answer <of>{lane, select, datacenter {datacenter} other {this machine}}</of>', { lane: lane.id, of: (inner) => <span className="panel-lane">{inner}</span> })}</h3>
        {trace !== null && <span className="panel-number"><Counts lane={lane} /><End lane={lane} trace={trace} /></span>}
      </div>
      {trace !== null && <Words lane={lane} trace={trace} />}
    </section>
  );
});

const countText = keptMessage((received: number) => t('{count} tokens', { count: formatCount(received) }));
const waitingText = keptMessage((made: number, sent: number) => t('{made} made, {sent} sent', { made: formatCount(made), sent: formatCount(sent) }));

const streamed = (trace: Trace): boolean => trace.scenario.request.stream;

function Counts({ lane }: { lane: Lane }) {
  const counts = useRef<HTMLSpanElement>(null);
  useOnFrame(
    useCallback(
      (timeMs: number) => {
        const trace = latestOf(lane);
        if (trace === null || counts.current === null) return;
        const { received, generated } = frameAt(trace, timeMs, lane.growing);
        const text =
          streamed(trace) || received === generated ? countText(received) : waitingText(generated, received);
        if (counts.current.textContent !== text) counts.current.textContent = text;
      },
      [lane],
    ),
  );
  return <span ref={counts} />;
}

const unknownIn = (trace: Trace): number => (trace.source === 'datacenter' ? trace.tokens.filter((token) => token.text === '').length : 0);

function Words({ lane, trace }: { lane: Lane; trace: Trace }) {
  const { growing } = lane;
  const scroller = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLParagraphElement>(null);
  const list = useRef<WordList | null>(null);
  const places = useRef<Places | null>(null);
  const { widthPx, heightPx } = useSize(scroller);
  const unknown = useMemo(() => unknownIn(trace), [trace]);
  // Before the frame is drawn: these words are what it shows.
  useLayoutEffect(() => {
    if (text.current === null) return;
    list.current ??= new WordList(text.current);
    list.current.set((latestOf(lane) ?? trace).tokens, unknown > 0);
  }, [lane, trace, unknown]);
  // Another size or other words: other places.
  useEffect(() => {
    places.current = null;
    if (growing) return;
    // Asked for after the browser has laid the page out anyway, or asking would make it do so at once.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => {
        if (scroller.current === null || list.current === null) return;
        places.current = placesOf(scroller.current, list.current);
        follow(scroller.current, places.current, frameAt(trace, usePlayback.getState().timeMs).received);
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [trace, growing, widthPx, heightPx]);
  useOnFrame(
    useCallback(
      (timeMs: number) => {
        const now = latestOf(lane);
        if (list.current === null || now === null) return;
        if (lane.growing) list.current.extend(now.tokens);
        const count = frameAt(now, timeMs, lane.growing).received;
        // While a run grows, the style keeps its end in sight.
        if (list.current.show(count) && !lane.growing && scroller.current !== null && places.current !== null) follow(scroller.current, places.current, count);
      },
      [lane],
    ),
  );
  // What stopped an answer stands below its words, and comes into sight with them.
  const showEnding = useCallback(() => {
    if (places.current !== null) places.current.scrolledPx = -1;
    setTimeout(() => {
      const ending = scroller.current?.querySelector<HTMLElement>('.answer-failed');
      if (scroller.current !== null && ending != null) scroller.current.scrollTop = ending.offsetTop;
    });
  }, []);
  return (
    // Long answers scroll, and a scrolling region must be reachable by keyboard.
    <div ref={scroller} className="answer-scroll" data-growing={growing ? '' : undefined} tabIndex={0} role="region" aria-label={t('Text, {lane, select, datacenter {datacenter} other {this machine}}', { lane: lane.id })}>
      <Waiting lane={lane} trace={trace} />
      <p ref={text} className="answer-text" lang={languageOf(trace)} />
      <Ending lane={lane} trace={trace} onShown={showEnding} />
      <Origin lane={lane} trace={trace} unknown={unknown} />
    </div>
  );
}

/** The embedded model has learnt from English stories only; what another one answers in is not known. */
const languageOf = ({ scenario }: Trace): 'en' | undefined => (findLocalModel(scenario.local.model)?.kind === 'embedded' ? 'en' : undefined);

/** Where each word ends, in px from the top of the text: words keep their place, so it is measured once a width and text. */
interface Places { heightPx: number; tops: number[]; bottoms: number[]; scrolledPx: number }

const topPx = (word: HTMLElement | null): number => word?.offsetTop ?? 0;
const bottomPx = (word: HTMLElement | null): number => (word === null ? 0 : word.offsetTop + word.offsetHeight);

const placesOf = (scroller: HTMLElement, words: WordList): Places => ({
  heightPx: scroller.clientHeight,
  tops: Array.from({ length: words.length }, (_, i) => topPx(words.word(i))),
  bottoms: Array.from({ length: words.length }, (_, i) => bottomPx(words.word(i))),
  scrolledPx: -1,
});

/** A line may hang out this far below, in CSS px: its letters do not. */
const SLACK_PX = 4;

/** Keeps the last word in sight without moving the page, and without asking for a layout every token. */
function follow(scroller: HTMLElement, places: Places, count: number): void {
  const last = Math.min(count, places.bottoms.length) - 1;
  const leastPx = Math.max(0, (places.bottoms[last] ?? 0) - places.heightPx);
  // The first line in sight is a whole one.
  const toPx = leastPx === 0 ? 0 : (places.tops.find((top) => top >= leastPx - SLACK_PX) ?? leastPx);
  // Even setting it to what it is makes the browser lay the page out.
  if (toPx === places.scrolledPx) return;
  places.scrolledPx = toPx;
  // After this frame's layout: within it, scrolling would make the browser lay the page out once more.
  setTimeout(() => { scroller.scrollTop = toPx; });
}

function Waiting({ lane, trace }: { lane: Lane; trace: Trace }) {
  const waiting = usePlayback((s) => {
    const now = latestOf(lane) ?? trace;
    return waitingFor(frameAt(now, s.timeMs, lane.growing), now);
  });
  return waiting === null ? null : <p className="answer-waiting">{waiting}</p>;
}

function waitingFor({ received, done }: Frame, trace: Trace): string | null {
  if (received > 0 || done) return null;
  return streamed(trace) ? t('Waiting for the first token.') : t('Streaming is off: the answer comes all at once.');
}

/** How a whole answer ended, in a word or two after its count. */
function End({ lane, trace }: { lane: Lane; trace: Trace }) {
  const done = useDone(lane, trace);
  if (!done || trace.outcome.status !== 'completed' || trace.outcome.reason !== undefined) return null;
  const { usage, scenario } = trace;
  return <span className="answer-end">{usage.outputTokens >= scenario.request.maxOutputTokens ? t(', the limit') : t(', finished')}</span>;
}

const useDone = (lane: Lane, trace: Trace): boolean => usePlayback((s) => !lane.growing && frameAt(trace, s.timeMs).done);

function Ending({ lane, trace, onShown }: { lane: Lane; trace: Trace; onShown: () => void }) {
  const done = useDone(lane, trace);
  const stopped = done && trace.outcome.status !== 'completed';
  useEffect(() => {
    if (stopped) onShown();
  }, [stopped, onShown]);
  if (!done) return null;
  const { outcome } = trace;
  if (outcome.status === 'completed') return outcome.reason === undefined ? null : <p className="answer-end">{outcome.reason}</p>;
  return (
    <p className="answer-end answer-failed">
      <CircleAlert aria-hidden />
      <span>{outcomeName(trace)}. {outcome.reason ?? ''} {billing(trace)}</span>
    </p>
  );
}

/** Whether it costs anything, unless the reason has said so already: in the reader's language, or in English where the run was made. */
const billing = ({ outcome }: Trace): string =>
  ['billed', t('billed')].some((word) => outcome.reason?.includes(word) === true) ? '' : outcome.billed ? t('It is billed.') : t('It is not billed.');

/** Whose words the modeled lane shows: nobody modeled them. */
function Origin({ lane, trace, unknown }: { lane: Lane; trace: Trace; unknown: number }) {
  const done = useDone(lane, trace);
  if (!done || trace.source !== 'datacenter' || trace.tokens.length === 0) return null;
  const known = trace.tokens.length - unknown;
  return (
    <p className="answer-end">
      {known > 0 && `${t('The words are those of this machine’s run; only their times are modeled.')} `}
      {unknown > 0 && (known > 0 ? t('A block is a token whose word is not known.') : t('A block is a token whose word is not known: only its time is modeled.'))}
    </p>
  );
}
