import { useId, type ReactNode } from 'react';
import { ChevronDown } from 'lucide-react';
import { CONTROL, classNames } from './class-names';
import { errorId, Field } from './Field';

export interface Option<T extends string> {
  value: T;
  label: string;
  /** Heading the option stands under. */
  group?: string;
  disabled?: boolean;
}

export interface SelectProps<T extends string> {
  label: ReactNode;
  value: T;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
  aside?: ReactNode;
  error?: string | null;
  stacked?: boolean;
}

/** The platform's own list: reachable by keyboard, and a phone shows its own picker. */
export function Select<T extends string>({ label, value, options, onChange, aside, error = null, stacked = false }: SelectProps<T>) {
  const id = useId();
  const groups = [...new Set(options.map((option) => option.group ?? ''))];
  const choose = (chosen: string): void => {
    const option = options.find((o) => o.value === chosen);
    if (option !== undefined) onChange(option.value);
  };
  const entries = (group: string) =>
    options
      .filter((option) => (option.group ?? '') === group)
      .map((option) => (
        <option key={option.value} value={option.value} disabled={option.disabled ?? false}>{option.label}</option>
      ));
  return (
    <Field htmlFor={id} label={label} aside={aside} error={error} stacked={stacked}>
      <span className="relative block min-w-0">
        <select
          id={id}
          value={value}
          aria-invalid={error !== null}
          aria-describedby={errorId(id)}
          onChange={(event) => choose(event.target.value)}
          className={classNames(CONTROL, 'appearance-none truncate pr-6')}
        >
          {groups.map((group) => (group === '' ? entries(group) : <optgroup key={group} label={group}>{entries(group)}</optgroup>))}
        </select>
        <ChevronDown aria-hidden className="pointer-events-none absolute top-1/2 right-1.5 size-4 -translate-y-1/2 text-ink-3" />
      </span>
    </Field>
  );
}
