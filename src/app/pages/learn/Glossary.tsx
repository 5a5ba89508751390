/** The words of the trade, each with its source. */
import { useDeferredValue, useState } from 'react';
import { ALL_TERMS } from '@/catalog/glossary-all';
import { TextField } from '../../ui/TextField';
import { searchTerms } from './view';
import { WriteUps } from './WriteUps';

export function Glossary() {
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search);
  const found = searchTerms(ALL_TERMS, wanted);
  return (
    <section className="glossary" aria-label="Glossary">
      <div className="glossary-search"><TextField label="Search the glossary" value={search} onChange={setSearch} stacked /></div>
      <p role="status" className="figure-summary">{countText(found.length)}</p>
      <dl className="glossary-list">
        {found.map(({ id, term, definition, source }) => (
          <div key={id} className="glossary-entry">
            <dt>{term}</dt>
            <dd>{definition}<span className="glossary-source">{`Source: ${source}`}</span></dd>
          </div>
        ))}
      </dl>
      <WriteUps />
    </section>
  );
}

const countText = (count: number): string => (count === 0 ? 'No term has these words. Try fewer of them.' : `${String(count)} of ${String(ALL_TERMS.length)} terms`);
