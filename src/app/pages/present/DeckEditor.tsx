/** A deck of the reader's own, step by step. */
import { useState } from 'react';
import { msg, t } from '@/core/text';
import { parseDeck, SCENES, type Deck, type Scene } from '../../present/deck';
import { startTalk } from '../../present/state';
import { unknownValues, VALUE_NAMES } from '../../present/values';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { NumberField } from '../../ui/NumberField';
import { Select } from '../../ui/Select';
import { TextArea } from '../../ui/TextArea';
import { TextField } from '../../ui/TextField';
import { addStep, editStep, keepDeck, markDeck, moveStep, removeStep, useDecks } from './decks-state';
import { stepFromPage } from './from-page';
import { ShareDeck } from './ShareDeck';

const MINUTES = { min: 1, max: 600, integer: true } as const;
const SCENE_NAMES: Record<Scene, string> = {
  words: msg('words only'), tracks: msg('the stations'), waterfall: msg('the waterfall'), answers: msg('both answers'), kv: msg('the KV cache'), metrics: msg('the metrics'), explore: msg('all of Explore'), fleet: msg('a fleet'),
};

export function DeckEditor({ deck }: { deck: Deck }) {
  const [sharing, setSharing] = useState(false);
  const set = (editing: Deck): void => useDecks.setState({ editing });
  const checked = parseDeck(deck);
  return (
    <section className="deck-editor" aria-label={t('Deck editor')}>
      <h3 className="figure-title">{t('Edit')}</h3>
      <div className="deck-fields">
        <TextField label={t('Title')} value={deck.title} onChange={(title) => set({ ...deck, title })} />
        <NumberField label={t('Minutes')} value={deck.minutes} bounds={MINUTES} onChange={(minutes) => set({ ...deck, minutes })} />
      </div>
      <ol className="deck-steps">
        {deck.steps.map((_, i) => <StepEditor key={i} deck={deck} at={i} onChange={set} />)}
      </ol>
      <details className="deck-names"><summary>{t('Numbers that words may name in braces')}</summary><p>{VALUE_NAMES.map((name) => `{${name}}`).join(' ')}</p></details>
      {!checked.ok && <Notice tone="fail" message={checked.error.message} action={checked.error.action} />}
      <p className="deck-actions">
        <Button kind="primary" disabled={!checked.ok} onClick={() => { keepDeck(deck); useDecks.setState({ editing: null }); markDeck(deck.id); }}>{t('Keep')}</Button>
        <Button disabled={!checked.ok} onClick={() => startTalk(deck)}>{t('Try it')}</Button>
        <Button disabled={!checked.ok} aria-expanded={sharing} onClick={() => setSharing(!sharing)}>{t('Share as link')}</Button>
        <Button onClick={() => useDecks.setState({ editing: null })}>{t('Give up the changes')}</Button>
      </p>
      {sharing && checked.ok && <ShareDeck deck={checked.value} own />}
    </section>
  );
}

function StepEditor({ deck, at, onChange }: { deck: Deck; at: number; onChange: (deck: Deck) => void }) {
  const step = deck.steps[at];
  if (step === undefined) return null;
  const unknown = unknownValues(`${step.title} ${step.words}`);
  const number = String(at + 1);
  return (
    <li className="deck-step">
      <TextField label={t('Title of step {number}', { number })} value={step.title} onChange={(title) => onChange(editStep(deck, at, { title }))} />
      <TextArea label={t('Words of step {number}', { number })} value={step.words} onChange={(words) => onChange(editStep(deck, at, { words }))} error={unknown.length === 0 ? null : t('There is no number called {names}.', { names: unknown.join(', ') })} />
      <TextArea label={t('Notes of step {number}', { number })} value={step.notes} onChange={(notes) => onChange(editStep(deck, at, { notes }))} />
      <Select label={t('Shows, step {number}', { number })} value={step.scene} options={SCENES.map((value) => ({ value, label: t(SCENE_NAMES[value]) }))} onChange={(scene) => onChange(editStep(deck, at, { scene }))} />
      <p className="deck-actions">
        <Button onClick={() => onChange(editStep(deck, at, { preset: undefined, change: undefined, ...stepFromPage() }))}>{t('Take the request from the page')}</Button>
        <Button onClick={() => onChange(addStep(deck, at, { ...step, title: '', words: '', notes: '' }))}>{t('Add a step after it')}</Button>
        <Button disabled={at === 0} onClick={() => onChange(moveStep(deck, at, -1))}>{t('Up')}</Button>
        <Button disabled={at === deck.steps.length - 1} onClick={() => onChange(moveStep(deck, at, 1))}>{t('Down')}</Button>
        <Button disabled={deck.steps.length < 2} onClick={() => onChange(removeStep(deck, at))}>{t('Remove')}</Button>
      </p>
    </li>
  );
}
