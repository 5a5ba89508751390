import { t } from '@/core/text';
import { hrefOf } from '../store/location';
import { useView } from '../store/view';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { allowHost } from './hosts';

/**
 * Asks whether the page may talk to the host of an address that the reader typed. The policy of a page that is open
 * can only become narrower, so the page is loaded again; its address carries the request.
 */
export function AllowHost({ address, purpose }: { address: string; purpose: string }) {
  const { host } = new URL(address);
  const allow = (): void => {
    allowHost(address);
    window.history.replaceState(window.history.state, '', hrefOf(useView.getState().page));
    window.location.reload();
  };
  return (
    <Notice message={t('This page talks only to itself and to the model hub so far. May it talk to {host}?', { host })} action={`${purpose} ${t('The page is loaded again; the request stays.')}`}>
      <Button onClick={allow}>{t('Allow {host}', { host })}</Button>
    </Notice>
  );
}
