import type { ReactNode } from 'react';
import { classNames } from './class-names';

export interface FieldProps {
  /** Id of the control the label belongs to. */
  htmlFor: string;
  label: ReactNode;
  /** Beside the label: a unit, a count, a definition. */
  aside?: ReactNode;
  /** What is wrong with the value and what to do; shown in place, announced. */
  error?: string | null;
  /** Label above the control instead of beside it. */
  stacked?: boolean;
  children: ReactNode;
}

export const errorId = (controlId: string): string => `${controlId}-error`;

/** A label, its control and, if need be, one line that says what is wrong. Columns line up from field to field. */
export function Field({ htmlFor, label, aside, error, stacked = false, children }: FieldProps) {
  return (
    <div className="min-w-0">
      <div className={stacked ? 'flex flex-col gap-1' : 'grid grid-cols-[minmax(0,1fr)_minmax(0,1.25fr)] items-center gap-x-3'}>
        <div className="flex min-w-0 items-baseline justify-between gap-2 text-sm text-ink-2">
          <label htmlFor={htmlFor} className="min-w-0">{label}</label>
          {aside !== undefined && <span className="shrink-0 text-xs text-ink-3">{aside}</span>}
        </div>
        {children}
      </div>
      <FieldError id={errorId(htmlFor)} error={error ?? null} />
    </div>
  );
}

/** Always in the page, so that a screen reader hears the text when it appears. */
function FieldError({ id, error }: { id: string; error: string | null }) {
  return (
    <p id={id} role="status" className={classNames('text-xs text-fail', error !== null && 'mt-1')}>
      {error}
    </p>
  );
}
