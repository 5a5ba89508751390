/** When requests come, for sources that do not wait for answers. Each process draws from streams of its own. */
import type { Random } from '@/core/random';
import type { FleetArrivals } from '../config';
import { exponential, gamma } from './variates';

export type OpenArrivals = Exclude<FleetArrivals, { kind: 'closed' } | { kind: 'replay' }>;

/** Gives the next arrival in ms since the start each time it is called; never earlier than the last. */
export type ArrivalTimes = () => number;

/** The process of an open arrival pattern. `stream` names independent random streams. */
export function arrivalTimes(arrivals: OpenArrivals, stream: (name: string) => Random): ArrivalTimes {
  const random = stream('arrivals');
  switch (arrivals.kind) {
    case 'poisson': return renewal(1000 / arrivals.perSecond, () => exponential(random));
    case 'constant': return renewal(1000 / arrivals.perSecond, () => 1);
    case 'gamma': {
      const shape = 1 / (arrivals.cv * arrivals.cv);
      return renewal(1000 / arrivals.perSecond, () => gamma(shape, random) / shape);
    }
    case 'on-off': return onOff(arrivals, random, stream('arrivals/phase'));
    case 'daily': return daily(arrivals, random, stream('arrivals/thinning'));
  }
}

/** Independent gaps of the given mean; `gap` has mean 1. */
function renewal(meanMs: number, gap: () => number): ArrivalTimes {
  let nowMs = 0;
  return () => (nowMs += meanMs * gap());
}

/**
 * Markov-modulated Poisson process of two phases, "on" first with its long-run share. In a phase that ends before the
 * next arrival the rest of the exponential is spent at the other rate, which keeps it exact.
 */
function onOff({ onPerSecond, offPerSecond, onS, offS }: Extract<OpenArrivals, { kind: 'on-off' }>, random: Random, phase: Random): ArrivalTimes {
  let on = phase() < onS / (onS + offS);
  let nowMs = 0;
  let phaseEndMs = 1000 * (on ? onS : offS) * exponential(phase);
  return () => {
    let work = exponential(random);
    for (;;) {
      const perMs = (on ? onPerSecond : offPerSecond) / 1000;
      const untilMs = perMs === 0 ? Number.POSITIVE_INFINITY : nowMs + work / perMs;
      if (untilMs <= phaseEndMs) return (nowMs = untilMs);
      work -= (phaseEndMs - nowMs) * perMs;
      nowMs = phaseEndMs;
      on = !on;
      phaseEndMs = nowMs + 1000 * (on ? onS : offS) * exponential(phase);
    }
  };
}

/** Rate of a daily curve at a moment, in requests a second. */
export function dailyRate({ perSecond, peakFactor, periodS, peakAtS }: Extract<OpenArrivals, { kind: 'daily' }>, nowMs: number): number {
  return perSecond * (1 + (peakFactor - 1) * Math.cos((2 * Math.PI * (nowMs / 1000 - peakAtS)) / periodS));
}

/** Poisson at the peak rate, thinned to the curve (Lewis & Shedler 1979). */
function daily(arrivals: Extract<OpenArrivals, { kind: 'daily' }>, random: Random, thinning: Random): ArrivalTimes {
  const peak = arrivals.perSecond * arrivals.peakFactor;
  let nowMs = 0;
  return () => {
    do nowMs += (1000 / peak) * exponential(random);
    while (thinning() * peak >= dailyRate(arrivals, nowMs));
    return nowMs;
  };
}

/** Long-run mean rate of an open pattern, requests a second. */
export function meanRatePerSecond(arrivals: OpenArrivals): number {
  if (arrivals.kind !== 'on-off') return arrivals.perSecond;
  const { onPerSecond, offPerSecond, onS, offS } = arrivals;
  return (onPerSecond * onS + offPerSecond * offS) / (onS + offS);
}
