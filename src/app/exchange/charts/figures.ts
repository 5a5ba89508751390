/** The figures of the page on screen, each as a complete SVG document. */
import { t } from '@/core/text';
import { inksOfPage } from '../../charts/paint';
import { scaleOf, type Lane } from '../../explore/lanes';
import { rowsOf } from '../../explore/rows';
import { PAGE_TITLES, type PageId } from '../../pages/pages';
import { useFleet } from '../../pages/fleet/state';
import { drawnFlow } from '../../pages/fleet/drawn-flow';
import { useScenario } from '../../store/scenario';
import { useView } from '../../store/view';
import { linkTo, stateToShare } from '../share-link';
import { drawElement } from './dom-svg';
import { framed, type Drawing } from './frame';
import { waterfallSvg } from './waterfall-svg';

export interface ChartExport {
  title: string;
  /** Draws it as it is now. */
  draw: () => Drawing;
}

const CHART_PX = 1100;

/** Every figure of the page; of Explore, the waterfall of both lanes. */
export function chartsOfPage(lanes: readonly [Lane, Lane], page: PageId): ChartExport[] {
  if (page === 'explore') return [{ title: t('Waterfall'), draw: () => captioned(t('Waterfall'), drawWaterfall(lanes)) }];
  const flow = page === 'fleet' ? drawnFlow() : null;
  const figures = [...document.querySelectorAll('.app-main .figure')].map((figure): ChartExport => {
    const title = figure.getAttribute('aria-label') ?? t('Figure');
    return { title, draw: () => captioned(title, drawElement(figure)) };
  });
  return flow === null ? figures : [{ title: flow.title, draw: () => captioned(flow.title, flow.draw(CHART_PX)) }, ...figures];
}

function inksNow() {
  const style = getComputedStyle(document.documentElement);
  const ink = (name: string): string => style.getPropertyValue(name).trim();
  return { ...inksOfPage(), ink: ink('--ink'), soft: ink('--ink-2'), line: ink('--line') };
}

function drawWaterfall(lanes: readonly [Lane, Lane]): Drawing {
  const { axis, rows: mode, zoom } = useView.getState();
  const scale = scaleOf(lanes, axis, zoom);
  return waterfallSvg(lanes, rowsOf(lanes, mode, scale), scale, inksNow(), CHART_PX);
}

function captioned(title: string, drawing: Drawing): Drawing {
  const { page } = useView.getState();
  const { scenario } = page === 'fleet' ? useFleet.getState() : useScenario.getState();
  return framed(drawing, { title, scenario: `${t(PAGE_TITLES[page])}: ${t(scenario.name)}`, href: linkTo(stateToShare(false)).href }, inksNow());
}
