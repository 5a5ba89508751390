import { useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { t } from '@/core/text';
import { CONTROL, classNames } from './class-names';
import { errorId, Field } from './Field';
import { readNumber, writeNumber, type Bounds } from './number-text';

export interface NumberFieldProps {
  label: ReactNode;
  value: number;
  bounds: Bounds;
  onChange: (value: number) => void;
  unit?: string;
  /** What an arrow key adds or takes away; ten times as much with Shift. */
  step?: number;
  /** Something else that is wrong with a value that is within its bounds. */
  error?: string | null;
}

const TEN = 10;

/** A number that may be typed freely: what is out of range stays as typed, is explained, and the last good value keeps working. */
export function NumberField({ label, value, bounds, onChange, unit, step = 1, error = null }: NumberFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState<{ text: string; of: number } | null>(null);
  // A value that changed elsewhere (preset, link) makes the draft void, unless the draft itself made it.
  const live = draft !== null && draft.of === value ? draft : null;
  const read = live === null ? null : readNumber(live.text, bounds);
  const problem = read !== null && !read.ok ? `${read.error} ${t('Until then {value} is used.', { value: writeNumber(value) })}` : error;

  const type = (text: string): void => {
    const next = readNumber(text, bounds);
    setDraft({ text, of: next.ok ? next.value : value });
    if (next.ok && next.value !== value) onChange(next.value);
  };
  const nudge = (event: KeyboardEvent<HTMLInputElement>): void => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (direction === 0) return;
    event.preventDefault();
    const stepped = value + direction * step * (event.shiftKey ? TEN : 1);
    const clamped = Math.min(Math.max(Number(stepped.toFixed(6)), bounds.min), bounds.max);
    setDraft(null);
    if (clamped !== value) onChange(clamped);
  };

  return (
    <Field htmlFor={id} label={label} error={problem}>
      <span className="relative block min-w-0">
        <input
          id={id}
          type="text"
          inputMode={bounds.integer ? 'numeric' : 'decimal'}
          autoComplete="off"
          value={live?.text ?? writeNumber(value)}
          aria-invalid={problem !== null}
          aria-describedby={errorId(id)}
          onChange={(event) => type(event.target.value)}
          onKeyDown={nudge}
          onBlur={() => { if (read?.ok === true) setDraft(null); }}
          className={classNames(CONTROL, 'tabular-nums', unit !== undefined && 'pr-12')}
        />
        {unit !== undefined && (
          <span className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 text-xs text-ink-3">{unit}</span>
        )}
      </span>
    </Field>
  );
}
