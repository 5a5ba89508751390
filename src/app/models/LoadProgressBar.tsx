import { t } from '@/core/text';
import { formatBytes } from '@/core/units';
import type { LoadProgress } from '@/local/types';

const percent = (share: number): string => `${(Math.min(Math.max(share, 0), 1) * 100).toFixed(1)}%`;

/** How far a load has come: what is happening and the bytes at hand, of how many. */
export function LoadProgressBar({ progress }: { progress: LoadProgress | null }) {
  const share = progress === null || progress.totalBytes === null || progress.totalBytes === 0 ? null : progress.loadedBytes / progress.totalBytes;
  const bytes = progress === null || progress.loadedBytes === 0 ? '' : progress.totalBytes === null
    ? formatBytes(progress.loadedBytes)
    : t('{loaded} of {total}', { loaded: formatBytes(progress.loadedBytes), total: formatBytes(progress.totalBytes) });
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <div className="flex justify-between gap-2 text-xs text-ink-2">
        <span className="min-w-0 truncate">{progress?.message ?? t('Starting the model runtime')}</span>
        <span className="shrink-0 tabular-nums">{bytes}</span>
      </div>
      <div
        role="progressbar"
        aria-label={t('Loading the model')}
        aria-valuemin={0}
        aria-valuemax={progress?.totalBytes ?? undefined}
        aria-valuenow={share === null ? undefined : progress?.loadedBytes}
        aria-valuetext={`${progress?.message ?? t('starting')} ${bytes}`}
        className="h-1 bg-line"
      >
        <div className="h-full bg-ink" style={{ width: percent(share ?? 0) }} />
      </div>
    </div>
  );
}
