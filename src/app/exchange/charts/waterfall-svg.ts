/** The waterfall as SVG: the rows, the scale and the strokes of the one on screen. Pure. */
import { msg, t } from '@/core/text';
import { formatDuration } from '@/core/units';
import { paintBars, type Inks } from '../../charts/paint';
import { ticksOf, type Scale } from '../../charts/scale';
import type { Lane } from '../../explore/lanes';
import { toneOf } from '../../explore/names';
import { barPlaces } from '../../explore/Plot';
import { rowTops, type Row } from '../../explore/rows';
import type { Drawing } from './frame';
import { escapeXml, round, SvgPen } from './svg-pen';

/** In CSS px. */
const NAMES = 130;
const VALUES = 84;
const RULER = 22;
const UNIT = 30;
const LEGEND = 26;
const TICK = 68;
const SWATCH = 10;
const SIZE = { small: 11, normal: 12.5 } as const;

export interface TextInks { ink: string; soft: string; line: string }

/** @param widthPx of the whole drawing */
export function waterfallSvg(lanes: readonly Lane[], rows: readonly Row[], scale: Scale, inks: Inks & TextInks, widthPx: number): Drawing {
  const plot = Math.max(widthPx - NAMES - VALUES * lanes.length, TICK);
  const tops = rowTops(rows);
  const heightPx = (tops.at(-1) ?? 1) * UNIT;
  const text = (x: number, y: number, content: string, ink: string, size: number, anchor = 'start'): string =>
    `<text x="${round(x)}" y="${round(y)}" font-size="${String(size)}" fill="${escapeXml(ink)}" text-anchor="${anchor}">${escapeXml(content)}</text>`;
  const line = (x0: number, y0: number, x1: number, y1: number): string => `<path d="M${round(x0)} ${round(y0)}L${round(x1)} ${round(y1)}" stroke="${escapeXml(inks.line)}" fill="none"/>`;
  const out: string[] = [];
  for (const tick of ticksOf(scale, Math.floor(plot / TICK))) {
    const x = NAMES + scale.at(tick.ms) * plot;
    out.push(line(x, RULER, x, RULER + heightPx), text(x, RULER - 8, tick.label, inks.soft, SIZE.small, 'middle'));
  }
  lanes.forEach((lane, i) => out.push(text(widthPx - VALUES * (lanes.length - 1 - i), RULER - 8, lane.title, inks.soft, SIZE.small, 'end')));
  rows.forEach((row, r) => {
    const y = RULER + (tops[r] ?? 0) * UNIT;
    if (row.first) out.push(line(0, y, widthPx, y));
    const middle = y + (row.weight * UNIT) / 2 + SIZE.small / 3;
    out.push(text(0, middle, row.label, inks.ink, SIZE.normal));
    row.totalsMs.forEach((ms, i) => out.push(text(widthPx - VALUES * (lanes.length - 1 - i), middle, ms === null ? '–' : formatDuration(ms), inks.ink, SIZE.small, 'end')));
  });
  const pen = new SvgPen('waterfall');
  const placeOf = barPlaces(rows, heightPx);
  rows.forEach((row, r) => row.lanes.forEach((spans, lane) => paintBars(pen, { spans, tone: toneOf, ...placeOf(r, lane) }, scale, plot, inks)));
  // Bars may begin before a stretch that is zoomed to: they are cut where the plot ends.
  out.push(`<svg x="${String(NAMES)}" y="${String(RULER)}" width="${round(plot)}" height="${round(heightPx)}" overflow="hidden">${pen.markup}</svg>`);
  const foot = RULER + heightPx + LEGEND;
  let x = 0;
  for (const [tone, word] of LEGEND_WORDS) {
    out.push(`<rect x="${round(x)}" y="${round(foot - SWATCH)}" width="${String(SWATCH)}" height="${String(SWATCH)}" fill="${escapeXml(inks[tone])}"/>`, text(x + SWATCH + 5, foot - 1, t(word), inks.soft, SIZE.small));
    x += LEGEND_PX;
  }
  out.push(text(x, foot - 1, t('{lanes}. Axis {kind, select, log {log} other {linear}}. Hatched is modeled, solid measured, outlined recorded.', { lanes: lanes.map(laneWords).join(', '), kind: scale.kind }), inks.soft, SIZE.small));
  return { markup: out.join(''), widthPx, heightPx: foot + 4 };
}

const laneWords = ({ title, provenance }: Lane): string =>
  t('{lane}: {provenance, select, modeled {modeled} measured {measured} recorded {recorded} other {imported}}', { lane: title, provenance });

const LEGEND_PX = 72;
const LEGEND_WORDS = [['prefill', msg('prefill')], ['decode', msg('decode')], ['around', msg('around')]] as const;
