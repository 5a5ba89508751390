/** Where does it change? Grid and bisection over one parameter, for claims and solvers. */

/** A parameter to search, with the part of its range that a claim speaks about. */
export interface Axis {
  readonly parameter: string;
  readonly unit: string;
  /** Where the claim is made: it holds when it holds throughout. */
  readonly domain: readonly [low: number, high: number];
  /** Where its turning point is looked for; contains the domain. */
  readonly search: readonly [low: number, high: number];
  readonly scale: 'linear' | 'log';
  readonly integer: boolean;
  /** The value of the scenarios shown. */
  readonly base: number;
}

/** True, false, or null where the set-up cannot exist. */
export type Test<T> = (value: T) => boolean | null;

export type Verdict = 'holds' | 'holds-only-if' | 'does-not-hold';

/** The turning point: two neighbouring values, one on each side. Both null when nothing changes in the range searched. */
export interface Flip {
  readonly parameter: string;
  readonly unit: string;
  readonly base: number | string;
  readonly holdsAt: number | string | null;
  readonly failsAt: number | string | null;
  readonly searched: readonly [from: number | string, to: number | string];
}

export interface Judgement {
  readonly verdict: Verdict;
  /** The turning point nearest to the base. */
  readonly flip: Flip;
  /** All turning points found, ascending; empty when nothing changes. */
  readonly flips: readonly Flip[];
}

const DOMAIN_POINTS = 9;
const OUTER_POINTS = 8;

/** `count` values from low to high, both included, without repeats. */
export function gridOf([low, high]: readonly [number, number], count: number, { scale, integer }: Pick<Axis, 'scale' | 'integer'>): number[] {
  if (low === high) return [low];
  const at = (i: number): number => {
    const f = i / (count - 1);
    const x = scale === 'log' ? low * (high / low) ** f : low + (high - low) * f;
    return i === count - 1 ? high : integer ? Math.round(x) : x;
  };
  return [...new Set(Array.from({ length: count }, (_, i) => at(i)))];
}

const verdictOf = (results: readonly (boolean | null)[]): Verdict => {
  const known = results.filter((result) => result !== null);
  if (known.length > 0 && known.every(Boolean)) return 'holds';
  return known.some(Boolean) ? 'holds-only-if' : 'does-not-hold';
};

/** Evaluates a claim over an axis: its verdict in the domain, and the turning point nearest to the base. */
export function judge(axis: Axis, test: Test<number>): Judgement {
  const known = new Map<number, boolean | null>();
  const ask = (x: number): boolean | null => {
    const before = known.get(x);
    if (before !== undefined) return before;
    const result = test(x);
    known.set(x, result);
    return result;
  };
  const domain = gridOf(axis.domain, DOMAIN_POINTS, axis);
  const verdict = verdictOf(domain.map(ask));
  const points = [...new Set([
    ...gridOf([axis.search[0], axis.domain[0]], OUTER_POINTS, axis), ...domain, ...gridOf([axis.domain[1], axis.search[1]], OUTER_POINTS, axis),
  ])].sort((a, b) => a - b).filter((x) => ask(x) !== null);
  const distance = (x: number): number => (axis.scale === 'log' ? Math.abs(Math.log(x / axis.base)) : Math.abs(x - axis.base));
  const common = { parameter: axis.parameter, unit: axis.unit, base: axis.base, searched: axis.search };
  const flips = points.slice(1).flatMap((b, i): (Flip & { readonly distance: number })[] => {
    const a = points[i] ?? b;
    if (ask(a) === ask(b)) return [];
    const lowHolds = ask(a) === true;
    const [low, high] = narrow([a, b], axis, (x) => (ask(x) === true) === lowHolds);
    return [{ ...common, holdsAt: lowHolds ? low : high, failsAt: lowHolds ? high : low, distance: Math.min(distance(low), distance(high)) }];
  });
  const nearest = flips.reduce<(typeof flips)[number] | null>((best, flip) => (best === null || flip.distance < best.distance ? flip : best), null);
  const plain = ({ distance: _, ...flip }: (typeof flips)[number]): Flip => flip;
  return { verdict, flip: nearest === null ? { ...common, holdsAt: null, failsAt: null } : plain(nearest), flips: flips.map(plain) };
}

/** Halves [low, high] until its ends are neighbours: whole numbers one apart, others within a thousandth. `lowSide(low)` is true, `lowSide(high)` false. */
function narrow([from, to]: readonly [number, number], { integer, scale }: Pick<Axis, 'integer' | 'scale'>, lowSide: (x: number) => boolean): [number, number] {
  let low = from;
  let high = to;
  for (;;) {
    if (integer ? high - low <= 1 : high - low <= 1e-3 * Math.max(Math.abs(high), 1e-6)) return [low, high];
    const middle = scale === 'log' && low > 0 ? Math.sqrt(low * high) : (low + high) / 2;
    const x = integer ? Math.min(high - 1, Math.max(low + 1, Math.round(middle))) : middle;
    if (lowSide(x)) low = x;
    else high = x;
  }
}

/** A claim over named alternatives instead of a number. `base` is the one the claim speaks about. */
export function judgeList<T>(
  parameter: string, base: string, options: readonly { readonly label: string; readonly value: T; readonly inDomain: boolean }[], test: Test<T>,
): Judgement {
  const results = options.map((option) => ({ ...option, holds: test(option.value) }));
  const verdict = verdictOf(results.filter((r) => r.inDomain).map((r) => r.holds));
  const atBase = results.find((r) => r.label === base)?.holds ?? null;
  const other = results.find((r) => r.holds !== null && r.holds !== atBase);
  const ends: Flip['searched'] = [options[0]?.label ?? '', options.at(-1)?.label ?? ''];
  const common = { parameter, unit: '', base, searched: ends };
  if (other === undefined || atBase === null) return { verdict, flip: { ...common, holdsAt: null, failsAt: null }, flips: [] };
  const flip = { ...common, holdsAt: atBase ? base : other.label, failsAt: atBase ? other.label : base };
  return { verdict, flip, flips: [flip] };
}

export interface Largest {
  /** The largest value that fits; null when not even the smallest does. */
  readonly value: number | null;
  /** The smallest value known not to fit; null when the upper bound fits. */
  readonly tooLarge: number | null;
  readonly evaluations: number;
}

/** Largest whole number in low..high for which `fits` is true, taking it to be true up to some value and false beyond. */
export function largestWhole(low: number, high: number, fits: (value: number) => boolean): Largest {
  let evaluations = 0;
  const ask = (x: number): boolean => {
    evaluations++;
    return fits(x);
  };
  if (high < low || !ask(low)) return { value: null, tooLarge: low, evaluations };
  if (high === low || ask(high)) return { value: high, tooLarge: null, evaluations };
  const [value, tooLarge] = narrow([low, high], { integer: true, scale: 'log' }, ask);
  return { value, tooLarge, evaluations };
}
