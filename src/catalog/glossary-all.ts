/** Every term, in the order of the alphabet. */
import { GLOSSARY, type GlossaryEntry } from './glossary';
import { GLOSSARY_MORE } from './glossary-more';

export interface NamedTerm extends GlossaryEntry { readonly id: string }

export const ALL_TERMS: readonly NamedTerm[] = [...Object.entries(GLOSSARY), ...Object.entries(GLOSSARY_MORE)]
  .map(([id, entry]): NamedTerm => ({ id, ...entry }))
  .sort((a, b) => a.term.localeCompare(b.term, 'en', { sensitivity: 'base', numeric: true }));
