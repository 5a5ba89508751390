/** Time axes: where a moment stands on an axis, and the round values written along it. Pure. */
import { withDecimalSign, writeNumber } from '../ui/number-text';

export type ScaleKind = 'linear' | 'log';

export interface Tick {
  ms: number;
  label: string;
}

export interface Scale {
  kind: ScaleKind;
  /** First and last moment shown, in ms. On a log axis the first is above 0. */
  startMs: number;
  endMs: number;
  /** Moment to place on the axis: 0 at its start, 1 at its end, beyond outside. Before a log axis: -Infinity is held at -1. */
  at: (ms: number) => number;
  /** Place on the axis to moment: the inverse of `at`. */
  msAt: (place: number) => number;
}

/** Equal lengths are equal times. An empty stretch is widened so that the axis always has a length. */
export function linearScale(startMs: number, endMs: number): Scale {
  const lengthMs = Math.max(endMs - startMs, 1e-9);
  return {
    kind: 'linear',
    startMs,
    endMs: startMs + lengthMs,
    at: (ms) => (ms - startMs) / lengthMs,
    msAt: (place) => startMs + place * lengthMs,
  };
}

/** Equal lengths are equal ratios. @throws RangeError unless 0 < startMs < endMs. */
export function logScale(startMs: number, endMs: number): Scale {
  if (!(startMs > 0 && endMs > startMs)) throw new RangeError(`log axis from ${startMs} to ${endMs} ms`);
  const decades = Math.log10(endMs / startMs);
  return {
    kind: 'log',
    startMs,
    endMs,
    at: (ms) => (ms <= 0 ? -1 : Math.max(-1, Math.log10(ms / startMs) / decades)),
    msAt: (place) => startMs * 10 ** (place * decades),
  };
}

/** No browser clock tells times finer than this apart, in ms: 5 µs in an isolated page. */
const FINEST_MS = 0.005;

/** Where a log axis begins: the whole decade at or below the earliest end of a span, but not under a browser clock's grain. */
export function logStartMs(ends: Iterable<number>): number {
  let least = Infinity;
  for (const ms of ends) if (ms > 0 && ms < least) least = ms;
  return 10 ** Math.floor(Math.log10(Math.max(FINEST_MS, Math.min(least, 1))));
}

/** Ticks at round values, at most `most` of them. */
export function ticksOf(scale: Scale, most: number): Tick[] {
  return scale.kind === 'linear' ? linearTicks(scale, most) : logTicks(scale, most);
}

function linearTicks({ startMs, endMs }: Scale, most: number): Tick[] {
  const stepMs = roundStep((endMs - startMs) / Math.max(most, 1));
  const unit = unitFor(Math.max(Math.abs(startMs), Math.abs(endMs)), stepMs);
  const decimals = Math.max(0, -Math.floor(Math.log10(stepMs / unit.ms) + 1e-9));
  const ticks: Tick[] = [];
  for (let i = Math.ceil(startMs / stepMs - 1e-9); i * stepMs <= endMs * (1 + 1e-12); i++) {
    ticks.push({ ms: i * stepMs, label: i === 0 ? '0' : `${withDecimalSign((i * stepMs / unit.ms).toFixed(decimals))}\u202f${unit.name}` });
  }
  return ticks;
}

function logTicks({ startMs, endMs }: Scale, most: number): Tick[] {
  const low = Math.floor(Math.log10(startMs) + 1e-9);
  const high = Math.ceil(Math.log10(endMs) - 1e-9);
  for (const marks of [[1, 2, 5], [1, 3], [1]]) {
    const ticks: Tick[] = [];
    for (let decade = low; decade <= high; decade++) {
      for (const mark of marks) {
        const ms = mark * 10 ** decade;
        if (ms >= startMs * (1 - 1e-9) && ms <= endMs * (1 + 1e-9)) ticks.push({ ms, label: roundLabel(ms) });
      }
    }
    if (ticks.length <= most) return ticks;
  }
  const decades: Tick[] = [];
  const stride = Math.max(1, Math.ceil((high - low + 1) / Math.max(most, 1)));
  for (let decade = low; decade <= high; decade += stride) {
    const ms = 10 ** decade;
    if (ms >= startMs * (1 - 1e-9) && ms <= endMs) decades.push({ ms, label: roundLabel(ms) });
  }
  return decades;
}

/** The smallest of 1, 2, 5 · 10^n that is at least `rough`. */
export function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  for (const mark of [1, 2, 5]) if (mark * power >= rough * (1 - 1e-9)) return mark * power;
  return 10 * power;
}

const UNITS = [
  { name: 's', ms: 1000 },
  { name: 'ms', ms: 1 },
  { name: 'µs', ms: 0.001 },
] as const;

/** One unit for a whole axis: the largest in which the end is at least 1 and a step needs at most two decimals. */
function unitFor(endMs: number, stepMs: number): (typeof UNITS)[number] {
  return UNITS.find((unit) => endMs >= unit.ms && stepMs >= unit.ms / 100) ?? UNITS[2];
}

/** A value that is already round, without trailing zeros: 20 µs, 0.5 µs, 1 s. */
function roundLabel(ms: number): string {
  const unit = UNITS.find((u) => ms >= u.ms * (1 - 1e-9)) ?? UNITS[2];
  return `${writeNumber(Number((ms / unit.ms).toPrecision(2)))}\u202f${unit.name}`;
}
