/** Talks: those that ship and one's own, to be given, copied, edited, saved, shared and opened. */
import { useRef, useState } from 'react';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import type { Deck } from '../../present/deck';
import { startTalk } from '../../present/state';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { PageFrame } from '../parts/PageFrame';
import { DeckEditor } from './DeckEditor';
import { allDecks, copyOf, keepBeside, markDeck, markedId, readDeck, removeDeck, saveDeck, useDecks } from './decks-state';
import { useLinkedDeck } from './linked';
import { LinkedDeck } from './LinkedDeck';
import { ShareDeck } from './ShareDeck';
import './present-page.css';

export function PresentPage() {
  const { own, editing, error } = useDecks();
  const linked = useLinkedDeck((s) => s.deck);
  const input = useRef<HTMLInputElement>(null);
  const [shared, setShared] = useState<string | null>(null);
  const decks = allDecks(own);
  const chosen = markedId();
  const open = async (file: File): Promise<void> => {
    const deck = await readDeck(file);
    if (!deck.ok) return useDecks.setState({ error: deck.error });
    useDecks.setState({ error: null });
    keepBeside(deck.value);
  };
  return (
    <PageFrame title={t('Present')} lead={t('Talks that compute their numbers while they are given. Press P to begin with the one that is marked; ? shows the keys.')}>
      {error !== null && <Notice tone="fail" message={error.message} action={error.action} />}
      {linked !== null && <LinkedDeck linked={linked} />}
      <ul className="decks">
        {decks.map((deck) => (
          <li key={deck.id} className="deck" data-chosen={deck.id === chosen ? '' : undefined}>
            <div className="deck-words">
              <h3 className="figure-title">{deck.title}</h3>
              <p className="deck-note">{deckNote(deck, deck.id === chosen)}</p>
            </div>
            <div className="deck-actions">
              <Button kind="primary" onClick={() => { markDeck(deck.id); startTalk(deck); }}>{t('Present')}</Button>
              {deck.id !== chosen && <Button onClick={() => markDeck(deck.id)}>{t('Mark for P')}</Button>}
              <Button onClick={() => useDecks.setState({ editing: own.includes(deck) ? deck : copyOf(deck) })}>{own.includes(deck) ? t('Edit') : t('Copy and edit')}</Button>
              <Button onClick={() => saveDeck(deck)}>{t('Save as file')}</Button>
              <Button aria-expanded={shared === deck.id} onClick={() => setShared(shared === deck.id ? null : deck.id)}>{t('Share as link')}</Button>
              {own.includes(deck) && <Button onClick={() => removeDeck(deck.id)}>{t('Remove')}</Button>}
            </div>
            {shared === deck.id && <ShareDeck deck={deck} own={own.includes(deck)} />}
          </li>
        ))}
      </ul>
      <p>
        <input ref={input} type="file" accept=".json,application/json" aria-label={t('Deck file')} hidden onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          currentTarget.value = '';
          if (file !== undefined) void open(file);
        }} />
        <Button onClick={() => input.current?.click()}>{t('Open a deck from a file')}</Button>
      </p>
      {editing !== null && <DeckEditor deck={editing} />}
    </PageFrame>
  );
}

const deckNote = ({ steps, minutes }: Deck, chosen: boolean): string => {
  const values = { steps: formatCount(steps.length), minutes: String(minutes) };
  return chosen ? t('{steps} steps, about {minutes} minutes, begins with P', values) : t('{steps} steps, about {minutes} minutes', values);
};
