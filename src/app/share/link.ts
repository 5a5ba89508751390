/** The codec between the page's state and its address. Pure: no window, no history, no React. */
import { appError, type AppError } from '@/core/result';
import { DEFAULT_SCENARIO, parsePatch, type Scenario } from '@/core/scenario';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { findPreset } from '@/datacenter/presets';
import { decodeDesk, EMPTY_DESK, encodeDesk, type LinkDesk } from './desk';
import { packHash, unpackHash, type EnvelopeVersion } from './envelope';
import { KNOBS } from './knobs';
import { migrate } from './migrations';
import { difference, isJson, patchAt, valueAt, without, type Json } from './patch';
import { DEFAULT_VIEW, type DecodedLocation, type EncodedLocation, type LinkState, type LinkView } from './state';
import { stepFault, VIEW_PARAMS, type ViewParam } from './view-params';

const PRESET = 'preset';
/** The talk that the Present page marks, of those that ship. */
const DECK = 'deck';
/** Readable parts are short; a longer query was not made here. */
const MAX_SEARCH_CHARS = 20_000;
/** Texts that are left out, longest first, when the address would become too long. */
const LONG_TEXTS = [['request', 'prompt'], ['request', 'systemPrompt']] as const;

/** A state in two parts: what is readable in an address, and the rest as JSON. */
export interface LinkParts {
  /** '' or begins with `?`. */
  readonly search: string;
  /** The rest of the scenario and the desk; both undefined when the readable part tells everything. */
  readonly scenario: Json | undefined;
  readonly desk: Json | undefined;
}

function readable({ scenario, presetId, view, desk }: LinkState): { search: string; rest: Json } {
  const params = new URLSearchParams();
  const preset = presetId === null ? undefined : findPreset(presetId);
  if (preset !== undefined) params.set(PRESET, preset.id);
  const base = preset?.scenario ?? DEFAULT_SCENARIO;

  let rest: Json = asJson(difference(base, scenario));
  for (const knob of KNOBS) {
    if (valueAt(rest, knob.path) === undefined) continue;
    const written = knob.write(valueAt(scenario, knob.path));
    if (written === null) continue;
    params.set(knob.param, written);
    rest = without(rest, knob.path);
  }
  writeView(params, view);
  if (desk.deck?.kind === 'shipped') params.set(DECK, desk.deck.id);
  const search = params.toString();
  return { search: search === '' ? '' : `?${search}`, rest };
}

const orNothing = (rest: Json): Json | undefined => (Object.keys(rest).length === 0 ? undefined : rest);

/** A state in its parts, whatever their length: a file has room for all of it. */
export function encodeParts(state: LinkState): LinkParts {
  const { search, rest } = readable(state);
  return { search, scenario: orNothing(rest), desk: encodeDesk(state.desk) };
}

/** The address of a state. `decodeLocation` gives it back, but for what `omitted` names. */
export function encodeLocation(state: LinkState): EncodedLocation {
  const { desk } = state;
  const { search, rest: all } = readable(state);
  let rest = all;
  const omitted: string[] = [];
  let carried = desk;
  const pack = (): string | null => {
    const change = orNothing(rest);
    const packed = encodeDesk(carried);
    if (packed === undefined) return packHash(change);
    return packHash({ ...(change === undefined ? {} : { scenario: change }), desk: packed }, versionOf(carried));
  };
  let hash = pack();
  // Whole runs are the longest: they stay behind first, those of the lanes before those that are pinned.
  for (const lane of ['local', 'upper'] as const) {
    if (hash !== null || carried[lane] === null) continue;
    omitted.push(`desk.${lane}`);
    carried = { ...carried, [lane]: null };
    hash = pack();
  }
  if (hash === null && carried.fleet?.log !== undefined) {
    omitted.push('desk.fleet');
    carried = { ...carried, fleet: null };
    hash = pack();
  }
  if (hash === null && carried.deck?.kind === 'own') {
    omitted.push('desk.deck');
    carried = { ...carried, deck: null };
    hash = pack();
  }
  for (let i = (desk.picks?.length ?? 0) - 1; i >= 0 && hash === null; i--) {
    if (desk.picks?.[i]?.kind !== 'trace') continue;
    omitted.push(`desk.picks.${i + 1}`);
    carried = { ...carried, picks: desk.picks.filter((_, at) => !omitted.includes(`desk.picks.${at + 1}`)) };
    hash = pack();
  }
  for (const path of byLength(rest)) {
    if (hash !== null) break;
    rest = without(rest, path);
    omitted.push(path.join('.'));
    hash = pack();
  }
  return { search, hash: hash ?? '', omitted };
}

/** The lowest version that has a place for it. */
const versionOf = ({ fleet, local, upper, deck }: LinkDesk): EnvelopeVersion => (deck?.kind === 'own' || upper !== null || fleet?.log !== undefined ? 4 : fleet === null && local === null ? 2 : 3);

const asJson = (value: unknown): Json => (isJson(value) ? value : {});

/** Paths of the long texts in a patch, the longest first. */
function byLength(patch: Json): (typeof LONG_TEXTS)[number][] {
  const chars = (path: (typeof LONG_TEXTS)[number]): number => {
    const value = valueAt(patch, path);
    return typeof value === 'string' ? value.length : 0;
  };
  return LONG_TEXTS.filter((path) => chars(path) > 0).sort((a, b) => chars(b) - chars(a));
}

function writeView(params: URLSearchParams, view: LinkView): void {
  const put = <K extends keyof LinkView>(key: K): void => {
    const { param, write }: ViewParam<LinkView[K]> = VIEW_PARAMS[key];
    const written = write(view[key]);
    if (written !== null) params.set(param, written);
  };
  for (const key of Object.keys(VIEW_PARAMS) as (keyof LinkView)[]) put(key);
}

/** The state behind an address (a Location, a URL). Never throws; what cannot be read becomes a problem and a default. */
export function decodeLocation({ search, hash }: { search: string; hash: string }): DecodedLocation {
  const unpacked = unpackHash(hash);
  const decoded = decodeParts(search, unpacked.ok && unpacked.value !== undefined ? migrate(unpacked.value.version, unpacked.value.value) : undefined);
  return unpacked.ok ? decoded : { ...decoded, problems: [unpacked.error, ...decoded.problems] };
}

/** The state behind its two parts. `content` is that of an envelope of the newest version, or undefined for none. Never throws. */
export function decodeParts(search: string, content: unknown): DecodedLocation {
  const problems: AppError[] = [];
  const params = readParams(search, problems);

  const presetId = params.get(PRESET) ?? null;
  const preset = presetId === null ? undefined : findPreset(presetId);
  if (presetId !== null && preset === undefined) {
    problems.push(appError('link-preset', t('There is no preset {name}.', { name: quoted(presetId) }), t('Choose one from the menu; the page shows the default request.'), PRESET));
  }
  const envelope = readContent(content, preset?.scenario ?? DEFAULT_SCENARIO, problems);
  const scenario = readKnobs(params, envelope.scenario, problems);
  return { state: { scenario, presetId: preset?.id ?? null, view: readView(params, problems), desk: readDeckName(params, envelope.desk, problems) }, problems };
}

/** Parameters of the page that are no part of the state: how it is embedded (docs/embed.md), the reader's language. */
const OF_THE_PAGE = ['embed', 'origin', 'lang'] as const;
const KNOWN: ReadonlySet<string> = new Set([PRESET, DECK, ...OF_THE_PAGE, ...KNOBS.map(({ param }) => param), ...Object.values(VIEW_PARAMS).map(({ param }) => param)]);

function readParams(search: string, problems: AppError[]): Map<string, string> {
  const params = new Map<string, string>();
  if (search.length > MAX_SEARCH_CHARS) {
    problems.push(appError('link-too-large', t('The link\'s parameters are longer than {most} characters.', { most: formatCount(MAX_SEARCH_CHARS) }), t('They were ignored.')));
    return params;
  }
  for (const [name, value] of new URLSearchParams(search)) {
    if (!KNOWN.has(name)) {
      problems.push(appError('link-unknown', t('The link has a parameter {name} that does not exist.', { name: quoted(name) }), t('It was ignored.'), name));
    } else if (params.has(name)) {
      problems.push(appError('link-twice', t('The link has {name} twice.', { name }), t('The first one counts.'), name));
    } else params.set(name, value);
  }
  return params;
}

function readContent(value: unknown, base: Scenario, problems: AppError[]): { scenario: Scenario; desk: LinkDesk } {
  if (value === undefined) return { scenario: base, desk: EMPTY_DESK };
  if (!isJson(value)) {
    problems.push(appError('link-invalid', t('The link is not valid: it must hold an object.'), t('It was ignored; the page shows its default.')));
    return { scenario: base, desk: EMPTY_DESK };
  }
  for (const key of Object.keys(value)) {
    if (key !== 'scenario' && key !== 'desk') problems.push(appError('link-unknown', t('The link has a part {name} that does not exist.', { name: quoted(key) }), t('It was ignored.'), clean(key, SHOWN_CHARS)));
  }
  const scenario = value['scenario'] === undefined ? base : readScenario(value['scenario'], base, problems);
  return { scenario, desk: decodeDesk(value['desk'], problems) };
}

function readScenario(value: unknown, base: Scenario, problems: AppError[]): Scenario {
  const parsed = parsePatch(base, value);
  if (parsed.ok) return parsed.value;
  problems.push(ignored(parsed.error));
  return base;
}

/** The name of a talk that ships; which there are, the Present page knows. */
function readDeckName(params: ReadonlyMap<string, string>, desk: LinkDesk, problems: AppError[]): LinkDesk {
  const id = params.get(DECK);
  if (id === undefined) return desk;
  if (desk.deck !== null) problems.push(appError('link-twice', t('The link names a deck and holds one.'), t('The one in it counts.'), DECK));
  else if (/^[a-z0-9][a-z0-9-]{0,79}$/.test(id)) return { ...desk, deck: { kind: 'shipped', id } };
  else problems.push(appError('link-value', t('The link\'s deck is {name}; it must be the name of a deck such as the-tail.', { name: quoted(id) }), t('It was ignored.'), DECK));
  return desk;
}

function readKnobs(params: ReadonlyMap<string, string>, base: Scenario, problems: AppError[]): Scenario {
  let scenario = base;
  for (const { param, path, read, expects } of KNOBS) {
    const text = params.get(param);
    if (text === undefined) continue;
    const value = read(text);
    if (value === undefined) {
      problems.push(appError('link-value', t('The link\'s {name} is {value}; it must be {expected}.', { name: param, value: quoted(text), expected: expects() }), t('It was ignored.'), param));
      continue;
    }
    const parsed = parsePatch(scenario, patchAt(path, value));
    if (parsed.ok) scenario = parsed.value;
    else problems.push(ignored(parsed.error, param));
  }
  return scenario;
}

function readView(params: ReadonlyMap<string, string>, problems: AppError[]): LinkView {
  const view = { ...DEFAULT_VIEW };
  const take = <K extends keyof LinkView>(key: K): void => {
    const { param, read, expects }: ViewParam<LinkView[K]> = VIEW_PARAMS[key];
    const text = params.get(param);
    if (text === undefined) return;
    const value = read(text);
    if (value !== undefined) view[key] = value;
    else problems.push(appError('link-value', t('The link\'s {name} is {value}; it must be {expected}.', { name: param, value: quoted(text), expected: expects() }), t('It was ignored.'), param));
  };
  for (const key of Object.keys(VIEW_PARAMS) as (keyof LinkView)[]) take(key);
  const fault = stepFault(view);
  if (fault === null) return view;
  problems.push(appError('link-value', t('The link\'s step is {step}: {problem}.', { step: String(view.step), problem: fault }), t('It was ignored.'), VIEW_PARAMS.step.param));
  return { ...view, step: null };
}

const ignored = ({ message, field }: AppError, param?: string): AppError =>
  appError('link-invalid', invalidWords(clean(message, 2 * SHOWN_CHARS), param), t('It was ignored; the page shows its default.'), field === undefined ? undefined : clean(field, SHOWN_CHARS));

const invalidWords = (problem: string, param?: string): string =>
  param === undefined ? t('The link is not valid: {problem}', { problem }) : t('The link\'s {name} is not valid: {problem}', { name: param, problem });

const SHOWN_CHARS = 60;
/** A stranger's text in a message: short, control and direction characters made visible. */
const clean = (text: string, chars: number): string =>
  `${text.slice(0, chars).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD')}${text.length > chars ? '…' : ''}`;
const quoted = (text: string): string => `“${clean(text, SHOWN_CHARS)}”`;
