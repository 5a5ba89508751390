/** Texts of data modules that are translated where they are shown. */
import { GLOSSARY } from '../../src/catalog/glossary';

export function* texts(): Iterable<string> {
  // Tooltips on the first page; the rest of the glossary is the Learn page's.
  for (const { term, definition } of Object.values(GLOSSARY)) yield* [term, definition];
}
