import { useId, type ReactNode } from 'react';
import { Field } from './Field';

export interface SliderProps {
  label: ReactNode;
  value: number;
  min: number;
  max: number;
  step: number;
  onChange: (value: number) => void;
  /** The value in words, with its unit; also what is spoken. */
  format: (value: number) => string;
}

/** The platform's slider: arrows, Home, End and Page keys work without our doing. */
export function Slider({ label, value, min, max, step, onChange, format }: SliderProps) {
  const id = useId();
  return (
    <Field htmlFor={id} label={label}>
      <span className="flex h-8 items-center gap-2">
        <input
          id={id}
          type="range"
          min={min}
          max={max}
          step={step}
          value={value}
          aria-valuetext={format(value)}
          onChange={(event) => onChange(event.target.valueAsNumber)}
          className="h-6 min-w-0 flex-1 accent-ink"
        />
        <output htmlFor={id} className="w-12 shrink-0 text-right text-sm tabular-nums">{format(value)}</output>
      </span>
    </Field>
  );
}
