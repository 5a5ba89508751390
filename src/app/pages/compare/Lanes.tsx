/** The runs as lanes on one time axis: the waterfall's bars, a run to a line. */
import { useEffect, useMemo, useRef } from 'react';
import { X } from 'lucide-react';
import { metricsOf } from '@/core/metrics';
import { rangeOfSum } from '@/core/ranges';
import { totalMs, type Provenance } from '@/core/trace';
import { msg, t } from '@/core/text';
import { formatDuration } from '@/core/units';
import { inksOfPage, paintBars } from '../../charts/paint';
import type { Scale } from '../../charts/scale';
import { scaleOf } from '../../explore/lanes';
import { outcomeName, toneOf } from '../../explore/names';
import { TickLabels, useSize } from '../../explore/Plot';
import { useThemeName } from '../../explore/theme';
import type { Axis } from '../../store/view';
import { Button, IconButton } from '../../ui/Button';
import { openInExplore } from '../open';
import { LEAST_RUNS, putFirst, removePick } from './selection';
import type { Run } from './view';

export function Lanes({ runs, axis }: { runs: readonly Run[]; axis: Axis }) {
  // The axis reaches to the end of every range.
  const scale = useMemo(() => scaleOf(runs, axis, null, Math.max(0, ...runs.map(({ trace }) => rangeOfSum(trace.spans)?.high ?? 0))), [runs, axis]);
  const ruler = useRef<HTMLDivElement>(null);
  const { widthPx } = useSize(ruler);
  return (
    <div className="lanes">
      <div ref={ruler} className="lanes-ruler" aria-hidden="true"><TickLabels scale={scale} widthPx={widthPx} /></div>
      <ol>
        {runs.map((run, i) => <LaneRow key={run.key} run={run} scale={scale} first={i === 0} removable={runs.length > LEAST_RUNS} />)}
      </ol>
    </div>
  );
}

const PROVENANCE_WORDS: Record<Provenance, string> = { measured: msg('measured'), modeled: msg('modeled'), recorded: msg('recorded'), imported: msg('imported') };

interface LaneRowProps { run: Run; scale: Scale; first: boolean; removable: boolean }

function LaneRow({ run, scale, first, removable }: LaneRowProps) {
  const { trace, provenance, opens } = run;
  const { ttftMs } = useMemo(() => metricsOf(trace), [trace]);
  const range = useMemo(() => rangeOfSum(trace.spans), [trace]);
  const within = (ms: number): number => Math.min(Math.max(scale.at(ms), 0), 1);
  return (
    <li className="lane-row">
      <div className="lane-row-head">
        <span className="lane-letter" aria-hidden="true">{run.letter}</span>
        <span className="lane-row-title">{run.title}</span>
        <span className="lane-provenance"><span className={`swatch bar-${provenance}`} aria-hidden="true" />{t(PROVENANCE_WORDS[provenance])}</span>
        <span className="lane-detail" title={run.detail}>{run.detail}</span>
        {trace.outcome.status !== 'completed' && <span className="lane-row-failed">{outcomeName(trace)}</span>}
        <span className="lane-row-total">{formatDuration(totalMs(trace))}</span>
        <span className="lane-row-buttons">
          {!first && <Button kind="quiet" onClick={() => putFirst(run.key)}>{t('Measure against this')}</Button>}
          {opens !== null && <Button kind="quiet" onClick={() => openInExplore(opens.scenario, opens.presetId)}>{t('Explore')}</Button>}
          {removable && <IconButton label={t('Remove {title}', { title: run.title })} onClick={() => removePick(run.key)}><X aria-hidden className="size-4" /></IconButton>}
        </span>
      </div>
      <div className="lane-row-plot" aria-hidden="true">
        <Bars run={run} scale={scale} />
        {range !== null && <span className="whisker" style={{ '--low': within(range.low), '--high': within(range.high) }} />}
        {ttftMs !== null && <span className="lane-row-first" style={{ '--at': within(ttftMs) }} />}
      </div>
    </li>
  );
}

/** In the order in which they are drawn. */
const TONES = ['around', 'prefill', 'decode'] as const;

function Bars({ run, scale }: { run: Run; scale: Scale }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { widthPx, heightPx } = useSize(canvas);
  const theme = useThemeName();
  // After the document has taken on its theme (a layout effect of the page).
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (canvas.current === null || context === null || context === undefined || widthPx === 0) return;
    const dots = window.devicePixelRatio;
    canvas.current.width = Math.round(widthPx * dots);
    canvas.current.height = Math.round(heightPx * dots);
    context.scale(dots, dots);
    // Hue by hue: on this machine slivers of other work lie between the steps, and would cut their texture to pieces.
    for (const tone of TONES) {
      const spans = run.trace.spans.filter((span) => toneOf(span) === tone);
      paintBars(context, { spans, tone: () => tone, yPx: 0, heightPx }, scale, widthPx, inksOfPage());
    }
  }, [run, scale, widthPx, heightPx, theme]);
  return <canvas ref={canvas} className="lane-row-canvas" />;
}
