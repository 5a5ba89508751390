/** The two answers, each word in its place from the start and shown when it has arrived. */
import { memo, useCallback, useEffect, useRef } from 'react';
import { CircleAlert } from 'lucide-react';
import type { Trace } from '@/core/trace';
import { formatCount } from '@/core/units';
import { useOnFrame } from '../playback/clock';
import { frameAt, type Frame } from '../playback/frame';
import { usePlayback } from '../store/playback';
import type { Lane } from './lanes';
import { outcomeName } from './names';
import { useSize } from './Plot';

export const Answer = memo(function Answer({ lane }: { lane: Lane }) {
  const { trace } = lane;
  return (
    <section className="answer" aria-label={`Answer, ${lane.title.toLowerCase()}`}>
      <div className="panel-head">
        <h3 className="panel-title">Answer <span className="panel-lane">{lane.title.toLowerCase()}</span></h3>
        {trace !== null && <Counts lane={lane} trace={trace} />}
      </div>
      {trace !== null && <Words lane={lane} trace={trace} />}
      {trace !== null && <Ending lane={lane} trace={trace} />}
    </section>
  );
});

const streamed = (trace: Trace): boolean => trace.scenario.request.stream;

function Counts({ lane, trace }: { lane: Lane; trace: Trace }) {
  const counts = useRef<HTMLSpanElement>(null);
  const { growing } = lane;
  useOnFrame(
    useCallback(
      (timeMs: number) => {
        const { received, generated } = frameAt(trace, timeMs, growing);
        const text =
          streamed(trace) || received === generated ?
            `${formatCount(received)} tokens`
          : `${formatCount(generated)} made, ${formatCount(received)} sent`;
        if (counts.current !== null && counts.current.textContent !== text) counts.current.textContent = text;
      },
      [trace, growing],
    ),
  );
  return <span ref={counts} className="panel-number" />;
}

function Words({ lane, trace }: { lane: Lane; trace: Trace }) {
  const { growing } = lane;
  const scroller = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLParagraphElement>(null);
  const shown = useRef(0);
  const places = useRef<Places | null>(null);
  const { widthPx, heightPx } = useSize(scroller);
  // Another size or other words: other places.
  useEffect(() => {
    places.current = null;
    if (growing) return;
    // Asked for after the browser has laid the page out anyway, or asking would make it do so at once.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => {
        if (scroller.current === null || text.current === null) return;
        places.current = placesOf(scroller.current, text.current.children);
        follow(scroller.current, places.current, shown.current);
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
        const words = text.current?.children;
        if (words === undefined) return;
        const count = Math.min(frameAt(trace, timeMs, growing).received, words.length);
        if (count === shown.current) return;
        words[shown.current - 1]?.removeAttribute('data-last');
        for (let i = count; i < shown.current; i++) words[i]?.removeAttribute('data-got');
        for (let i = shown.current; i < count; i++) words[i]?.setAttribute('data-got', '');
        words[count - 1]?.setAttribute('data-last', '');
        shown.current = count;
        // While a run grows, the style keeps its end in sight.
        if (!growing && scroller.current !== null && places.current !== null) follow(scroller.current, places.current, count);
      },
      [trace, growing],
    ),
  );
  const unknown = trace.source === 'datacenter' ? trace.tokens.filter((token) => token.text === '').length : 0;
  return (
    // Long answers scroll, and a scrolling region must be reachable by keyboard.
    <div ref={scroller} className="answer-scroll" data-growing={growing ? '' : undefined} tabIndex={0} role="region" aria-label={`Text, ${lane.title.toLowerCase()}`}>
      <Waiting lane={lane} trace={trace} />
      <p ref={text} className="answer-text">
        {trace.tokens.map((token) => (
          <span key={token.index} className={token.text === '' && unknown > 0 ? 'token-unknown' : undefined}>
            {token.index === 0 ? token.text.trimStart() : token.text}
          </span>
        ))}
      </p>
      <Origin lane={lane} trace={trace} unknown={unknown} />
    </div>
  );
}

/** Where each word ends, in px from the top of the text: words keep their place, so it is measured once a width and text. */
interface Places { heightPx: number; bottoms: number[]; scrolledPx: number }

const bottomPx = (word: Element): number => (word instanceof HTMLElement ? word.offsetTop + word.offsetHeight : 0);

const placesOf = (scroller: HTMLElement, words: HTMLCollection): Places => ({
  heightPx: scroller.clientHeight,
  bottoms: [...words].map(bottomPx),
  scrolledPx: -1,
});

/** Keeps the last word in sight without moving the page, and without asking for a layout every token. */
function follow(scroller: HTMLElement, places: Places, count: number): void {
  const toPx = Math.max(0, (places.bottoms[count - 1] ?? 0) - places.heightPx);
  // Even setting it to what it is makes the browser lay the page out.
  if (toPx === places.scrolledPx) return;
  places.scrolledPx = toPx;
  // After this frame's layout: within it, scrolling would make the browser lay the page out once more.
  setTimeout(() => { scroller.scrollTop = toPx; });
}

function Waiting({ lane, trace }: { lane: Lane; trace: Trace }) {
  const waiting = usePlayback((s) => waitingFor(frameAt(trace, s.timeMs, lane.growing), trace));
  return waiting === null ? null : <p className="answer-waiting">{waiting}</p>;
}

function waitingFor({ received, done }: Frame, trace: Trace): string | null {
  if (received > 0 || done) return null;
  return streamed(trace) ? 'Waiting for the first token.' : 'Streaming is off: the answer comes all at once.';
}

function Ending({ lane, trace }: { lane: Lane; trace: Trace }) {
  const done = usePlayback((s) => frameAt(trace, s.timeMs, lane.growing).done);
  if (!done) return null;
  const { outcome } = trace;
  if (outcome.status === 'completed') return <p className="answer-end">{outcome.reason ?? endedBy(trace)}</p>;
  return (
    <p className="answer-end answer-failed">
      <CircleAlert aria-hidden />
      <span>{outcomeName(trace)}. {outcome.reason ?? ''} {billing(trace)}</span>
    </p>
  );
}

/** Whether it costs anything, unless the reason has said so already. */
const billing = ({ outcome }: Trace): string =>
  outcome.reason?.includes('billed') === true ? '' : outcome.billed ? 'It is billed.' : 'It is not billed.';

/** Whose words the modeled lane shows: nobody modeled them. */
function Origin({ lane, trace, unknown }: { lane: Lane; trace: Trace; unknown: number }) {
  const done = usePlayback((s) => frameAt(trace, s.timeMs, lane.growing).done);
  if (!done || trace.source !== 'datacenter' || trace.tokens.length === 0) return null;
  const known = trace.tokens.length - unknown;
  return (
    <p className="answer-end">
      {known > 0 && 'The words are those of this machine’s run; only their times are modeled. '}
      {unknown > 0 && `A block is a token whose word is not known${known > 0 ? '' : ': only its time is modeled'}.`}
    </p>
  );
}

function endedBy({ usage, scenario }: Trace): string {
  return usage.outputTokens >= scenario.request.maxOutputTokens ?
      `Stopped at the limit of ${formatCount(scenario.request.maxOutputTokens)} tokens.`
    : `Finished after ${formatCount(usage.outputTokens)} tokens.`;
}
