import { useRef, useState } from 'react';
import { t } from '@/core/text';
import { Button } from '../ui/Button';
import { allowedHosts, forgetHost, mayConnect } from './hosts';

/** The hosts that were typed and allowed in this browser, each with the way to take that back. Nothing when there are none. */
export function AllowedHosts() {
  const [hosts, setHosts] = useState(allowedHosts);
  const [forgotten, setForgotten] = useState<string | null>(null);
  const said = useRef<HTMLParagraphElement>(null);
  if (hosts.length === 0 && forgotten === null) return null;
  const forget = (origin: string): void => {
    forgetHost(origin);
    setHosts(allowedHosts());
    setForgotten(origin);
    // The button is gone with its line: the focus stays beside where it was.
    said.current?.focus();
  };
  return (
    <section aria-labelledby="hosts-heading" className="flex flex-col gap-1.5 border-t border-line pt-3">
      <h3 id="hosts-heading" className="text-sm font-medium">{t('Hosts you allowed')}</h3>
      <p className="text-sm text-ink-2">{t('This page may talk to them besides itself and the model hub. The list is kept in this browser only.')}</p>
      {hosts.length > 0 && (
        <ul className="flex flex-col text-sm">
          {hosts.map((origin) => (
            <li key={origin} className="flex items-center justify-between gap-3 border-b border-line py-1 last:border-0">
              <span className="min-w-0 font-mono text-xs break-all">{origin}</span>
              <Button kind="quiet" aria-label={t('Forget {host}', { host: origin })} onClick={() => forget(origin)}>{t('Forget')}</Button>
            </li>
          ))}
        </ul>
      )}
      <p ref={said} role="status" tabIndex={-1} className="text-sm text-ink-2">
        {forgotten === null ? '' : mayConnect(forgotten) ? t('{host} is forgotten. This page can still reach it until it is loaded again.', { host: forgotten }) : t('{host} is forgotten.', { host: forgotten })}
      </p>
    </section>
  );
}
