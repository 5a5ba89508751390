/** What an embedded page has in place of the header: what is shown, and the way to the whole app. */
import { ExternalLink } from 'lucide-react';
import { useEffect, type SyntheticEvent } from 'react';
import { t } from '@/core/text';
import { hrefOf } from '../store/location';
import { useScenarioName } from '../store/scenario-name';
import { useView } from '../store/view';
import { connectHost } from './bridge';
import './embed.css';

export function EmbedBar() {
  useEffect(() => connectHost(), []);
  const name = useScenarioName();
  const page = useView((s) => s.page);
  const address = ({ currentTarget }: SyntheticEvent<HTMLAnchorElement>): void => {
    currentTarget.href = hrefOf(page);
  };
  return (
    <header className="embed-bar">
      <h1 className="embed-name" title={name}>{name}</h1>
      <a href={`?page=${page}`} target="_blank" rel="noopener" onPointerDown={address} onFocus={address}>{t('Open in {app}', { app: document.title })} <ExternalLink aria-hidden size={14} /></a>
    </header>
  );
}
