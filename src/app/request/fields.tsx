/** Controls bound to one field of the scenario: they render again only when that field changes. */
import type { ReactNode } from 'react';
import type { Scenario } from '@/core/scenario';
import { t } from '@/core/text';
import { useScenario } from '../store/scenario';
import { NumberField } from '../ui/NumberField';
import { Select, type Option } from '../ui/Select';
import { Switch } from '../ui/Switch';
import { boundsOf } from './bounds';
import { inWords } from './options';

type Groups = { [G in keyof Scenario]: NonNullable<Scenario[G]> extends Record<string, unknown> ? G : never }[keyof Scenario];
type Group = Exclude<Groups, 'failure'>;
type KeyOf<G extends Group, V> = { [K in keyof Scenario[G]]: Scenario[G][K] extends V ? K : never }[keyof Scenario[G]] & string;

/** The value of `group.key` and how to change it. */
export function useField<G extends Group, K extends keyof Scenario[G] & string>(group: G, key: K): [Scenario[G][K], (value: Scenario[G][K]) => void] {
  const value = useScenario((s) => s.scenario[group][key]);
  const edit = useScenario((s) => s.edit);
  return [value, (next) => edit({ [group]: { [key]: next } })];
}

export interface NumberProps<G extends Group> {
  group: G;
  field: KeyOf<G, number>;
  label: ReactNode;
  unit?: string;
  step?: number;
  error?: string | null;
}

export function NumberOf<G extends Group>({ group, field, label, unit, step, error }: NumberProps<G>) {
  const [value, set] = useField(group, field);
  return (
    <NumberField
      label={label}
      value={value as number}
      bounds={boundsOf(`${group}.${field}`)}
      onChange={(next) => set(next as typeof value)}
      error={error ?? null}
      {...(unit === undefined ? {} : { unit })}
      {...(step === undefined ? {} : { step })}
    />
  );
}

export interface ChoiceProps<G extends Group, K extends KeyOf<G, string>> {
  group: G;
  field: K;
  label: ReactNode;
  /** With marked texts, translated here. */
  options: readonly Option<Scenario[G][K] & string>[];
}

export function ChoiceOf<G extends Group, K extends KeyOf<G, string>>({ group, field, label, options }: ChoiceProps<G, K>) {
  const [value, set] = useField(group, field);
  return <Select label={label} value={value as Scenario[G][K] & string} options={inWords(options)} onChange={set} />;
}

export interface SwitchProps<G extends Group> {
  group: G;
  field: KeyOf<G, boolean>;
  label: ReactNode;
  /** Marked texts, translated here. */
  words?: { on: string; off: string };
}

export function SwitchOf<G extends Group>({ group, field, label, words }: SwitchProps<G>) {
  const [value, set] = useField(group, field);
  return <Switch label={label} checked={value as boolean} onChange={(next) => set(next as typeof value)} {...(words === undefined ? {} : { words: { on: t(words.on), off: t(words.off) } })} />;
}
