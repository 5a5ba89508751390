import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { classNames } from '../ui/class-names';

export interface ContextGaugeProps {
  inputTokens: number | null;
  maxOutputTokens: number;
  /** The local model's window; null when it is not known before loading. */
  contextTokens: number | null;
}

const percent = (share: number): string => `${(Math.min(Math.max(share, 0), 1) * 100).toFixed(2)}%`;

/** How much of the local model's window the prompt takes, and how much is kept for the answer. */
export function ContextGauge({ inputTokens, maxOutputTokens, contextTokens }: ContextGaugeProps) {
  if (contextTokens === null) return null;
  const used = inputTokens ?? 0;
  const over = used + maxOutputTokens > contextTokens;
  const words = t('{used} for the prompt and {answer} for the answer, of {all} tokens of context', { used: formatCount(used), answer: formatCount(maxOutputTokens), all: formatCount(contextTokens) });
  return (
    <div className="flex items-center gap-2">
      <div
        role="meter"
        aria-label={t('Context window of the local model')}
        aria-valuemin={0}
        aria-valuemax={contextTokens}
        aria-valuenow={Math.min(used + maxOutputTokens, contextTokens)}
        aria-valuetext={words}
        title={words}
        className="relative h-1.5 min-w-0 flex-1 bg-line"
      >
        <span className={classNames('absolute inset-y-0 left-0', over ? 'bg-fail' : 'bg-prefill')} style={{ width: percent(used / contextTokens) }} />
        <span
          className={classNames('absolute inset-y-0 border', over ? 'border-fail' : 'border-decode')}
          style={{ left: percent(used / contextTokens), width: percent(Math.min(maxOutputTokens, Math.max(contextTokens - used, 0)) / contextTokens) }}
        />
      </div>
      <span className={classNames('shrink-0 text-xs tabular-nums', over ? 'text-fail' : 'text-ink-3')}>
        {formatCount(used + maxOutputTokens)} / {formatCount(contextTokens)}
      </span>
    </div>
  );
}
