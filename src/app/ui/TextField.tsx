import { useId, type ReactNode } from 'react';
import { CONTROL } from './class-names';
import { errorId, Field } from './Field';

export interface TextFieldProps {
  label: ReactNode;
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  aside?: ReactNode;
  placeholder?: string;
  stacked?: boolean;
  mono?: boolean;
}

export function TextField({ label, value, onChange, error = null, aside, placeholder, stacked = false, mono = false }: TextFieldProps) {
  const id = useId();
  return (
    <Field htmlFor={id} label={label} aside={aside} error={error} stacked={stacked}>
      <input
        id={id}
        type="text"
        value={value}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={error !== null}
        aria-describedby={errorId(id)}
        onChange={(event) => onChange(event.target.value)}
        className={mono ? `${CONTROL} font-mono` : CONTROL}
      />
    </Field>
  );
}
