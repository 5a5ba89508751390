/** Draws spans as bars on a canvas: length is duration on the axis, hue is meaning, texture is provenance. */
import type { Provenance, Span } from '@/core/trace';
import type { Scale } from './scale';

export interface Inks {
  prefill: string;
  decode: string;
  around: string;
  /** Range whiskers. */
  mark: string;
  paper: string;
}

let inks: { theme: string | undefined; inks: Inks } | null = null;
/** The page's own colours in the document's theme. Read once a theme: asking for computed style makes the browser work it all out. */
export function inksOfPage(): Inks {
  const root = document.documentElement;
  const theme = root.dataset['theme'];
  if (inks?.theme === theme && inks !== null) return inks.inks;
  const style = getComputedStyle(root);
  const ink = (name: string): string => style.getPropertyValue(name).trim();
  const read = { prefill: ink('--prefill'), decode: ink('--decode'), around: ink('--around'), mark: ink('--ink'), paper: ink('--paper') };
  inks = { theme, inks: read };
  return read;
}

/** What bars are drawn on: a canvas, or a pen that writes SVG (exchange/charts/svg-pen). */
export type BarContext = Pick<
  CanvasRenderingContext2D,
  'fillStyle' | 'strokeStyle' | 'lineWidth' | 'globalAlpha' | 'save' | 'restore' | 'fillRect' | 'strokeRect' | 'beginPath' | 'rect' | 'clip' | 'moveTo' | 'lineTo' | 'stroke'
>;

export interface BarRow {
  spans: readonly Span[];
  /** Hue of each span. */
  tone: (span: Span) => 'prefill' | 'decode' | 'around';
  yPx: number;
  heightPx: number;
  /** How many decode steps the lane took before the first of these spans: every tenth step is marked. 0 by default. */
  stepsBefore?: number;
}

/** Spans nearer than this are drawn as one bar, so that hundreds of steps keep their texture, in CSS px. */
const JOIN_PX = 0.75;
/** A bar never vanishes. */
const LEAST_PX = 1;
/** Narrower than this a texture cannot be told, in CSS px. */
const TEXTURE_PX = 4;
/** Steps narrower than this would run together into a false pattern: of those every tenth is marked, or every hundredth. */
const STEP_PX = 3;
/** Marks of tens and hundreds stand at least this far apart. */
const GROUP_PX = 4;
/** They are shorter than those of single steps, as on a ruler: this share of the bar's height. */
const GROUP_HEIGHT = 0.42;
const WHISKER_PX = 6;

interface Run { x0: number; x1: number; tone: 'prefill' | 'decode' | 'around'; provenance: Provenance; notches: { x: number; short: boolean }[] }

/** Draws one lane of one row, `widthPx` wide. Cost is linear in the spans in view. */
export function paintBars(context: BarContext, row: BarRow, scale: Scale, widthPx: number, inks: Inks): void {
  let run: Run | null = null;
  const whiskers: [number, number][] = [];
  let steps = row.stepsBefore ?? 0;
  for (const span of row.spans) {
    const step = span.layer === 'decode' ? steps++ : 0;
    const endMs = span.startMs + span.durationMs;
    if (endMs < scale.startMs || span.startMs > scale.endMs) continue;
    const x0 = Math.max(scale.at(span.startMs) * widthPx, -TEXTURE_PX);
    const x1 = Math.min(scale.at(endMs) * widthPx, widthPx + TEXTURE_PX);
    const tone = row.tone(span);
    if (run !== null && run.tone === tone && run.provenance === span.provenance && x0 - run.x1 < JOIN_PX) {
      addNotch(run, span, step, x0, x1);
      run.x1 = Math.max(run.x1, x1);
    } else {
      if (run !== null) paintRun(context, run, row, inks);
      run = { x0, x1, tone, provenance: span.provenance, notches: [] };
      // What went before the first span is painted already.
      if (step > 0 && span === row.spans[0]) addNotch(run, span, step, x0, x1);
    }
    if (span.rangeMs !== undefined && x1 - x0 >= WHISKER_PX) {
      const low = scale.at(span.startMs + span.rangeMs.low) * widthPx;
      const high = scale.at(span.startMs + span.rangeMs.high) * widthPx;
      if (high - low >= WHISKER_PX) whiskers.push([low, high]);
    }
  }
  if (run !== null) paintRun(context, run, row, inks);
  for (const [low, high] of whiskers) paintWhisker(context, low, high, row, inks);
}

/** Marks where a step begins inside a bar. */
function addNotch(run: Run, { layer }: Span, step: number, x0: number, x1: number): void {
  if (layer !== 'decode' && layer !== 'prefill') return;
  if (x1 - x0 >= STEP_PX) run.notches.push({ x: x0, short: false });
  else if ((x1 - x0) * groupOf(step) >= GROUP_PX) run.notches.push({ x: x0, short: true });
}

/** The largest of 10, 100 … that divides the number of a step; 0 for the others. */
function groupOf(step: number): number {
  let group = 1;
  if (step > 0) while (step % (group * 10) === 0) group *= 10;
  return group === 1 ? 0 : group;
}

function paintRun(context: BarContext, run: Run, { yPx, heightPx }: BarRow, inks: Inks): void {
  const width = Math.max(run.x1 - run.x0, LEAST_PX);
  const solid = run.provenance === 'measured' || run.provenance === 'imported';
  context.fillStyle = inks[run.tone];
  if (solid || width < TEXTURE_PX) {
    context.fillRect(run.x0, yPx, width, heightPx);
  } else {
    context.save();
    context.globalAlpha = run.provenance === 'modeled' ? 0.22 : 0.16;
    context.fillRect(run.x0, yPx, width, heightPx);
    context.restore();
    const line = run.provenance === 'modeled' ? 1 : 1.5;
    context.strokeStyle = inks[run.tone];
    context.lineWidth = line;
    context.strokeRect(run.x0 + line / 2, yPx + line / 2, width - line, heightPx - line);
    if (run.provenance === 'modeled') paintHatch(context, run.x0, yPx, width, heightPx);
  }
  context.fillStyle = solid ? inks.paper : inks[run.tone];
  for (const { x, short } of run.notches) {
    const length = short ? Math.max(Math.round(heightPx * GROUP_HEIGHT), 2) : heightPx;
    context.fillRect(x - 0.5, yPx + heightPx - length, 1, length);
  }
}

/** Diagonal lines, as in the page's `.bar-modeled`. They hang on the axis, not on the bar, so that neighbours agree. */
function paintHatch(context: BarContext, x: number, y: number, width: number, height: number): void {
  const stride = 6;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.beginPath();
  context.lineWidth = 1.25;
  for (let at = Math.floor((x - height) / stride) * stride; at < x + width; at += stride) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
}

/** From the 5th to the 95th percentile of where this span would end. */
function paintWhisker(context: BarContext, low: number, high: number, { yPx, heightPx }: BarRow, inks: Inks): void {
  const middle = yPx + heightPx / 2;
  const cap = Math.min(heightPx / 2 - 1, 3);
  const stroke = (): void => {
    context.beginPath();
    context.moveTo(low, middle - cap);
    context.lineTo(low, middle + cap);
    context.moveTo(low, middle);
    context.lineTo(high, middle);
    context.moveTo(high, middle - cap);
    context.lineTo(high, middle + cap);
    context.stroke();
  };
  // A rim of paper keeps the mark readable on the hatching.
  context.strokeStyle = inks.paper;
  context.lineWidth = 3;
  stroke();
  context.strokeStyle = inks.mark;
  context.lineWidth = 1;
  stroke();
}
