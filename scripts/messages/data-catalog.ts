/**
 * Texts of data modules that are translated where they are shown. Names of models and GPUs are names; titles of
 * sources stay in the language they are in, so that they can be found.
 */
import { GLOSSARY } from '../../src/catalog/glossary';
import { BATCH_RULES } from '../../src/catalog/price-rules';
import { PRICE_QUOTES } from '../../src/catalog/prices';
import { PROMPT_CACHE_RULES } from '../../src/catalog/prompt-caches';
import { NETWORK_SPECS } from '../../src/catalog/networks';
import { REGION_SPECS } from '../../src/catalog/regions';

export function* texts(): Iterable<string> {
  // Tooltips on the first page; the rest of the glossary is the Learn page's.
  for (const { term, definition } of Object.values(GLOSSARY)) yield* [term, definition];
  for (const { name, note } of NETWORK_SPECS) yield* note === undefined ? [name] : [name, note];
  for (const { name } of REGION_SPECS) yield name;
  // What a vendor's pages say stands behind their title.
  for (const { source } of [...PROMPT_CACHE_RULES, ...BATCH_RULES]) yield source;
  // The list of prices names the length up to which a price holds.
  for (const { name } of PRICE_QUOTES) if (name.includes('(')) yield name;
}
