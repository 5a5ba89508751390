/**
 * What each version of the envelope holds, and how an older one becomes the next: one step a version, in order. A link
 * made by any released version goes through these steps and is then read like one made today (tests/share/fixtures).
 *   1  the change to the scenario
 *   2  `{ scenario, desk }`: the change, and what the pages beside Explore are set to
 *   3  the same; the desk may hold the fleet on the Fleet page and a run measured on somebody's machine
 *   4  the same; the desk may hold a deck of the Present page, a run from elsewhere for the upper lane,
 *      and a fleet the log that it replays
 */
import type { EnvelopeVersion } from './envelope';

/** What follows from one version to the next. */
const STEPS: Readonly<Record<Exclude<EnvelopeVersion, 4>, (value: unknown) => unknown>> = {
  1: (scenario) => ({ scenario }),
  // Everything that version 2 could hold has kept its place and its meaning.
  2: (value) => value,
  // The same of version 3.
  3: (value) => value,
};

/** The contents of an envelope as the newest version lays them out. Pure; what is broken stays broken for the reader to name. */
export function migrate(version: EnvelopeVersion, value: unknown): unknown {
  let now = value;
  if (version <= 1) now = STEPS[1](now);
  if (version <= 2) now = STEPS[2](now);
  if (version <= 3) now = STEPS[3](now);
  return now;
}
