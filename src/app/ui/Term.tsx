import type { ReactNode } from 'react';
import { GLOSSARY, type GlossaryId } from '@/catalog/glossary';
import { t } from '@/core/text';
import { Tooltip } from './Tooltip';

export interface TermProps {
  /** Entry of the glossary. */
  id: GlossaryId;
  /** The word as it stands in the text; the glossary's own when left out. */
  children?: ReactNode;
}

/** A word of the trade with its definition and where the definition comes from. */
export function Term({ id, children }: TermProps) {
  const term = GLOSSARY[id];
  return (
    <Tooltip
      className="underline decoration-line-strong decoration-dotted underline-offset-4 hover:decoration-ink"
      content={
        <>
          <strong className="font-medium">{t(term.term)}</strong>
          <span className="block">{t(term.definition)}</span>
          <span className="mt-1 block text-xs text-ink-3">{t('Source: {source}', { source: t(term.source) })}</span>
        </>
      }
    >
      {children ?? t(term.term)}
    </Tooltip>
  );
}
