/** The three lengths that decide most, on logarithmic sliders. Pure. */
import { findModel } from '@/catalog/models';
import { LIMITS, type Scenario, type ScenarioPatch } from '@/core/scenario';
import { msg } from '@/core/text';

/** Positions of a slider; whole numbers, so that arrow keys step evenly. */
export const POSITIONS = 200;

export interface LogScale { readonly low: number; readonly high: number }

/** The whole number at a position: 1 to `high` in equal ratios. */
export const valueAt = ({ low, high }: LogScale, position: number): number =>
  Math.round(low * (high / low) ** (Math.min(Math.max(position, 0), POSITIONS) / POSITIONS));

/** The position nearest to a value. */
export const positionOf = ({ low, high }: LogScale, value: number): number =>
  high <= low ? 0 : Math.round((POSITIONS * Math.log(Math.min(Math.max(value, low), high) / low)) / Math.log(high / low));

const ANSWER: LogScale = { low: 1, high: 4096 };
const BATCH: LogScale = { low: 1, high: 512 };

/** How long prompts can be made: to the model's window, less the answer. */
const promptScale = (scenario: Scenario): LogScale => ({
  low: 1, high: Math.max(2, Math.min(LIMITS.tokens, (findModel(scenario.model)?.contextTokens ?? LIMITS.tokens) - scenario.request.maxOutputTokens)),
});

export interface Knob {
  readonly id: 'prompt' | 'answer' | 'batch';
  /** English: shown with `t`. */
  readonly label: string;
  readonly unit: string;
  readonly scale: LogScale;
  readonly value: number;
  readonly patch: (value: number) => ScenarioPatch;
}

/** The knobs of a scenario whose request comes to so many tokens. */
export const knobsOf = (scenario: Scenario, tokens: { inputTokens: number; outputTokens: number }): readonly Knob[] => [
  { id: 'prompt', label: msg('Prompt'), unit: 'tok', scale: promptScale(scenario), value: tokens.inputTokens, patch: (inputTokens) => ({ request: { inputTokens } }) },
  // An answer is as long as the model writes and the cap allows: both are set, or one would hide the other.
  { id: 'answer', label: msg('Answer'), unit: 'tok', scale: ANSWER, value: tokens.outputTokens, patch: (count) => ({ request: { outputTokens: count, maxOutputTokens: count } }) },
  { id: 'batch', label: msg('Batch'), unit: 'seq', scale: BATCH, value: scenario.load.batch, patch: (batch) => ({ load: { batch } }) },
];
