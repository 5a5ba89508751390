/**
 * A lesson as data. Its questions carry no answers: what is right is computed (`answer.ts`) when the reader has committed,
 * so that a lesson cannot teach what the model no longer says.
 */
import type { Scenario, ScenarioPatch } from '@/core/scenario';
import type { PlaceId } from '@/core/stage';
import type { LeverMetric } from '@/decisions/levers';
import type { Scene } from '../present/deck';
import type { FleetMeasureId, MeasureId } from './measures';

/** A request to speak about: a preset (the default request if absent) and what is changed in it. */
export interface Situation { readonly preset?: string; readonly change?: ScenarioPatch }

/** What is asked, and where its answer comes from. */
export type AnswerSpec =
  /** Which of these levers lowers the measure most, on the step's situation? */
  | { readonly kind: 'lever'; readonly metric: Exclude<LeverMetric, 'gpuSeconds'>; readonly options: readonly string[] }
  /** Between which of these edges does the measure lie? Edges in the measure's unit, ascending. */
  | { readonly kind: 'number'; readonly of: MeasureId; readonly edges: readonly number[] }
  /** What becomes of a claim of the write-ups, or of one of its parts? */
  | { readonly kind: 'claim'; readonly id: string; readonly part?: string }
  /** Which of these set-ups comes out lowest, or highest? "No difference" is always offered. */
  | { readonly kind: 'compare'; readonly of: MeasureId; readonly wins: 'lowest' | 'highest'; readonly options: readonly { readonly id: string; readonly label: string; readonly situation: Situation }[] }
  /** In which of these places does the request spend most of its time? */
  | { readonly kind: 'place'; readonly options: readonly PlaceId[] }
  /** At which of these places does the request end? */
  | { readonly kind: 'end'; readonly options: readonly PlaceId[] }
  /** Which of a fleet preset's two policies comes out lower, or higher? */
  | { readonly kind: 'fleet'; readonly preset: string; readonly of: FleetMeasureId; readonly wins: 'lowest' | 'highest' };

interface StepBase {
  /** Names the step in the reader's progress: never changed once shipped. */
  readonly id: string;
  /** May name numbers in braces, as decks do. */
  readonly title: string;
  readonly situation?: Situation;
  /** What it was before: `{was.…}`, `{saves.…}`. */
  readonly before?: Situation;
}

export interface ReadStep extends StepBase {
  readonly kind: 'read';
  /** Paragraphs, a blank line between; numbers in braces are computed. */
  readonly words: string;
  /** What a talk shows with it. */
  readonly scene: Scene;
  /** A fleet preset: `{fleet.…}` and `{other.…}`. */
  readonly fleet?: string;
}

export interface PredictStep extends StepBase {
  readonly kind: 'predict';
  /** May name numbers that do not give the answer away: of `was`, or lengths. */
  readonly question: string;
  readonly answer: AnswerSpec;
  /** Why it comes out so, with its numbers; shown once the reader has committed. */
  readonly why: string;
  /** For those who were wrong: what to look at. */
  readonly look: string;
}

/** What has to be true of the scenario on screen. */
export type Condition =
  /** The measure is at most, or at least, so much. */
  | { readonly kind: 'measure'; readonly of: MeasureId; readonly most?: number; readonly least?: number }
  /** The measure is at least this share lower than in the step's situation. */
  | { readonly kind: 'saves'; readonly of: MeasureId; readonly share: number }
  /** The measure is at least this share higher than in the step's situation. */
  | { readonly kind: 'gains'; readonly of: MeasureId; readonly share: number }
  /** The request is answered to its end. */
  | { readonly kind: 'answered' }
  /** These parts of the scenario are as they were. */
  | { readonly kind: 'same'; readonly parts: readonly ScenarioPart[]; readonly says: string };

/** A group of the scenario, or a field of its request. */
export type ScenarioPart = keyof Scenario | `request.${keyof Scenario['request']}`;

export interface TryStep extends StepBase {
  readonly kind: 'try';
  readonly task: string;
  readonly situation: Situation;
  readonly conditions: readonly Condition[];
  readonly hint: string;
  /** What was learnt by it; shown when it is done. */
  readonly why: string;
}

export type LessonStep = ReadStep | PredictStep | TryStep;

export interface Lesson {
  /** Names the lesson in the reader's progress: never changed once shipped. */
  readonly id: string;
  readonly title: string;
  readonly minutes: number;
  /** What one can do or say afterwards. */
  readonly teaches: string;
  /** Write-ups that it follows (`stages/sources`). */
  readonly sources: string;
  readonly steps: readonly LessonStep[];
}
