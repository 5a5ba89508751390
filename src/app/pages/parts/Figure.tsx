import { useState, type ReactNode } from 'react';
import { t } from '@/core/text';
import { Button } from '../../ui/Button';

export interface FigureProps {
  title: string;
  /** What the chart shows, in a sentence with its numbers: it stands for the chart where that cannot be seen. */
  summary: ReactNode;
  chart: ReactNode;
  /** The same numbers as a table. */
  table: ReactNode;
  /** Choices that change what is drawn. */
  controls?: ReactNode;
}

/** A chart with its text summary, and its numbers as a table one press away. */
export function Figure({ title, summary, chart, table, controls }: FigureProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <section className="figure" aria-label={title}>
      <div className="figure-bar">
        <h3 className="figure-title">{title}</h3>
        {controls}
        <span className="figure-table">
          <Button kind="quiet" onClick={() => setAsTable(!asTable)}>{asTable ? t('Show as chart') : t('Show as table')}</Button>
        </span>
      </div>
      {asTable ? table : chart}
      <p className="figure-summary">{summary}</p>
    </section>
  );
}
