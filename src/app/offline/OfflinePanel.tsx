import { useEffect, useState } from 'react';
import { t } from '@/core/text';
import { formatBytes } from '@/core/units';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { AllowedHosts } from '../security/AllowedHosts';
import { keptSizes, type KeptSizes } from './caches';
import { keepEverything, removeEverything } from './start';
import { useOffline, type OfflineStatus } from './state';

/** What this browser keeps of the app: what works without a network and the space that takes, the hosts that were allowed, and buttons that give each back. */
export function OfflinePanel() {
  const status = useOffline((s) => s.status);
  const [sizes, setSizes] = useState<KeptSizes | null>(null);
  const settled = status.kind;
  useEffect(() => {
    let wanted = true;
    if (typeof caches !== 'undefined') void keptSizes().then((now) => wanted && setSizes(now), () => wanted && setSizes(null));
    return () => {
      wanted = false;
    };
  }, [settled]);
  return (
    <>
      <section aria-labelledby="offline-heading" className="flex flex-col gap-1.5 border-t border-line pt-3">
        <h3 id="offline-heading" className="text-sm font-medium">{t('Without a network')}</h3>
        {status.kind === 'failed'
          ? <Notice tone="fail" message={status.error.message} action={status.error.action} />
          : <p role="status" className="text-sm text-ink-2">{wordsFor(status)}</p>}
        {sizes !== null && sizes.totalBytes > 0 && <Sizes sizes={sizes} />}
        <div className="flex flex-wrap items-center gap-2">
          {(status.kind === 'off' || status.kind === 'app-only' || status.kind === 'failed') && (
            <Button onClick={() => void keepEverything()}>{status.kind === 'failed' ? t('Try again') : t('Keep for use offline')}</Button>
          )}
          {sizes !== null && sizes.totalBytes > 0 && status.kind !== 'keeping' && status.kind !== 'starting' && (
            <Button kind="quiet" onClick={() => void removeEverything().then(() => keptSizes()).then(setSizes)}>
              {t('Remove everything ({bytes})', { bytes: formatBytes(sizes.totalBytes) })}
            </Button>
          )}
        </div>
      </section>
      <AllowedHosts />
    </>
  );
}

function Sizes({ sizes }: { sizes: KeptSizes }) {
  const rows: readonly (readonly [string, number])[] = [
    [t('This app'), sizes.appBytes], [t('Model runtime'), sizes.runtimeBytes], [t('Models'), sizes.modelBytes], [t('Together'), sizes.totalBytes],
  ];
  return (
    <dl className="grid grid-cols-[auto_auto] justify-start gap-x-4 text-xs text-ink-2">
      {rows.map(([name, bytes]) => (
        <div key={name} className="contents">
          <dt>{name}</dt>
          <dd className="text-right text-ink tabular-nums">{formatBytes(bytes)}</dd>
        </div>
      ))}
      {sizes.browserBytes !== null && (
        <div className="contents">
          <dt>{t('As the browser counts it')}</dt>
          <dd className="text-right text-ink tabular-nums">{formatBytes(sizes.browserBytes)}</dd>
        </div>
      )}
    </dl>
  );
}

function wordsFor(status: Exclude<OfflineStatus, { kind: 'failed' }>): string {
  switch (status.kind) {
    case 'unknown': return t('Looking at what this browser allows.');
    case 'unsupported': return `${t('Nothing is kept for use offline.')} ${status.reason}`;
    case 'off': return t('Nothing is kept. The page needs a network.');
    case 'starting': return t('Storing the app.');
    case 'app-only': return t('The app works offline with its recorded run. The browser asks to save data, so the embedded model is not stored until you say so or run it.');
    case 'keeping': {
      const bytes = formatBytes(status.bytes);
      return status.totalBytes === null ?
          t('Storing the embedded model and its runtime: {bytes}.', { bytes })
        : t('Storing the embedded model and its runtime: {bytes} of {all}.', { bytes, all: formatBytes(status.totalBytes) });
    }
    case 'ready': return t('Everything here works offline, a run of the embedded model included.');
  }
}
