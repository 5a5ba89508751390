/** The speaker's window: notes, what comes next, and the time. It is drawn by the page itself, so it is always in step. */
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { t } from '@/core/text';
import type { Deck } from './deck';
import { pressTalkKey } from './keys';
import { usePresent } from './state';
import { fillWords, type Sources } from './values';

const WINDOW = 'popup,width=560,height=640';
const SECOND_MS = 1000;
const MINUTE_S = 60;
const clock = (seconds: number): string => `${String(Math.floor(seconds / MINUTE_S))}:${String(Math.floor(seconds) % MINUTE_S).padStart(2, '0')}`;

export function Notes({ deck, at, sources }: { deck: Deck; at: number; sources: Sources }) {
  const [body, setBody] = useState<HTMLElement | null>(null);
  const [blocked, setBlocked] = useState(false);
  useEffect(() => {
    const opened = window.open('', '400ms-notes', WINDOW);
    if (opened === null) {
      setBlocked(true);
      return;
    }
    opened.document.title = t('Notes: {title}', { title: deck.title });
    opened.document.documentElement.lang = document.documentElement.lang;
    const theme = document.documentElement.dataset['theme'];
    if (theme !== undefined) opened.document.documentElement.dataset['theme'] = theme;
    opened.document.head.replaceChildren(...[...document.querySelectorAll('link[rel=stylesheet], style')].map((sheet) => opened.document.importNode(sheet, true)));
    opened.document.body.replaceChildren();
    setBody(opened.document.body);
    const press = (event: KeyboardEvent): void => {
      if (pressTalkKey(event)) event.preventDefault();
    };
    const closed = (): void => usePresent.setState({ notes: false });
    opened.addEventListener('keydown', press);
    opened.addEventListener('pagehide', closed);
    return () => {
      opened.removeEventListener('pagehide', closed);
      opened.close();
    };
  }, [deck.title]);
  if (blocked) return <p className="talk-problem" role="alert">{t('The browser did not open the window of the notes. Allow pop-ups for this page and press S again.')}</p>;
  return body === null ? null : createPortal(<Speaker deck={deck} at={at} sources={sources} />, body);
}

function Speaker({ deck, at, sources }: { deck: Deck; at: number; sources: Sources }) {
  const startedMs = usePresent((s) => s.startedMs);
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(performance.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  const step = deck.steps[at];
  const next = deck.steps[at + 1];
  const plain = (words: string): string => fillWords(words, sources).map(({ text }) => text).join('');
  return (
    <main className="speaker">
      <p className="speaker-clock">{t('{clock} of {whole}', { clock: clock((nowMs - startedMs) / SECOND_MS), whole: clock(deck.minutes * MINUTE_S) })}</p>
      <p>{t('{number} of {count}', { number: String(at + 1), count: String(deck.steps.length) })}</p>
      <h1 className="speaker-title">{plain(step?.title ?? '')}</h1>
      <p className="speaker-notes">{step?.notes}</p>
      <p className="speaker-next">{next === undefined ? t('That was the last step.') : t('Next: {title}', { title: plain(next.title) })}</p>
    </main>
  );
}
