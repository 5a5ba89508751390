import { t } from '@/core/text';
import { dismissProblems, useLink } from './store/location';
import { Button } from './ui/Button';
import { Notice } from './ui/Notice';

/** What was wrong with the link: shown once, above everything, until it is dismissed. */
export function LinkProblems() {
  const problems = useLink((s) => s.problems);
  if (problems.length === 0) return null;
  const [first, ...rest] = problems;
  return (
    <div className="fixed inset-x-2 bottom-2 z-30 mx-auto max-h-[50dvh] max-w-160 overflow-y-auto border border-line-strong bg-raised py-2 pr-3 pl-2 sm:rounded-md">
      <Notice tone="fail" message={first?.message} action={first?.action}>
        {rest.length > 0 && (
          <details className="w-full text-ink-2">
            <summary className="cursor-pointer text-xs">{t('And {count} more', { count: rest.length })}</summary>
            <ul className="flex flex-col gap-1 pt-1 text-xs">
              {rest.map(({ message, action }) => <li key={message}>{message} {action}</li>)}
            </ul>
          </details>
        )}
        <Button onClick={dismissProblems}>{t('Dismiss')}</Button>
      </Notice>
    </div>
  );
}
