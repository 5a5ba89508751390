import { msg, t } from '@/core/text';
import { Button } from '../ui/Button';
import { dismissUpdate, useOffline } from './state';

const WORDS = {
  waiting: msg('A new version of this page is ready. It is used after the next reload.'),
  elsewhere: msg('Another tab has switched to a new version. Reload this one before you open more of it.'),
} as const;

/** Says that there is a newer version, in one quiet line, until it is taken or waved away. */
export function UpdateLine() {
  const update = useOffline((s) => s.update);
  const takeUpdate = useOffline((s) => s.takeUpdate);
  const dismissed = useOffline((s) => s.dismissed);
  if (update === 'none' || dismissed) return null;
  return (
    <div role="status" className="fixed inset-x-2 bottom-2 z-20 mx-auto flex max-w-160 flex-wrap items-center gap-x-3 gap-y-1 border border-line-strong bg-raised px-3 py-1.5 text-sm text-ink-2 sm:rounded-md print:hidden">
      <p className="min-w-0 flex-1 basis-60">{t(WORDS[update])}</p>
      <Button onClick={takeUpdate}>{t('Reload')}</Button>
      <Button kind="quiet" onClick={dismissUpdate}>{t('Later')}</Button>
    </div>
  );
}
