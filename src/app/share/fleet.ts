/** The Fleet page's scenario in a link: the preset's name and only what differs from it. Pure. */
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import { DEFAULT_FLEET, parseFleetScenario, type FleetScenario } from '@/datacenter/fleet/config';
import { changeFleetUnchecked, findFleetPreset } from '@/datacenter/fleet/presets';
import type { LinkFleet } from './desk';
import { logFileOf } from './fleet-log';
import { isJson, type Json } from './patch';

const replays = (scenario: FleetScenario): boolean => scenario.workload.arrivals.kind === 'replay';

/** A fleet that replays a log travels with the log (`encodeLog`), and not without it. */
export const canTravel = (scenario: FleetScenario, log: Json | null = null): boolean => !replays(scenario) || log !== null;

/** What a link says of a fleet; null for one that replays a log which cannot travel. */
export function encodeFleet(scenario: FleetScenario, presetId: string | null, log: Json | null = null): LinkFleet | null {
  if (!canTravel(scenario, log)) return null;
  const preset = presetId === null ? undefined : findFleetPreset(presetId);
  const change = changeOf(preset?.scenario ?? DEFAULT_FLEET, scenario);
  return { presetId: preset?.id ?? null, change: isJson(change) ? change : {}, ...(replays(scenario) && log !== null ? { log } : {}) };
}

export interface ReadFleet {
  scenario: FleetScenario;
  presetId: string | null;
  /** The log that it replays, as the text of a log file. */
  log?: string;
}

/** The fleet behind it, checked field by field. */
export function readFleet({ presetId, change, log }: LinkFleet): Result<ReadFleet> {
  const preset = presetId === null ? undefined : findFleetPreset(presetId);
  if (presetId !== null && preset === undefined) {
    return err(appError('link-fleet', t('The link’s fleet starts from a preset that does not exist.'), t('Choose one on the Fleet page; it shows its default.'), 'desk.fleet.preset'));
  }
  const parsed = parseFleetScenario(changeFleetUnchecked(preset?.scenario ?? DEFAULT_FLEET, change));
  if (!parsed.ok) {
    const { field, message } = parsed.error;
    return err(appError('link-fleet', t('The link’s fleet is not valid: {problem}', { problem: message }), t('It was ignored; the Fleet page shows its default.'), `desk.fleet.change.${field ?? ''}`));
  }
  if (replays(parsed.value) && log !== undefined) {
    const file = logFileOf(log);
    return file.ok ? ok({ scenario: parsed.value, presetId: preset?.id ?? null, log: file.value }) : err({ ...file.error, field: `desk.fleet.log.${file.error.field ?? ''}` });
  }
  if (log !== undefined) return err(appError('link-fleet', t('The link’s fleet comes with a log that it does not replay.'), t('It was ignored; the Fleet page shows its default.'), 'desk.fleet.log'));
  if (!canTravel(parsed.value)) return err(appError('link-fleet', t('The link’s fleet replays a log, which is not in it.'), t('Open the log itself on the Fleet page.'), 'desk.fleet.change'));
  return ok({ scenario: parsed.value, presetId: preset?.id ?? null });
}

/** The change that `changeFleet` makes into `value`; undefined when nothing differs. Something of another kind is given whole. */
function changeOf(base: unknown, value: unknown): unknown {
  const same = isJson(base) && isJson(value) && base['kind'] === value['kind'];
  if (!same) return base === value || JSON.stringify(base) === JSON.stringify(value) ? undefined : value;
  const out: Json = {};
  for (const [key, inner] of Object.entries(value)) {
    const changed = changeOf(base[key], inner);
    if (changed !== undefined) out[key] = changed;
  }
  return Object.keys(out).length === 0 ? undefined : out;
}
