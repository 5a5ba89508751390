/** The tab row: which page is shown, and the way to the others. */
import { useEffect, useRef, type MouseEvent } from 'react';
import { t } from '@/core/text';
import { hrefOf } from '../store/location';
import { useView } from '../store/view';
import { PAGE_TITLES, PAGES, type PageId } from './pages';
import './tabs.css';

export function Tabs() {
  const current = useView((s) => s.page);
  const row = useRef<HTMLElement>(null);
  // Where the row is wider than the window, the page that was opened (by key, by link) comes into view.
  useEffect(() => {
    const tab = row.current?.querySelector<HTMLElement>('[aria-current]');
    if (row.current !== null && tab !== null && tab !== undefined) row.current.scrollLeft = tab.offsetLeft + tab.offsetWidth / 2 - row.current.offsetLeft - row.current.clientWidth / 2;
  }, [current]);
  return (
    <nav ref={row} className="tabs" aria-label={t('Pages')}>
      {PAGES.map((page) => <Tab key={page} page={page} current={page === current} />)}
    </nav>
  );
}

function Tab({ page, current }: { page: PageId; current: boolean }) {
  const go = (event: MouseEvent): void => {
    // A new tab or window is the browser's business.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    useView.getState().set({ page });
  };
  // The address holds the whole scenario: it is written when the link is about to be used, not at every change.
  const address = ({ currentTarget }: { currentTarget: HTMLAnchorElement }): void => {
    currentTarget.href = hrefOf(page);
  };
  return (
    <a
      className="tab"
      href={`?page=${page}`}
      aria-current={current ? 'page' : undefined}
      onPointerDown={address}
      onFocus={address}
      onClick={go}
    >
      {t(PAGE_TITLES[page])}
    </a>
  );
}
