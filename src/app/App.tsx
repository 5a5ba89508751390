import { lazy, Suspense, useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { t } from '@/core/text';
import { withText } from '@/messages/load';
import { keyBindings } from './explore/actions';
import { Explore } from './explore/Explore';
import { Header } from './explore/Header';
import { Inspect, Request } from './explore/panels';
import { useTheme } from './explore/theme';
import { EMBEDDED } from './embed/mode';
import { useTask } from './learn/task';
import { Overlays } from './Overlays';
import { Page } from './pages/Page';
import { hasRequest, type PageId } from './pages/pages';
import { prefersReducedMotion, useClock } from './playback/clock';
import { loadRecorded } from './store/recorded';
import { usePlayback } from './store/playback';
import { useView } from './store/view';

const TaskBar = lazy(withText(() => import('./learn/TaskBar').then((m) => ({ default: m.TaskBar }))));
const EmbedBar = lazy(() => import('./embed/EmbedBar').then((m) => ({ default: m.EmbedBar })));

export function App() {
  useTheme();
  useClock();
  useFirstPlay();
  useEffect(() => tinykeys(window, keyBindings()), []);
  useReveal();
  const page = useView((s) => s.page);
  if (EMBEDDED) return <Embedded page={page} />;
  return <Whole page={page} />;
}

/** In somebody else's page: what is shown and nothing around it. */
function Embedded({ page }: { page: PageId }) {
  return (
    <div className="app" data-embed="">
      <Suspense fallback={null}><EmbedBar /></Suspense>
      <main className="app-main" data-page={page}>{page === 'explore' ? <Explore /> : <Page page={page} />}</main>
      <Overlays />
    </div>
  );
}

function Whole({ page }: { page: PageId }) {
  const requestOpen = useView((s) => s.requestOpen && hasRequest(s.page));
  const inspectorOpen = useView((s) => s.inspectorOpen && s.page === 'explore');
  const task = useTask((s) => (page === 'learn' ? null : s.task));
  return (
    <div className="app" data-request={requestOpen ? 'open' : 'closed'} data-inspector={inspectorOpen ? 'open' : 'closed'}>
      <Header />
      {task !== null && <Suspense fallback={null}><TaskBar key={task.step} {...task} /></Suspense>}
      <aside id="request" className="side side-request" aria-label={t('Request')} hidden={!requestOpen}>{requestOpen && <Request />}</aside>
      <main className="app-main" data-page={page}>{page === 'explore' ? <Explore /> : <Page page={page} />}</main>
      <aside id="inspector" className="side side-inspector" aria-label={t('Inspector')} hidden={!inspectorOpen}>{inspectorOpen && <Inspect />}</aside>
      <Overlays />
    </div>
  );
}

/** On one column the inspector stands far below the stations: choosing a stage brings it into view. */
function useReveal(): void {
  useEffect(
    () =>
      useView.subscribe((now, before) => {
        if (now.stage === null || now.stage === before.stage || window.matchMedia('(width >= 64rem) and (height >= 42rem)').matches) return;
        requestAnimationFrame(() => document.getElementById('inspector')?.scrollIntoView({ block: 'start' }));
      }),
    [],
  );
}

/** The page plays by itself once, when both lanes are there; not for readers who asked for less motion. */
function useFirstPlay(): void {
  useEffect(() => {
    let wanted = !EMBEDDED && !prefersReducedMotion() && useView.getState().page === 'explore';
    const untouched = usePlayback.subscribe((s) => {
      if (s.timeMs > 0 || s.playing) wanted = false;
    });
    void loadRecorded().then(() => {
      // After the lanes have set the end of the axis.
      requestAnimationFrame(() => {
        if (wanted) usePlayback.getState().play();
        untouched();
      });
    });
    return () => {
      wanted = false;
      untouched();
    };
    // Once: a later change of the preference must not start anything.
  }, []);
}
