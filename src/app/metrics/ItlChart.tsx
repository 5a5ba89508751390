import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useMemo } from 'react';
import { t } from '@/core/text';
import type { Trace } from '@/core/trace';
import { formatDuration } from '@/core/units';
import { tokenGaps } from './gaps';

const HEIGHT_PX = 280;
const AXIS_WIDTH_PX = 64;
const STROKE_PX = 1.5;
const DASH = '4 3';
const MARGIN = { top: 8, right: 8, bottom: 4, left: 0 };

/** Time from each token to the next on both lanes, on a logarithmic axis: they lie orders of magnitude apart. */
export function ItlChart({ modeled, local }: { modeled: Trace | null; local: Trace | null }) {
  const data = useMemo(() => tokenGaps(modeled, local), [modeled, local]);
  return (
    <figure>
      <figcaption className="flex gap-4 pb-1 text-xs text-ink-2">
        <span className="inline-flex items-center gap-1.5"><Sample dashed />{t('Datacenter')}</span>
        <span className="inline-flex items-center gap-1.5"><Sample />{t('This machine')}</span>
      </figcaption>
      <ResponsiveContainer width="100%" height={HEIGHT_PX}>
        <LineChart data={data} margin={MARGIN} accessibilityLayer>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis dataKey="index" stroke="var(--ink-3)" tick={TICK} tickLine={false} />
          <YAxis scale="log" domain={['auto', 'auto']} stroke="var(--ink-3)" tick={TICK} tickLine={false} width={AXIS_WIDTH_PX} tickFormatter={formatDuration} />
          <Tooltip
            isAnimationActive={false}
            contentStyle={POPUP}
            labelFormatter={tokenLabel}
            formatter={(value) => (typeof value === 'number' ? formatDuration(value) : String(value))}
          />
          <Line name={t('Datacenter')} dataKey="modeledMs" stroke="var(--decode)" strokeDasharray={DASH} strokeWidth={STROKE_PX} dot={false} isAnimationActive={false} connectNulls />
          <Line name={t('This machine')} dataKey="localMs" stroke="var(--decode)" strokeWidth={STROKE_PX} dot={false} isAnimationActive={false} connectNulls />
        </LineChart>
      </ResponsiveContainer>
    </figure>
  );
}

/** A stroke as it looks in the chart. */
function Sample({ dashed = false }: { dashed?: boolean }) {
  return <span aria-hidden className={dashed ? 'w-6 border-t-2 border-dashed border-decode' : 'w-6 border-t-2 border-decode'} />;
}

const tokenLabel = (index: unknown): string => (typeof index === 'number' ? t('Token {n}', { n: index }) : '');
const TICK = { fontSize: 12, fill: 'var(--ink-3)' };
const POPUP = { background: 'var(--raised)', border: '1px solid var(--line-strong)', borderRadius: 2, fontSize: 12, color: 'var(--ink)' };
