import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useMemo } from 'react';
import type { Trace } from '@/core/trace';
import { formatDuration } from '@/core/units';
import { tokenGaps } from './gaps';

const HEIGHT_PX = 160;
const AXIS_WIDTH_PX = 64;
const STROKE_PX = 1.5;
const DASH = '4 3';
const MARGIN = { top: 8, right: 8, bottom: 4, left: 0 };

/** Time from each token to the next on both lanes, on a logarithmic axis: they lie orders of magnitude apart. */
export function ItlChart({ modeled, local }: { modeled: Trace | null; local: Trace | null }) {
  const data = useMemo(() => tokenGaps(modeled, local), [modeled, local]);
  return (
    <figure>
      <figcaption className="text-xs text-ink-2">
        Time from one token to the next, logarithmic. <span className="text-decode">Solid: this machine. Dashed: datacenter.</span>
      </figcaption>
      <ResponsiveContainer width="100%" height={HEIGHT_PX}>
        <LineChart data={data} margin={MARGIN} accessibilityLayer>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis dataKey="index" stroke="var(--ink-3)" tick={TICK} tickLine={false} />
          <YAxis scale="log" domain={['auto', 'auto']} stroke="var(--ink-3)" tick={TICK} tickLine={false} width={AXIS_WIDTH_PX} tickFormatter={formatDuration} />
          <Tooltip
            isAnimationActive={false}
            contentStyle={POPUP}
            labelFormatter={(index) => `Token ${String(index)}`}
            formatter={(value) => (typeof value === 'number' ? formatDuration(value) : String(value))}
          />
          <Line name="Datacenter" dataKey="modeledMs" stroke="var(--decode)" strokeDasharray={DASH} strokeWidth={STROKE_PX} dot={false} isAnimationActive={false} connectNulls />
          <Line name="This machine" dataKey="localMs" stroke="var(--decode)" strokeWidth={STROKE_PX} dot={false} isAnimationActive={false} connectNulls />
        </LineChart>
      </ResponsiveContainer>
    </figure>
  );
}

const TICK = { fontSize: 12, fill: 'var(--ink-3)' };
const POPUP = { background: 'var(--raised)', border: '1px solid var(--line-strong)', borderRadius: 2, fontSize: 12, color: 'var(--ink)' };
