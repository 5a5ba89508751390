/** Texts of data modules that are translated where they are shown: claims, levers, phases of the budget. */
import { BALANCING, FAILURES, GATEWAYS, SAFETY } from '../../src/core/scenario';
import { BUDGET_PHASES, S4_BUDGET_SOURCE } from '../../src/decisions/budget';
import { CLAIMS } from '../../src/decisions/claims';
import { LEVERS } from '../../src/decisions/levers';

/** Keys of a source that are no names: S1, “Leviathan 2023” and the like stay as they are. */
const WORDS = /^[a-z]+$/;

export function* texts(): Iterable<string> {
  for (const { title, statement, source, fleetAdds } of CLAIMS) yield* [title, statement, source, ...(fleetAdds === null ? [] : [fleetAdds])];
  for (const { title, what, leavesOut, sources } of LEVERS) {
    yield* [title, what, ...(leavesOut === undefined ? [] : [leavesOut])];
    for (const { key, detail } of sources) yield* [detail, ...(WORDS.test(key) ? [key] : [])];
  }
  yield* BUDGET_PHASES.map(({ title }) => title);
  yield S4_BUDGET_SOURCE;
  // What differs between two scenarios names its choices as words.
  yield* [...BALANCING, ...SAFETY, ...GATEWAYS, ...FAILURES, 'cold', 'reused'].map((choice) => choice.replaceAll('-', ' '));
  yield* [...FAILURES, ...BALANCING];
}
