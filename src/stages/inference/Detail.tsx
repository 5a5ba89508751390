import { useMemo } from 'react';
import { msg, t } from '@/core/text';
import { formatBytes, formatCount, formatDuration, significant } from '@/core/units';
import type { StageDetailProps } from '../detail';
import { planInference } from './plan';
import type { StepTerms } from './roofline';

const BOUND_WORDS: Readonly<Record<StepTerms['boundBy'], string>> = {
  weights: msg('reading the weights'),
  compute: msg('arithmetic'),
  'kv-cache': msg('reading the KV cache'),
  'all-reduce': msg('the exchange between GPUs'),
  overhead: msg('launching kernels and scheduling'),
};

const percent = (share: number): string => `${(Math.min(Math.max(share, 0), 1) * 100).toFixed(2)}%`;

/** The terms of the roofline behind the two numbers that matter: prefill, and one decode step. */
export function Detail({ scenario, modeled }: StageDetailProps) {
  const plan = useMemo(() => {
    if (modeled === null) return null;
    const planned = planInference(scenario, { inputTokens: modeled.usage.inputTokens, outputTokens: Math.max(1, modeled.usage.outputTokens) });
    return planned.ok ? planned.value : null;
  }, [scenario, modeled]);
  if (plan === null) return null;
  const { capacity, kv } = plan;
  return (
    <section aria-label={t('Where the time of a step goes')} className="flex flex-col gap-3 border-t border-line pt-2">
      <FirstToken modeled={modeled} passMs={plan.prefill.totalMs} />
      <Terms
        title={t('Prefill of {count} tokens', { count: formatCount(plan.inputTokens - plan.cachedTokens) })}
        terms={plan.prefill}
        tone="text-prefill"
      />
      <Terms title={t('One decode step, {count} in the batch', { count: formatCount(scenario.load.batch) })} terms={plan.decode} tone="text-decode" />
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 text-xs tabular-nums">
        <dt className="text-ink-2">{t('Weights on each GPU')}</dt><dd className="text-right">{formatBytes(capacity.weightBytesPerGpu)}</dd>
        <dt className="text-ink-2">{t('KV cache of one token')}</dt><dd className="text-right">{formatBytes(kv.bytesPerToken)}</dd>
        <dt className="text-ink-2">{t('Sequences like this one that fit')}</dt><dd className="text-right">{formatCount(plan.maxBatch)}</dd>
        {plan.interruptions.count > 0 && (
          <>
            <dt className="text-ink-2">{t('Prefills of others that ride along')}</dt>
            <dd className="text-right">{formatCount(plan.interruptions.count)} × {formatDuration(plan.interruptions.eachMs)}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** The prefill span holds more than the pass: waiting for the running step to end, and the engine's own work on a request. */
function FirstToken({ modeled, passMs }: { modeled: StageDetailProps['modeled']; passMs: number }) {
  const attributes = modeled?.spans.find((span) => span.layer === 'prefill')?.attributes;
  const joinMs = attributes?.['joinMs'];
  const engineMs = attributes?.['engineMs'];
  if (typeof joinMs !== 'number' || typeof engineMs !== 'number') return null;
  return (
    <p className="text-xs text-ink-2 tabular-nums">
      {t('Until the first token: {join} until the running step ends, {engine} of the engine\'s own work on a new request, {pass} for the pass below.', { join: formatDuration(joinMs), engine: formatDuration(engineMs), pass: formatDuration(passMs) })}
    </p>
  );
}

function Terms({ title, terms, tone }: { title: string; terms: StepTerms; tone: string }) {
  const rows = [
    { name: t('Matrix products'), ms: terms.gemmMs, note: t('weights {weights}, arithmetic {compute}; the longer one counts', { weights: formatDuration(terms.weightsMs), compute: formatDuration(terms.computeMs) }) },
    { name: t('Attention'), ms: terms.attentionMs, note: terms.kvBytes > 0 ? t('reads {bytes} of KV cache: {time}', { bytes: formatBytes(terms.kvBytes), time: formatDuration(terms.kvMs) }) : '' },
    { name: t('All-reduce'), ms: terms.allReduceMs, note: terms.allReduceMs === 0 ? t('one GPU: nothing to exchange') : '' },
    { name: t('Element-wise'), ms: terms.elementwiseMs, note: '' },
    { name: t('Engine overhead'), ms: terms.overheadMs, note: '' },
  ];
  return (
    <div>
      <h3 className="flex items-baseline justify-between gap-2 text-sm">
        <span className="font-medium">{title}</span>
        <span className="tabular-nums">{formatDuration(terms.totalMs)}</span>
      </h3>
      <p className="pb-1 text-xs text-ink-2">
        {t('Bound by {bound}: {bytes} of weights, {gflop} GFLOP on each GPU.', { bound: t(BOUND_WORDS[terms.boundBy]), bytes: formatBytes(terms.weightBytes), gflop: significant(terms.flops / GIGA) })}
      </p>
      <dl className="flex flex-col gap-1 text-xs">
        {rows.map((row) => (
          <div key={row.name} className="grid grid-cols-[7rem_minmax(0,1fr)_4.5rem] items-center gap-x-2">
            <dt className="text-ink-2">{row.name}</dt>
            <dd className="contents">
              <span aria-hidden className={tone}>
                <span className="bar-modeled block h-2" style={{ width: percent(terms.totalMs === 0 ? 0 : row.ms / terms.totalMs) }} />
              </span>
              <span className="text-right tabular-nums">{formatDuration(row.ms)}</span>
              {row.note !== '' && <span className="col-span-2 col-start-2 text-ink-3">{row.note}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const GIGA = 1e9;
