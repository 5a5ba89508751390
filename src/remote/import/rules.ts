/**
 * How other people's spans find their place among the stages: rules as data. They are read from top to bottom and the
 * first that matches a span decides. Readers can see, edit, save and load them; there is no code and no regular
 * expression in them.
 */
import * as v from 'valibot';
import { appError, err, ok, type Result } from '@/core/result';
import { isLayerOf, KNOWN_PLACE_IDS, type KnownPlaceId } from '@/core/stage';
import { t } from '@/core/text';

export const RULES_VERSION = 1;
export const TIME_UNITS = ['s', 'ms', 'us', 'ns'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];
export const MS_PER_UNIT: Readonly<Record<TimeUnit, number>> = { s: 1000, ms: 1, us: 1e-3, ns: 1e-6 };

const name = v.pipe(v.string(() => t('must be text')), v.nonEmpty(() => t('must not be empty')), v.maxLength(200, () => t('must be at most {maxChars} characters', { maxChars: 200 })));
const placeEntries = { stage: v.picklist(KNOWN_PLACE_IDS, () => t('must be one of {names}', { names: KNOWN_PLACE_IDS.join(', ') })), layer: name };
const layerFits = <T extends { stage: KnownPlaceId; layer: string }>(place: T): boolean => isLayerOf(place.stage, place.layer);
const PlaceSchema = v.pipe(v.strictObject(placeEntries), v.check(layerFits, () => t('the stage has no such layer')));

export const RuleSchema = v.strictObject({
  match: v.pipe(
    v.strictObject({
      /** The span's name: `*` stands for any text, `?` for one character; upper and lower case are the same. */
      name: v.optional(name),
      /** All of these attributes must be there. Text may hold `*` and `?`; `*` alone asks only that it is there. */
      attributes: v.optional(v.pipe(v.record(name, v.union([name, v.number(), v.boolean()])), v.maxEntries(8, () => t('at most 8 attributes')))),
    }),
    v.check((match) => match.name !== undefined || Object.keys(match.attributes ?? {}).length > 0, () => t('must name a span or an attribute')),
  ),
  /** Where the span's own time goes; null: to the span around it, or to nowhere. */
  place: v.nullable(PlaceSchema),
  /** Durations that the span states of its parts. They lie one after another. */
  split: v.optional(v.strictObject({
    unit: v.picklist(TIME_UNITS, () => t('must be one of {names}', { names: TIME_UNITS.join(', ') })),
    pieces: v.pipe(v.array(v.pipe(v.strictObject({ ...placeEntries, attribute: name }), v.check(layerFits, () => t('the stage has no such layer')))), v.minLength(1, () => t('must have a piece')), v.maxLength(8, () => t('at most 8 pieces'))),
    /** An attribute with the time from the span's start to the end of the piece numbered `after` (0 is the first). Without it the pieces begin with the span. */
    anchor: v.optional(v.strictObject({ attribute: name, after: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(7)) })),
  })),
  /** Said once to the reader when the rule was used. */
  note: v.optional(v.pipe(v.string(), v.maxLength(300, () => t('must be at most {maxChars} characters', { maxChars: 300 })))),
});

const attributeList = v.pipe(v.array(name), v.maxLength(32, () => t('at most 32 names')));

/** Which attributes tell what; of several, the first that a span has. */
export const FactsSchema = v.strictObject({
  model: attributeList,
  inputTokens: attributeList,
  cachedTokens: attributeList,
  outputTokens: attributeList,
  maxTokens: attributeList,
  temperature: attributeList,
  topP: attributeList,
  topK: attributeList,
  stream: attributeList,
  costUsd: attributeList,
  httpStatus: attributeList,
  /** Time from the span's start to the first token. */
  firstToken: v.pipe(v.array(v.strictObject({ attribute: name, unit: v.picklist(TIME_UNITS) })), v.maxLength(32, () => t('at most 32 names'))),
  /** Names of span events that stand for a token or a chunk of the stream, with `*` and `?`. */
  tokenEvents: attributeList,
});

export const RulesSchema = v.strictObject({
  version: v.literal(RULES_VERSION, () => t('must be {version}', { version: RULES_VERSION })),
  rules: v.pipe(v.array(RuleSchema), v.maxLength(300, () => t('at most 300 rules'))),
  facts: FactsSchema,
});

export type ImportRule = v.InferOutput<typeof RuleSchema>;
export type ImportFacts = v.InferOutput<typeof FactsSchema>;
export type ImportRules = v.InferOutput<typeof RulesSchema>;

/** Validates unknown input as a set of rules. The error names the first field at fault. */
export function parseRules(input: unknown): Result<ImportRules> {
  const parsed = v.safeParse(RulesSchema, input, { abortEarly: true });
  if (parsed.success) return ok(parsed.output);
  const issue = parsed.issues[0];
  const field = v.getDotPath(issue) ?? 'rules';
  return err(appError('rules-invalid', t('{field}: {problem}.', { field, problem: issue.message }), t('Correct {field}, or go back to the rules that come with the app.', { field }), field));
}

/** `*` stands for any text, `?` for one character; case does not count. Takes time in proportion to both lengths at worst. */
export function globMatches(glob: string, text: string): boolean {
  const g = glob.toLowerCase();
  const s = text.toLowerCase();
  let i = 0;
  let j = 0;
  let star = -1;
  let resume = 0;
  while (j < s.length) {
    if (i < g.length && g[i] === '*') {
      star = i++;
      resume = j;
    } else if (i < g.length && (g[i] === '?' || g[i] === s[j])) {
      i++;
      j++;
    } else if (star >= 0) {
      i = star + 1;
      j = ++resume;
    } else return false;
  }
  while (g[i] === '*') i++;
  return i === g.length;
}
