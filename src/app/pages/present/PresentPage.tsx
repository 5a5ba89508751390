/** Talks: those that ship and one's own, to be given, copied, edited, saved and opened. */
import { useRef } from 'react';
import { parseDeck, SCENES, type Deck, type Scene } from '../../present/deck';
import { startTalk } from '../../present/state';
import { unknownValues, VALUE_NAMES } from '../../present/values';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { NumberField } from '../../ui/NumberField';
import { Select } from '../../ui/Select';
import { TextArea } from '../../ui/TextArea';
import { TextField } from '../../ui/TextField';
import { saveFile } from '../fleet/save';
import { PageFrame } from '../parts/PageFrame';
import { addStep, allDecks, copyOf, editStep, keepDeck, moveStep, readDeck, removeDeck, removeStep, useDecks } from './decks-state';
import { stepFromPage } from './from-page';
import './present-page.css';

const LEAD = 'Talks that compute their numbers while they are given. Press P to begin with the one that is marked; ? shows the keys.';
const MINUTES = { min: 1, max: 600, integer: true } as const;
const SCENE_NAMES: Record<Scene, string> = { words: 'words only', tracks: 'the stations', waterfall: 'the waterfall', answers: 'both answers', kv: 'the KV cache', metrics: 'the metrics', explore: 'all of Explore', fleet: 'a fleet' };

export function PresentPage() {
  const { own, chosen, editing, error } = useDecks();
  const input = useRef<HTMLInputElement>(null);
  const open = async (file: File): Promise<void> => {
    const deck = await readDeck(file);
    if (!deck.ok) return useDecks.setState({ error: deck.error });
    keepDeck(deck.value);
    useDecks.setState({ chosen: deck.value.id, error: null });
  };
  return (
    <PageFrame title="Present" lead={LEAD}>
      {error !== null && <Notice tone="fail" message={error.message} action={error.action} />}
      <ul className="decks">
        {allDecks(own).map((deck) => (
          <li key={deck.id} className="deck" data-chosen={deck.id === chosen ? '' : undefined}>
            <div className="deck-words">
              <h3 className="figure-title">{deck.title}</h3>
              <p className="deck-note">{`${String(deck.steps.length)} steps, about ${String(deck.minutes)} minutes${deck.id === chosen ? ', begins with P' : ''}`}</p>
            </div>
            <div className="deck-actions">
              <Button kind="primary" onClick={() => { useDecks.setState({ chosen: deck.id }); startTalk(deck); }}>Present</Button>
              {deck.id !== chosen && <Button onClick={() => useDecks.setState({ chosen: deck.id })}>Mark for P</Button>}
              <Button onClick={() => useDecks.setState({ editing: own.includes(deck) ? deck : copyOf(deck) })}>{own.includes(deck) ? 'Edit' : 'Copy and edit'}</Button>
              <Button onClick={() => saveFile(`${deck.id}.json`, 'application/json', `${JSON.stringify(deck, null, 2)}\n`)}>Save as file</Button>
              {own.includes(deck) && <Button onClick={() => removeDeck(deck.id)}>Remove</Button>}
            </div>
          </li>
        ))}
      </ul>
      <p>
        <input ref={input} type="file" accept=".json,application/json" aria-label="Deck file" hidden onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          currentTarget.value = '';
          if (file !== undefined) void open(file);
        }} />
        <Button onClick={() => input.current?.click()}>Open a deck from a file</Button>
      </p>
      {editing !== null && <Editor deck={editing} />}
    </PageFrame>
  );
}

function Editor({ deck }: { deck: Deck }) {
  const set = (editing: Deck): void => useDecks.setState({ editing });
  const checked = parseDeck(deck);
  return (
    <section className="deck-editor" aria-label="Deck editor">
      <h3 className="figure-title">Edit</h3>
      <div className="deck-fields">
        <TextField label="Title" value={deck.title} onChange={(title) => set({ ...deck, title })} />
        <NumberField label="Minutes" value={deck.minutes} bounds={MINUTES} onChange={(minutes) => set({ ...deck, minutes })} />
      </div>
      <ol className="deck-steps">
        {deck.steps.map((_, i) => <StepEditor key={i} deck={deck} at={i} onChange={set} />)}
      </ol>
      <details className="deck-names"><summary>Numbers that words may name in braces</summary><p>{VALUE_NAMES.map((name) => `{${name}}`).join(' ')}</p></details>
      {!checked.ok && <Notice tone="fail" message={checked.error.message} action={checked.error.action} />}
      <p className="deck-actions">
        <Button kind="primary" disabled={!checked.ok} onClick={() => { keepDeck(deck); useDecks.setState({ editing: null, chosen: deck.id }); }}>Keep</Button>
        <Button disabled={!checked.ok} onClick={() => startTalk(deck)}>Try it</Button>
        <Button onClick={() => useDecks.setState({ editing: null })}>Give up the changes</Button>
      </p>
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
      <TextField label={`Title of step ${number}`} value={step.title} onChange={(title) => onChange(editStep(deck, at, { title }))} />
      <TextArea label={`Words of step ${number}`} value={step.words} onChange={(words) => onChange(editStep(deck, at, { words }))} error={unknown.length === 0 ? null : `There is no number called ${unknown.join(', ')}.`} />
      <TextArea label={`Notes of step ${number}`} value={step.notes} onChange={(notes) => onChange(editStep(deck, at, { notes }))} />
      <Select label={`Shows, step ${number}`} value={step.scene} options={SCENES.map((value) => ({ value, label: SCENE_NAMES[value] }))} onChange={(scene) => onChange(editStep(deck, at, { scene }))} />
      <p className="deck-actions">
        <Button onClick={() => onChange(editStep(deck, at, { preset: undefined, change: undefined, ...stepFromPage() }))}>Take the request from the page</Button>
        <Button onClick={() => onChange(addStep(deck, at, { ...step, title: '', words: '', notes: '' }))}>Add a step after it</Button>
        <Button disabled={at === 0} onClick={() => onChange(moveStep(deck, at, -1))}>Up</Button>
        <Button disabled={at === deck.steps.length - 1} onClick={() => onChange(moveStep(deck, at, 1))}>Down</Button>
        <Button disabled={deck.steps.length < 2} onClick={() => onChange(removeStep(deck, at))}>Remove</Button>
      </p>
    </li>
  );
}
