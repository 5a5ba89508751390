/** The replica under a steady load of requests like this one: continuous batching in closed form, and where it stops knowing. */
import { useMemo } from 'react';
import { t } from '@/core/text';
import { formatDuration } from '@/core/units';
import { profileOf, type RequestProfile } from '@/decisions/profile';
import { steadyLoad } from '@/decisions/steady-load';
import { useSubject } from '../pages/parts/subject';
import { Button } from '../ui/Button';
import { Slider } from '../ui/Slider';
import { Term } from '../ui/Term';
import { useSteadyRate } from './steady-store';
import {
  KNOWN_UP_TO, perSecond, rateScale, rateShown, steadyCurve, steadyRows, steadySentence, type CurvePoint, type RateScale, type SteadyCell,
} from './steady-view';
import './steady.css';

export function SteadyLoad() {
  const { scenario, content } = useSubject();
  const profile = useMemo(() => profileOf(scenario, content), [scenario, content]);
  if (!profile.ok || profile.value.refused !== null) return null;
  return <Steady profile={profile.value} />;
}

const TERMS = { ttft: <Term id="ttft">TTFT</Term>, itl: <Term id="itl">ITL</Term> };

function Steady({ profile }: { profile: RequestProfile }) {
  const chosen = useSteadyRate((s) => s.requestsPerS);
  const scale = useMemo(() => rateScale(profile), [profile]);
  const rate = useMemo(() => rateShown(profile, chosen, scale), [profile, chosen, scale]);
  const curve = useMemo(() => steadyCurve(profile, scale), [profile, scale]);
  const load = useMemo(() => steadyLoad(profile, rate), [profile, rate]);
  if (!load.ok) return null;
  return (
    <section aria-label={t('At a steady load')} className="flex flex-col gap-2 border-t border-line pt-2">
      <h3 className="flex items-baseline justify-between gap-2 text-sm font-medium">
        {t('At a steady load')}
        {chosen !== null && (
          <Button kind="quiet" className="text-xs" onClick={() => useSteadyRate.setState({ requestsPerS: null })}>{t('As the batch of {batch}', { batch: profile.scenario.load.batch })}</Button>
        )}
      </h3>
      <p className="text-xs text-ink-2">{t('Requests like this one arrive at random, so many a second, at one replica; the batch follows.')}</p>
      <Slider label={t('Requests')} value={rate} min={scale.min} max={scale.max} step={scale.step} format={perSecond} onChange={(requestsPerS) => useSteadyRate.setState({ requestsPerS })} />
      <Curve curve={curve} scale={scale} rate={rate} />
      <table className="steady-table">
        <thead><tr><th scope="col"><span className="sr-only">{t('Measure')}</span></th><th scope="col">{t('mean')}</th><th scope="col">p95</th></tr></thead>
        <tbody>
          {steadyRows(profile, load.value).map(({ id, mean, p95 }) => (
            <tr key={id}><th scope="row">{TERMS[id]}</th><td><Value cell={mean} /></td><td><Value cell={p95} /></td></tr>
          ))}
        </tbody>
      </table>
      <p className="text-xs text-ink-2" role="status">{steadySentence(load.value)}</p>
    </section>
  );
}

function Value({ cell: { text, range } }: { cell: SteadyCell }) {
  return <>{text}<span className="block text-xs text-ink-3">{range}</span></>;
}

const WIDTH = 300;
const HEIGHT = 84;
/** Room above the highest range. */
const HEAD = 1.08;

/** p95 of the first token and of the gaps over the load; bands are ranges, and where the model stops knowing nothing is drawn. */
function Curve({ curve, scale, rate }: { curve: readonly CurvePoint[]; scale: RateScale; rate: number }) {
  const top = HEAD * Math.max(1, ...curve.map(({ ttft }) => ttft.high ?? ttft.ms));
  const x = (value: number): number => (value / scale.max) * WIDTH;
  const y = (ms: number): number => HEIGHT * (1 - ms / top);
  const known = x(scale.capacityPerS * KNOWN_UP_TO);
  const full = x(scale.capacityPerS);
  return (
    <div className="steady-plot" aria-hidden="true">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
        <rect className="steady-unknown" x={known} y={0} width={WIDTH - known} height={HEIGHT} />
        <Band points={curve} pick="ttft" tone="prefill" x={x} y={y} />
        <Band points={curve} pick="itl" tone="decode" x={x} y={y} />
        <line className="steady-full" x1={full} x2={full} y1={0} y2={HEIGHT} />
        <line className="steady-now" x1={x(rate)} x2={x(rate)} y1={0} y2={HEIGHT} />
      </svg>
      <span className="steady-top">{formatDuration(top / HEAD)}</span>
      <span className="steady-note">{t('not known')}</span>
      <p className="steady-key"><span className="text-prefill">TTFT p95</span><span className="text-decode">ITL p95</span><span>{t('full at {rate}', { rate: perSecond(scale.capacityPerS) })}</span></p>
    </div>
  );
}

interface BandProps { points: readonly CurvePoint[]; pick: 'ttft' | 'itl'; tone: 'prefill' | 'decode'; x: (rate: number) => number; y: (ms: number) => number }

function Band({ points, pick, tone, x, y }: BandProps) {
  const at = (ms: (point: CurvePoint) => number) => points.map((point) => `${x(point.rate).toFixed(1)},${y(ms(point)).toFixed(1)}`);
  const area = [...at((point) => point[pick].high ?? point[pick].ms), ...at((point) => point[pick].low).reverse()];
  return (
    <g className={`text-${tone}`}>
      <polygon className="steady-band" points={area.join(' ')} />
      <polyline className="steady-line" points={at((point) => point[pick].ms).join(' ')} />
    </g>
  );
}
