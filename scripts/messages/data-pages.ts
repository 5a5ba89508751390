/** Texts of data modules that are translated where they are shown. */
import { DECKS } from '../../src/app/present/decks';

/** The talks that come with the app. */
export function* texts(): Iterable<string> {
  for (const { title, steps } of DECKS) {
    yield title;
    for (const step of steps) yield* [step.title, step.words, step.notes];
  }
}
