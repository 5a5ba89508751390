/** A choice between a few words that all stay visible. */
import { useId } from 'react';
import { t } from '@/core/text';

interface SegmentsProps<T extends string> {
  label: string;
  value: T;
  /** Values and their words in English, which are translated here. */
  options: readonly (readonly [T, string])[];
  onChange: (value: T) => void;
}

export function Segments<T extends string>({ label, value, options, onChange }: SegmentsProps<T>) {
  const name = useId();
  return (
    <fieldset className="segments">
      <legend className="segments-label">{label}</legend>
      {options.map(([option, text]) => (
        <label key={option} className="segment">
          <input type="radio" name={name} value={option} checked={option === value} onChange={() => onChange(option)} />
          <span>{t(text)}</span>
        </label>
      ))}
    </fieldset>
  );
}
