import { Play, X } from 'lucide-react';
import { t } from '@/core/text';
import type { FailureAbout } from '@/stages/about';
import { clearFailure, playFailure } from '../store/failures';
import { useScenario } from '../store/scenario';
import { Button } from '../ui/Button';

/** What can go wrong at a stage; what the scenario can inject has a button that plays it. */
export function FailureList({ failures }: { failures: readonly FailureAbout[] }) {
  const injected = useScenario((s) => s.scenario.failure?.kind ?? null);
  return (
    <ul className="flex flex-col gap-2 text-sm">
      {failures.map(({ title, what, httpStatus, kind }) => (
        <li key={title} className="flex items-start gap-2">
          <div className="min-w-0 flex-1">
            <p className="font-medium text-ink">{httpStatus !== undefined && <span className="text-fail tabular-nums">{httpStatus} </span>}{t(title)}</p>
            <p className="text-xs text-ink-2">{t(what)}</p>
          </div>
          {kind !== undefined && (injected === kind ? (
            <Button onClick={clearFailure} aria-label={t('Take away: {failure}', { failure: t(title) })}><X aria-hidden className="size-3.5" />{t('Take away')}</Button>
          ) : (
            <Button onClick={() => playFailure(kind)} aria-label={t('Play: {failure}', { failure: t(title) })}><Play aria-hidden className="size-3.5" />{t('Play')}</Button>
          ))}
        </li>
      ))}
    </ul>
  );
}
