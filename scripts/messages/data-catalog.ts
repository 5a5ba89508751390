/**
 * Texts of data modules that are translated where they are shown. Names of models and GPUs are names; titles of
 * sources stay in the language they are in, so that they can be found.
 */
import { GLOSSARY } from '../../src/catalog/glossary';
import { NETWORK_SPECS } from '../../src/catalog/networks';
import { REGION_SPECS } from '../../src/catalog/regions';

export function* texts(): Iterable<string> {
  // Tooltips on the first page; the rest of the glossary is the Learn page's.
  for (const { term, definition } of Object.values(GLOSSARY)) yield* [term, definition];
  for (const { name, note } of NETWORK_SPECS) yield* note === undefined ? [name] : [name, note];
  for (const { name } of REGION_SPECS) yield name;
}
