/** What a link carries of the pages beside Explore: runs set side by side, an edited budget, rates that were chosen. */
import { appError, type AppError } from '@/core/result';
import { DEFAULT_SCENARIO, parsePatch, type Scenario } from '@/core/scenario';
import { t } from '@/core/text';
import { parseTrace, type Trace } from '@/core/trace';
import { findPreset } from '@/datacenter/presets';
import { BUDGET_PHASES, parseBudget, S4_BUDGET, type Budget } from '@/decisions/budget-phases';
import { decodeRun, encodeRun } from './columns';
import { difference, isJson, type Json } from './patch';

/** A modeled run is its scenario and is computed again; any other is the trace itself. */
export type LinkPick =
  | { readonly kind: 'current' }
  | { readonly kind: 'preset'; readonly presetId: string }
  | { readonly kind: 'scenario'; readonly scenario: Scenario }
  | { readonly kind: 'trace'; readonly trace: Trace };

export interface LinkCost {
  readonly requestsPerS: number;
  /** 0 to 1. */
  readonly utilization: number;
  /** Null: as quoted. */
  readonly usdPerGpuHour: number | null;
}

/** A fleet as a link carries it: what differs from a preset, or from the steady chat. `share/fleet` makes and reads it. */
export interface LinkFleet {
  readonly presetId: string | null;
  /** Not checked beyond being an object: the Fleet page, which has the schema, does that when it opens. */
  readonly change: Json;
  /** The log that it replays, in columns (`share/fleet-log`). Not checked here either. */
  readonly log?: Json;
}

/** A talk on the Present page: one of those that ship, by its name, or somebody's own, whole. */
export type LinkDeck =
  | { readonly kind: 'shipped'; readonly id: string }
  /** Not checked beyond its size: the Present page, which has the schema, does that when it opens. */
  | { readonly kind: 'own'; readonly deck: Json };

/** A run from elsewhere in the upper lane: a fleet's request, a file's trace. */
export interface LinkOpened {
  readonly trace: Trace;
  /** Where it is from, for the reader. */
  readonly from: string;
}

/** Null stands for what the page opens with. */
export interface LinkDesk {
  readonly picks: readonly LinkPick[] | null;
  readonly budget: Budget | null;
  readonly cost: LinkCost | null;
  /** Requests a second of the steady load in the inspector. */
  readonly steadyPerS: number | null;
  /** What the Fleet page simulates. */
  readonly fleet: LinkFleet | null;
  /** A run measured on the machine of whoever made the link, for the lower lane. */
  readonly local: Trace | null;
  /** A run from elsewhere, for the upper lane. */
  readonly upper: LinkOpened | null;
  readonly deck: LinkDeck | null;
}

export const EMPTY_DESK: LinkDesk = { picks: null, budget: null, cost: null, steadyPerS: null, fleet: null, local: null, upper: null, deck: null };

/** As many as the page shows. */
const MOST_PICKS = 4;
const MOST_RATE = 1e6;
const MOST_RENT = 1e4;

const diffOf = (scenario: Scenario): unknown => difference(DEFAULT_SCENARIO, scenario) ?? {};

function encodePick(pick: LinkPick): unknown {
  switch (pick.kind) {
    case 'current': return 'current';
    case 'preset': return { preset: pick.presetId };
    case 'scenario': return { scenario: diffOf(pick.scenario) };
    case 'trace': return { trace: { ...pick.trace, scenario: diffOf(pick.trace.scenario) } };
  }
}

/** The desk as JSON, or undefined when nothing on it differs from how the pages open. */
export function encodeDesk({ picks, budget, cost, steadyPerS, fleet, local, upper, deck }: LinkDesk): Json | undefined {
  const out: Json = {
    ...(picks === null ? {} : { picks: picks.map(encodePick) }),
    ...(budget === null ? {} : { budget }), ...(cost === null ? {} : { cost }), ...(steadyPerS === null ? {} : { steadyPerS }),
    ...(fleet === null ? {} : { fleet: { ...(fleet.presetId === null ? {} : { preset: fleet.presetId }), ...(Object.keys(fleet.change).length === 0 ? {} : { change: fleet.change }), ...(fleet.log === undefined ? {} : { log: fleet.log }) } }),
    ...(local === null ? {} : { local: encodeRun(local) }),
    ...(upper === null ? {} : { upper: { from: shortFrom(upper.from), run: encodeRun(upper.trace) } }),
    // One that ships is named in the readable part of the address.
    ...(deck?.kind === 'own' ? { deck: deck.deck } : {}),
  };
  return Object.keys(out).length === 0 ? undefined : out;
}

type Problem = (field: string, message: string) => void;

const FIELDS: ReadonlySet<string> = new Set(Object.keys(EMPTY_DESK));

/** Reads a desk; each part that is broken is named in `problems` and left as the page opens with it. Never throws. */
export function decodeDesk(value: unknown, problems: AppError[]): LinkDesk {
  if (value === undefined) return EMPTY_DESK;
  const say: Problem = (field, message) => problems.push(appError('link-invalid', t('The link’s {field} is not valid: {problem}', { field, problem: message }), t('It was ignored; the page shows its default.'), field));
  if (!isJson(value)) {
    say('desk', t('it must be an object.'));
    return EMPTY_DESK;
  }
  for (const key of Object.keys(value)) if (!FIELDS.has(key)) say(`desk.${key.slice(0, 40).replace(/[^\w-]/g, '?')}`, t('there is no such field.'));
  return {
    picks: decodePicks(value['picks'], say),
    budget: decodeBudget(value['budget'], say),
    cost: decodeCost(value['cost'], say),
    steadyPerS: decodeRate(value['steadyPerS'], 'desk.steadyPerS', say),
    fleet: decodeFleet(value['fleet'], say),
    local: decodeRunAt('desk.local', value['local'], say),
    upper: decodeUpper(value['upper'], say),
    deck: decodeDeck(value['deck'], say),
  };
}

const FLEET_FIELDS: ReadonlySet<string> = new Set(['preset', 'change', 'log']);
const MOST_ID_CHARS = 80;

function decodeFleet(value: unknown, say: Problem): LinkFleet | null {
  if (value === undefined) return null;
  const { preset, change = {}, log } = isJson(value) ? value : {};
  const fits = isJson(value) && isJson(change) && (log === undefined || isJson(log)) && Object.keys(value).every((key) => FLEET_FIELDS.has(key)) && (preset === undefined || (typeof preset === 'string' && preset.length <= MOST_ID_CHARS));
  if (fits) return { presetId: typeof preset === 'string' ? preset : null, change, ...(isJson(log) ? { log } : {}) };
  say('desk.fleet', t('it must be an object with a preset, a change, or both.'));
  return null;
}

/** Steps and characters of JSON that a deck has at most: the Present page's own limits. */
export const MOST_DECK = { steps: 60, chars: 400_000 } as const;

function decodeDeck(value: unknown, say: Problem): LinkDeck | null {
  if (value === undefined) return null;
  if (!isJson(value) || !Array.isArray(value['steps'])) say('desk.deck', t('it must be an object with steps.'));
  else if (value['steps'].length > MOST_DECK.steps) say('desk.deck.steps', t('it has {count} steps; at most {most} are read.', { count: value['steps'].length, most: MOST_DECK.steps }));
  else if (JSON.stringify(value).length > MOST_DECK.chars) say('desk.deck', t('it has more than {most} characters.', { most: MOST_DECK.chars }));
  else return { kind: 'own', deck: value };
  return null;
}

function decodeRunAt(field: string, value: unknown, say: Problem): Trace | null {
  if (value === undefined) return null;
  const run = decodeRun(value);
  if (run.ok) return run.value;
  say(run.error.field === undefined ? field : `${field}.${run.error.field}`, run.error.message);
  return null;
}

/** It stands in one line, and anybody may have written it. */
const MOST_FROM_CHARS = 200;
const shortFrom = (from: string): string => from.slice(0, MOST_FROM_CHARS).replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD');

const UPPER_FIELDS: ReadonlySet<string> = new Set(['from', 'run']);

function decodeUpper(value: unknown, say: Problem): LinkOpened | null {
  if (value === undefined) return null;
  const { from, run } = isJson(value) ? value : {};
  if (!isJson(value) || typeof from !== 'string' || from.length > MOST_FROM_CHARS || run === undefined || Object.keys(value).some((key) => !UPPER_FIELDS.has(key))) {
    say('desk.upper', t('it must be an object with a run and a text that says where it is from.'));
    return null;
  }
  const trace = decodeRunAt('desk.upper.run', run, say);
  return trace === null ? null : { trace, from: shortFrom(from) };
}

function decodeRate(value: unknown, field: string, say: Problem): number | null {
  if (value === undefined) return null;
  if (typeof value === 'number' && value > 0 && value <= MOST_RATE) return value;
  say(field, t('it must be a number above 0, at most {most}.', { most: MOST_RATE }));
  return null;
}

function decodeBudget(value: unknown, say: Problem): Budget | null {
  if (value === undefined) return null;
  const known: ReadonlySet<string> = new Set(BUDGET_PHASES.map(({ id }) => id));
  if (!isJson(value) || Object.keys(value).some((key) => !known.has(key))) {
    say('desk.budget', t('it must give ms for {phases}.', { phases: [...known].join(', ') }));
    return null;
  }
  const parsed = parseBudget(value);
  if (parsed.ok) return Object.keys(value).length === 0 ? S4_BUDGET : parsed.value;
  say(`desk.budget.${parsed.error.field ?? ''}`, parsed.error.message);
  return null;
}

function decodeCost(value: unknown, say: Problem): LinkCost | null {
  if (value === undefined) return null;
  const cost = isJson(value) ? value : {};
  const within = (field: string, low: number, high: number): number | null => {
    const amount = cost[field];
    if (typeof amount === 'number' && amount >= low && amount <= high) return amount;
    say(`desk.cost.${field}`, t('it must be a number from {low} to {high}.', { low, high }));
    return null;
  };
  const requestsPerS = within('requestsPerS', 0, MOST_RATE);
  const utilization = within('utilization', 0.01, 1);
  const own = cost['usdPerGpuHour'];
  const usdPerGpuHour = own === null ? null : within('usdPerGpuHour', 0, MOST_RENT);
  if (requestsPerS === null || utilization === null || (usdPerGpuHour === null && own !== null)) return null;
  return { requestsPerS, utilization, usdPerGpuHour };
}

function decodePicks(value: unknown, say: Problem): LinkPick[] | null {
  if (value === undefined) return null;
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_PICKS) {
    say('desk.picks', t('it must list one to {most} runs.', { most: MOST_PICKS }));
    return null;
  }
  const picks = value.flatMap((pick: unknown, i): LinkPick[] => {
    const decoded = decodePick(pick, (message) => say(`desk.picks.${i + 1}`, message));
    return decoded === null ? [] : [decoded];
  });
  return picks.length === 0 ? null : picks;
}

function decodePick(value: unknown, say: (message: string) => void): LinkPick | null {
  if (value === 'current') return { kind: 'current' };
  const [key, ...more] = isJson(value) ? Object.keys(value) : [];
  if (!isJson(value) || key === undefined || more.length > 0) {
    say(t('a run is current, a preset, a scenario or a trace.'));
    return null;
  }
  const inner = value[key];
  if (key === 'preset') {
    if (typeof inner === 'string' && findPreset(inner) !== undefined) return { kind: 'preset', presetId: inner };
    say(t('there is no such preset.'));
    return null;
  }
  const scenario = parsePatch(DEFAULT_SCENARIO, key === 'trace' && isJson(inner) ? inner['scenario'] : inner);
  if ((key !== 'scenario' && key !== 'trace') || !scenario.ok) {
    say(scenario.ok ? t('a run is current, a preset, a scenario or a trace.') : scenario.error.message);
    return null;
  }
  if (key === 'scenario') return { kind: 'scenario', scenario: scenario.value };
  const trace = parseTrace({ ...(isJson(inner) ? inner : {}), scenario: scenario.value });
  if (!trace.ok) {
    say(trace.error.message);
    return null;
  }
  return { kind: 'trace', trace: brought(trace.value) };
}

/** What came by link was not measured here: it is marked as brought from elsewhere. Modeled spans stay what they are. */
const brought = (trace: Trace): Trace => ({
  ...trace, source: 'import',
  spans: trace.spans.map((span) => (span.provenance === 'modeled' ? span : { ...span, provenance: 'imported' as const })),
});
