/** The KV cache of one lane: a cell a token, filled by prefill and then by every decode step. */
import { memo, useCallback, useEffect, useRef } from 'react';
import { t } from '@/core/text';
import type { Trace } from '@/core/trace';
import { formatBytes, formatCount } from '@/core/units';
import { inksOfPage, type Inks } from '../charts/paint';
import { useOnFrame } from '../playback/clock';
import { frameAt } from '../playback/frame';
import { keptMessage } from '../ui/kept-message';
import { withDecimalSign } from '../ui/number-text';
import { rich } from '../ui/rich';
import { latestOf, type Lane } from './lanes';
import { useSize } from './Plot';
import { useThemeName } from './theme';

/** What a cell stands for and how many of each kind there are. */
export interface CellPlan {
  tokensPerCell: number;
  cached: number;
  prompt: number;
  total: number;
}

/** More cells than this cannot be told apart. */
const MOST_CELLS = 480;

/** Cells for a trace: the prompt's (those found in the prefix cache first), then the answer's. */
export function cellPlan(trace: Trace, growing: boolean): CellPlan {
  const perTokenBytes = bytesPerToken(trace);
  const first = trace.tokens[0];
  // A growing trace has not said yet how long its prompt is; its first token's cache does.
  const input = growing && first !== undefined && perTokenBytes > 0 ? Math.round(first.kvBytes / perTokenBytes) - 1 : trace.usage.inputTokens;
  const output = growing ? trace.scenario.request.maxOutputTokens : trace.usage.outputTokens;
  const tokensPerCell = Math.max(1, Math.ceil((input + output) / MOST_CELLS));
  const cells = (tokens: number): number => Math.ceil(tokens / tokensPerCell);
  return { tokensPerCell, cached: cells(trace.usage.cachedTokens), prompt: cells(input), total: cells(input + output) };
}

/** Known from the layout; while a run grows, from two neighbouring tokens. Zero when neither is there yet. */
function bytesPerToken({ kv, tokens }: Trace): number {
  if (kv.bytesPerToken > 0) return kv.bytesPerToken;
  const [first, second] = tokens;
  return first === undefined || second === undefined ? 0 : second.kvBytes - first.kvBytes;
}

/** What stands on the canvas. */
interface Drawn { plan: CellPlan; filled: number }

const samePlan = (a: CellPlan, b: CellPlan): boolean =>
  a.tokensPerCell === b.tokensPerCell && a.cached === b.cached && a.prompt === b.prompt && a.total === b.total;

export const KvCache = memo(function KvCache({ lane }: { lane: Lane }) {
  const { trace } = lane;
  return (
    <section className="kv" aria-label={t('KV cache, {lane, select, datacenter {datacenter} other {this machine}}', { lane: lane.id })}>
      {trace === null ? <Title lane={lane} /> : <Cells lane={lane} trace={trace} />}
    </section>
  );
});

const Title = ({ lane }: { lane: Lane }) => (
  <h3 className="panel-title">{rich('KV cache <of>{lane, select, datacenter {datacenter} other {this machine}}</of>', { lane: lane.id, of: (inner) => <span className="panel-lane">{inner}</span> })}</h3>
);

function Cells({ lane, trace }: { lane: Lane; trace: Trace }) {
  const { growing, provenance } = lane;
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const number = useRef<HTMLSpanElement>(null);
  const formula = useRef<HTMLParagraphElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const size = useSize(box);
  const theme = useThemeName();
  const plan = cellPlan(trace, growing);

  const draw = useCallback(
    (timeMs: number) => {
      const now = latestOf(lane);
      if (now === null) return;
      const bytes = frameAt(now, timeMs, growing).kvBytes;
      const perToken = bytesPerToken(now);
      const tokens = perToken === 0 ? 0 : bytes / perToken;
      write(number.current, formatBytes(bytes));
      write(formula.current, formulaText(now, Math.floor(tokens + 1e-9)));
      const cells = cellPlan(now, growing);
      const filled = Math.floor(tokens / cells.tokensPerCell + 1e-9);
      const before = drawn.current;
      if (canvas.current === null || (before !== null && before.filled === filled && samePlan(before.plan, cells))) return;
      drawn.current = { plan: cells, filled };
      // A live run adds a few cells a frame to many: only they are painted.
      const onlyMore = growing && before !== null && before.filled >= cells.prompt && filled >= before.filled && samePlan(before.plan, cells);
      if (onlyMore) paintCells(canvas.current, size, cells, filled, provenance, before.filled);
      else paintAll(canvas.current, size, cells, filled, provenance);
    },
    [lane, growing, size, provenance],
  );
  useOnFrame(draw);
  // The theme's colours are on the document only after this render.
  useEffect(() => {
    if (canvas.current !== null && drawn.current !== null) paintAll(canvas.current, size, drawn.current.plan, drawn.current.filled, provenance);
  }, [theme, size, provenance]);

  return (
    <>
      <div className="panel-head">
        <Title lane={lane} />
        <span ref={number} className="kv-number" />
      </div>
      <p ref={formula} className="kv-formula" />
      <div ref={box} className="kv-box">
        <canvas ref={canvas} role="img" aria-label={t('{count} tokens, {bytes} each', { count: formatCount(plan.total * plan.tokensPerCell), bytes: formatBytes(bytesPerToken(trace)) })} />
      </div>
      {plan.tokensPerCell > 1 && <p className="kv-note">{t('One cell is {count} tokens.', { count: formatCount(plan.tokensPerCell) })}</p>}
    </>
  );
}

function write(element: HTMLElement | null, text: string): void {
  if (element !== null && element.textContent !== text) element.textContent = text;
}

/** The layout's own product where it explains the bytes; compressed caches (MLA) only say their size a token. */
function formulaText(trace: Trace, tokens: number): string {
  const { layers, kvHeads, headDim, bytesPerElement } = trace.kv;
  const perToken = bytesPerToken(trace);
  if (perToken === 0) return '';
  const plain = 2 * layers * kvHeads * headDim * bytesPerElement;
  return plain === perToken ?
      productText(layers, kvHeads, headDim, bytesPerElement, tokens)
    : sizeText(perToken, tokens);
}

const productText = keptMessage((layers: number, kvHeads: number, headDim: number, bytesPerElement: number, tokens: number) =>
  t('2 × {layers} layers × {kvHeads} KV heads × {headDim} × {bytes} B × {tokens} tokens', { layers, kvHeads, headDim, bytes: withDecimalSign(String(bytesPerElement)), tokens: formatCount(tokens) }));
const sizeText = keptMessage((bytes: number, tokens: number) => t('{bytes} × {tokens} tokens', { bytes: formatBytes(bytes), tokens: formatCount(tokens) }));

/** Share of a cell left empty around it. */
const GAP = 0.18;
/** In rem, so that cells grow with the type. */
const LARGEST_CELL_REM = 0.875;

interface Size { widthPx: number; heightPx: number; rem: number }

/** Paints every cell, filled or not yet. */
function paintAll(canvas: HTMLCanvasElement, size: Size, plan: CellPlan, filled: number, provenance: Lane['provenance']): void {
  const dots = window.devicePixelRatio;
  canvas.width = Math.round(size.widthPx * dots);
  canvas.height = Math.round(size.heightPx * dots);
  canvas.getContext('2d')?.scale(dots, dots);
  paintCells(canvas, size, plan, filled, provenance, 0, plan.total);
}

/** Paints the cells from `from` to before `to`. */
function paintCells(canvas: HTMLCanvasElement, { widthPx, heightPx, rem }: Size, plan: CellPlan, filled: number, provenance: Lane['provenance'], from: number, to = filled): void {
  const context = canvas.getContext('2d');
  if (context === null || widthPx === 0 || heightPx === 0 || plan.total === 0) return;
  const inks = inksOfPage();
  const cellPx = largestCell(widthPx, heightPx, rem, plan.total);
  const columns = Math.floor(widthPx / cellPx);
  // On whole dots: what is painted over a cell covers it.
  const dots = window.devicePixelRatio;
  const onDots = (px: number): number => Math.round(px * dots) / dots;
  const sidePx = onDots(cellPx * (1 - GAP));
  for (let i = from; i < Math.min(to, plan.total); i++) {
    const x = onDots((i % columns) * cellPx);
    const y = onDots(Math.floor(i / columns) * cellPx);
    paintCell(context, x, y, sidePx, { ink: i < plan.prompt ? inks.prefill : inks.decode, inks, filled: i < filled, reused: i < plan.cached, provenance });
  }
}

/** The largest square cell that lets all of them fit. */
function largestCell(widthPx: number, heightPx: number, rem: number, count: number): number {
  let side = Math.min(LARGEST_CELL_REM * rem, Math.sqrt((widthPx * heightPx) / count));
  while (side > 2 && Math.floor(widthPx / side) * Math.floor(heightPx / side) < count) side -= 0.25;
  return side;
}

interface CellLook { ink: string; inks: Inks; filled: boolean; reused: boolean; provenance: Lane['provenance'] }

function paintCell(context: CanvasRenderingContext2D, x: number, y: number, side: number, { ink, filled, reused, provenance }: CellLook): void {
  context.strokeStyle = ink;
  context.fillStyle = ink;
  context.lineWidth = 1;
  const outline = (): void => context.strokeRect(x + 0.5, y + 0.5, side - 1, side - 1);
  if (!filled) {
    context.globalAlpha = 0.35;
    outline();
  } else if (reused) {
    // Found in the cache, not computed: a dot in the frame.
    outline();
    context.fillRect(x + side * 0.35, y + side * 0.35, side * 0.3, side * 0.3);
  } else if (provenance === 'measured' || provenance === 'imported') {
    context.fillRect(x, y, side, side);
  } else {
    context.globalAlpha = provenance === 'modeled' ? 0.55 : 0.25;
    context.fillRect(x, y, side, side);
    context.globalAlpha = 1;
    outline();
    if (provenance === 'modeled') {
      context.beginPath();
      context.moveTo(x, y + side);
      context.lineTo(x + side, y);
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}
