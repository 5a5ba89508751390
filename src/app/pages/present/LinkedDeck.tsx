/** The deck that a link brought: to be given, kept, or put away. It touches nothing of the reader's own until they say so. */
import { useMemo } from 'react';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { parseDeck } from '../../present/deck';
import { startTalk } from '../../present/state';
import type { LinkDeck } from '../../share';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { allDecks, keepBeside, keepDeck, markDeck, standing, useDecks } from './decks-state';
import { askDeck } from './linked';

export function LinkedDeck({ linked }: { linked: LinkDeck }) {
  const { own } = useDecks();
  const read = useMemo(() => (linked.kind === 'own' ? parseDeck(linked.deck) : null), [linked]);
  const close = <Button onClick={() => askDeck(null)}>{t('Put it away')}</Button>;
  if (read === null) {
    if (linked.kind === 'shipped' && allDecks(own).some(({ id }) => id === linked.id)) return null;
    return <Notice tone="fail" message={t('The link names a deck that does not come with the app.')} action={t('Choose one of the list, or ask for a link with the deck in it.')}>{close}</Notice>;
  }
  if (!read.ok) return <Notice tone="fail" message={t('The deck of the link is not valid: {why}', { why: read.error.message })} action={t('Ask for the link again, or for the deck as a file.')}>{close}</Notice>;
  const deck = read.value;
  const stands = standing(deck);
  const minesToo = stands === 'other' && own.some(({ id }) => id === deck.id);
  return (
    <section className="deck deck-linked" aria-label={t('Deck from a link')}>
      <div className="deck-words">
        <p className="deck-note">{t('From a link')}</p>
        <h3 className="figure-title">{deck.title}</h3>
        <p className="deck-note">{t('{steps} steps, about {minutes} minutes', { steps: formatCount(deck.steps.length), minutes: String(deck.minutes) })}</p>
        {minesToo && <p className="deck-note">{t('You have another deck of this name. It stays as it is unless you replace it.')}</p>}
        {stands === 'there' && <p className="deck-note">{t('You have this deck already.')}</p>}
      </div>
      <div className="deck-actions">
        <Button kind="primary" onClick={() => startTalk(deck)}>{t('Present')}</Button>
        {stands !== 'there' && <Button onClick={() => { keepBeside(deck); askDeck(null); }}>{minesToo ? t('Keep beside it') : t('Keep')}</Button>}
        {minesToo && <Button onClick={() => { keepDeck(deck); markDeck(deck.id); askDeck(null); }}>{t('Replace mine')}</Button>}
        {close}
      </div>
    </section>
  );
}
