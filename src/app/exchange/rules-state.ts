/** The rules in force for other people's traces: those of the app until the reader changes them, for this visit. */
import { create } from 'zustand';
import type { KnownPlaceId } from '@/core/stage';
import { DEFAULT_RULES, type ImportRule, type ImportRules } from '@/remote';

export const useRules = create<{ rules: ImportRules }>()(() => ({ rules: DEFAULT_RULES }));

export const setRules = (rules: ImportRules): void => useRules.setState({ rules });

/** A rule for exactly this name: what stands for any text in a rule stands for one character there. */
const exactly = (name: string): string => name.replaceAll('*', '?');

/** Puts all spans of a name to a place (null: to the span around them), before every other rule. */
export function placeSpans(name: string, place: { stage: KnownPlaceId; layer: string } | null): void {
  const match = { name: exactly(name) };
  const rule: ImportRule = { match, place };
  useRules.setState(({ rules }) => ({ rules: { ...rules, rules: [rule, ...rules.rules.filter((each) => !isOwn(each, match.name))] } }));
}

/** A rule that was made here for a name, and nothing else. */
const isOwn = (rule: ImportRule, name: string): boolean => rule.match.name === name && rule.match.attributes === undefined && rule.split === undefined && !DEFAULT_RULES.rules.includes(rule);
