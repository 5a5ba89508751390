/** A deck as a link: its name for one that ships, the deck itself for the reader's own; a file where that is too long. */
import { useMemo, useRef, useState } from 'react';
import { t } from '@/core/text';
import { formatBytes } from '@/core/units';
import { copyText } from '../../exchange/save';
import { MAX_LINK_CHARS } from '../../exchange/share-link';
import type { Deck } from '../../present/deck';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { deckLink } from './deck-link';
import { saveDeck } from './decks-state';

export function ShareDeck({ deck, own }: { deck: Deck; own: boolean }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState('');
  const link = useMemo(() => deckLink(deck, own), [deck, own]);
  if (!link.handy) {
    return (
      <Notice message={link.fits ? t('As a link the deck has {size}. Mail and chat cut links above {most}.', { size: formatBytes(link.href.length), most: formatBytes(MAX_LINK_CHARS) }) : t('The deck is too long for any link.')} action={t('Send the file instead. It opens on this page.')}>
        <Button onClick={() => saveDeck(deck)}>{t('Save as file')}</Button>
      </Notice>
    );
  }
  const copy = async (): Promise<void> => {
    if (await copyText(link.href)) setSaid(t('Copied.'));
    else {
      field.current?.select();
      setSaid(t('The browser did not allow it. The text is selected: copy it by key.'));
    }
  };
  return (
    <div className="deck-share">
      <textarea ref={field} className="deck-link" aria-label={t('Link to the deck {title}', { title: deck.title })} readOnly rows={2} value={link.href} onFocus={(event) => event.currentTarget.select()} />
      <p className="deck-actions">
        <Button kind="primary" onClick={() => void copy()}>{t('Copy the link')}</Button>
        <span role="status" className="deck-note">{said === '' ? formatBytes(link.href.length) : said}</span>
      </p>
      {own && <p className="deck-note">{t('The whole deck is in the link, with its notes. Nothing is stored anywhere else.')}</p>}
    </div>
  );
}
