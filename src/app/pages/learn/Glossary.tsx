/** The words of the trade, each with its source. */
import { useDeferredValue, useMemo, useState } from 'react';
import { ALL_TERMS } from '@/catalog/glossary-all';
import { t } from '@/core/text';
import { rich } from '../../ui/rich';
import { TextField } from '../../ui/TextField';
import { searchTerms, spokenTerms } from './view';
import { WriteUps } from './WriteUps';

export function Glossary() {
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search);
  const terms = useMemo(() => spokenTerms(ALL_TERMS), []);
  const found = searchTerms(terms, wanted);
  return (
    <section className="glossary" aria-label={t('Glossary')}>
      <div className="glossary-search"><TextField label={t('Search the glossary')} value={search} onChange={setSearch} stacked /></div>
      <p role="status" className="figure-summary">{countText(found.length)}</p>
      <dl className="glossary-list">
        {found.map(({ id, term, english, definition, source }) => (
          <div key={id} className="glossary-entry">
            <dt>{term}{english !== null && <span className="glossary-english" lang="en">{english}</span>}</dt>
            <dd>{definition}<span className="glossary-source">{rich('Source: {source}', { source: <span lang="en">{source}</span> })}</span></dd>
          </div>
        ))}
      </dl>
      <WriteUps />
    </section>
  );
}

const countText = (count: number): string => (count === 0 ? t('No term has these words. Try fewer of them.') : t('{count} of {all} terms', { count, all: ALL_TERMS.length }));
