/** A moment of the fleet as SVG: drawn by the painter of the canvas, on a pen that writes. Pure. */
import { t } from '@/core/text';
import { formatDuration } from '@/core/units';
import type { FleetSample } from '@/datacenter/fleet/types';
import type { Drawing } from '../../../exchange/charts/frame';
import { escapeXml, round, SvgPen } from '../../../exchange/charts/svg-pen';
import { flowHeightPx, layOut } from './layout';
import { countsText, LEGEND, LEGEND_NOTE, stationName } from './names';
import { paintFlow, type FlowContext, type FlowInks } from './paint';
import type { FlowIndex } from './tracks';

/** In CSS px. */
const HEAD = 22;
const LINE = 20;
const SWATCH = 10;
const LEGEND_PX = 104;
const SIZE = { small: 11, normal: 12.5 } as const;
const MONO = 'IBM Plex Mono';
/** Width of a character of the monospaced face, in parts of its size. */
const MONO_EM = 0.6;

/** The strokes of the waterfall's pen, and besides them what the flow's painter needs: dashes and numbers. */
class FlowPen extends SvgPen implements FlowContext {
  font = '';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  textAlign: CanvasTextAlign = 'start';
  #dash: readonly number[] = [];

  clearRect(): void {
    // Nothing is there before the first stroke.
  }

  setLineDash(dash: readonly number[]): void {
    this.#dash = dash;
  }

  override strokeRect(x: number, y: number, width: number, height: number): void {
    if (this.#dash.length === 0) return super.strokeRect(x, y, width, height);
    const [right, bottom] = [round(x + Math.max(0, width)), round(y + Math.max(0, height))];
    this.write(`<path d="M${round(x)} ${round(y)}H${right}V${bottom}H${round(x)}Z" fill="none" stroke="${inkOf(this.strokeStyle)}" stroke-width="${round(this.lineWidth)}" stroke-dasharray="${this.#dash.join(' ')}"/>`);
  }

  fillText(text: string, x: number, y: number): void {
    const size = parseFloat(this.font);
    // Drawing programs differ in how they place text by its middle: the baseline is understood by all.
    this.write(`<text x="${round(x)}" y="${round(this.textBaseline === 'middle' ? y + size / 3 : y)}" font-size="${round(size)}" font-family="${MONO}" fill="${inkOf(this.fillStyle)}">${escapeXml(text)}</text>`);
  }

  measureText(text: string): { width: number } {
    return { width: text.length * parseFloat(this.font) * MONO_EM };
  }
}

const inkOf = (style: string | CanvasGradient | CanvasPattern): string => (typeof style === 'string' ? escapeXml(style) : 'none');

export interface FlowMoment { index: FlowIndex; sample: FleetSample | null; replicas: number; timeMs: number }

/** @param widthPx of the whole drawing */
export function flowSvg({ index, sample, replicas, timeMs }: FlowMoment, inks: FlowInks, widthPx: number): Drawing {
  const heightPx = flowHeightPx(replicas);
  const layout = layOut(widthPx, heightPx, replicas, Math.max(1, ...index.slotsUsed.values()));
  const pen = new FlowPen('flow');
  const counts = paintFlow(pen, layout, index, sample, timeMs, inks, MONO);
  const text = (x: number, y: number, content: string, size: number, anchor = 'start'): string =>
    `<text x="${round(x)}" y="${round(y)}" font-size="${String(size)}" fill="${escapeXml(inks.ink2)}" text-anchor="${anchor}">${escapeXml(content)}</text>`;
  const last = layout.stations.length - 1;
  const out = layout.stations.map(({ id, x }, i) => text(i === 0 ? 0 : i === last ? widthPx : x, HEAD - 9, stationName(id), SIZE.small, i === 0 ? 'start' : i === last ? 'end' : 'middle'));
  out.push(`<g transform="translate(0 ${String(HEAD)})">${pen.markup}</g>`);
  const countsY = HEAD + heightPx + LINE;
  out.push(text(0, countsY, t('At {time}: {counts}', { time: formatDuration(timeMs), counts: countsText(counts) }), SIZE.normal));
  LEGEND.forEach(([tone, word], i) => {
    const x = i * LEGEND_PX;
    out.push(`<rect x="${round(x)}" y="${round(countsY + LINE - SWATCH)}" width="${String(SWATCH)}" height="${String(SWATCH)}" fill="${escapeXml(inks[tone])}"/>`, text(x + SWATCH + 5, countsY + LINE - 1, t(word), SIZE.small));
  });
  out.push(text(0, countsY + 2 * LINE - 1, t(LEGEND_NOTE), SIZE.small));
  return { markup: out.join(''), widthPx, heightPx: countsY + 2 * LINE + 4 };
}
