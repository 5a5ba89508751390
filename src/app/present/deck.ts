/** A talk as data: steps that each set the scene, say one thing, and compute its numbers. */
import * as v from 'valibot';
import { appError, err, ok, type Result } from '@/core/result';
import { DEFAULT_SCENARIO, parsePatch, type Scenario } from '@/core/scenario';
import { PLACE_IDS } from '@/core/stage';
import { t } from '@/core/text';
import { significant } from '@/core/units';
import { findPreset } from '@/datacenter/presets';
import { findFleetPreset } from '@/datacenter/fleet/presets';

export const DECK_VERSION = 1;
export const DECK_LIMITS = { steps: 60, idChars: 80, titleChars: 120, wordsChars: 2_000, notesChars: 4_000, bytes: 400_000 } as const;

/** What is shown under the words. 'tracks' are the two lanes of stations, 'fleet' a simulated fleet, 'words' nothing. */
export const SCENES = ['words', 'tracks', 'waterfall', 'answers', 'kv', 'metrics', 'explore', 'fleet'] as const;
export type Scene = (typeof SCENES)[number];

const text = (max: number) => v.pipe(v.string(() => t('must be text')), v.maxLength(max, () => t('must be at most {max} characters', { max: String(max) })));
const ms = v.pipe(v.number(() => t('must be a number')), v.finite(() => t('must be finite')), v.minValue(0, () => t('must be at least 0')), v.maxValue(86_400_000, () => t('must be at most a day')));
/** A change to the step's preset; whether it makes a scenario is checked afterwards. */
const patch = v.record(v.string(), v.unknown());

const StepSchema = v.strictObject({
  title: text(DECK_LIMITS.titleChars),
  /** Paragraphs, a blank line between; `{total}` and the like are computed when the step is shown. */
  words: text(DECK_LIMITS.wordsChars),
  notes: v.optional(text(DECK_LIMITS.notesChars), ''),
  scene: v.picklist(SCENES, () => t('must be one of {names}', { names: SCENES.join(', ') })),
  /** Preset that the step starts from; the default request if absent. */
  preset: v.optional(text(80)),
  change: v.optional(patch),
  /** What it was before: the numbers `{was.…}` and `{saves.…}` come of it. */
  before: v.optional(v.strictObject({ preset: v.optional(text(80)), change: v.optional(patch) })),
  /** A fleet preset: `{fleet.…}`; its other policy, if it has one, is `{other.…}`. */
  fleet: v.optional(text(80)),
  camera: v.optional(v.strictObject({
    axis: v.optional(v.picklist(['linear', 'log'], () => t('must be linear or log')), 'linear'),
    rows: v.optional(v.picklist(['stages', 'layers'], () => t('must be stages or layers')), 'stages'),
    /** Stage the time axis is zoomed to. */
    zoom: v.optional(v.nullable(v.picklist(PLACE_IDS, () => t('must be a stage'))), null),
  }), { axis: 'linear', rows: 'stages', zoom: null }),
  /** Plays from a moment at a speed (1 is real time); absent: stands at the end. */
  play: v.optional(v.strictObject({ fromMs: v.optional(ms, 0), speed: v.pipe(v.number(() => t('must be a number')), v.minValue(0.0001, () => t('must be at least {number}', { number: significant(0.0001) })), v.maxValue(100, () => t('must be at most {number}', { number: '100' }))) })),
  /** Runs the request on this machine when the step is shown. */
  run: v.optional(v.boolean(), false),
});

export const DeckSchema = v.strictObject({
  deckVersion: v.literal(DECK_VERSION),
  id: text(DECK_LIMITS.idChars),
  title: text(DECK_LIMITS.titleChars),
  minutes: v.pipe(v.number(() => t('must be a number')), v.minValue(1, () => t('must be at least {number}', { number: '1' })), v.maxValue(600, () => t('must be at most {number}', { number: '600' }))),
  steps: v.pipe(v.array(StepSchema), v.minLength(1, () => t('needs at least one step')), v.maxLength(DECK_LIMITS.steps, () => t('has more than {most} steps', { most: String(DECK_LIMITS.steps) }))),
});
export type Deck = v.InferOutput<typeof DeckSchema>;
export type Step = Deck['steps'][number];
export type DeckInput = v.InferInput<typeof DeckSchema>;

/** Checks a deck whole: its shape, its presets, and that every step's scenario exists. The error names the field. */
export function parseDeck(input: unknown): Result<Deck> {
  const parsed = v.safeParse(DeckSchema, input, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const field = v.getDotPath(issue) ?? 'deck';
    return err(appError('deck-invalid', t('{field} {problem}.', { field, problem: issue.message }), t('Correct {field} and try again.', { field }), field));
  }
  for (const [i, step] of parsed.output.steps.entries()) {
    for (const scenario of [scenarioOfStep(step), step.before === undefined ? null : scenarioOfStep(step.before)]) {
      if (scenario !== null && !scenario.ok) return err({ ...scenario.error, message: t('Step {number}: {problem}', { number: String(i + 1), problem: scenario.error.message }), field: `steps.${String(i)}` });
    }
    if (step.fleet !== undefined && findFleetPreset(step.fleet) === undefined) return err(appError('deck-fleet', t('Step {number}: there is no fleet preset {name}.', { number: String(i + 1), name: step.fleet }), t('Choose one of the Fleet page.'), `steps.${String(i)}.fleet`));
  }
  return ok(parsed.output);
}

/** The scenario a step speaks about. */
export function scenarioOfStep({ preset, change }: { readonly preset?: string | undefined; readonly change?: Record<string, unknown> | undefined }): Result<Scenario> {
  const found = preset === undefined ? undefined : findPreset(preset);
  if (preset !== undefined && found === undefined) return err(appError('deck-preset', t('There is no preset {name}.', { name: preset }), t('Choose one of the list in Explore.'), 'preset'));
  return parsePatch(found?.scenario ?? DEFAULT_SCENARIO, change ?? {});
}
