import { useId, type ReactNode } from 'react';
import { CONTROL } from './class-names';
import { errorId, Field } from './Field';

export interface TextAreaProps {
  label: ReactNode;
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  rows?: number;
}

/** Several lines of text. */
export function TextArea({ label, value, onChange, error = null, rows = 3 }: TextAreaProps) {
  const id = useId();
  return (
    <Field htmlFor={id} label={label} error={error} stacked>
      <textarea id={id} rows={rows} value={value} aria-invalid={error !== null} aria-describedby={errorId(id)} onChange={(event) => onChange(event.target.value)} className={`${CONTROL} h-auto py-1.5`} />
    </Field>
  );
}
