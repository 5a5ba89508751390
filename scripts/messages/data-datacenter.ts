/** Texts of data modules that are translated where they are shown. */
import { DEFAULT_FLEET, type FleetScenario } from '../../src/datacenter/fleet/config';
import { FLEET_PRESETS } from '../../src/datacenter/fleet/presets';
import { PRESETS } from '../../src/datacenter/presets';

/** What a fleet and its parts are called. */
function* names({ name, workload }: FleetScenario): Iterable<string> {
  yield name;
  for (const part of [...workload.kinds, ...workload.tenants]) yield part.name;
}

export function* texts(): Iterable<string> {
  for (const { title, lesson } of PRESETS) yield* [title, lesson];
  yield* names(DEFAULT_FLEET);
  for (const { title, lesson, scenario, against, claim } of FLEET_PRESETS) {
    yield* [title, lesson];
    yield* names(scenario);
    if (against !== null) {
      yield against.title;
      yield* names(against.scenario);
    }
    if (claim !== undefined) yield claim.says;
  }
}
