/** What is on the page, as a step of a deck. */
import { DEFAULT_SCENARIO, type Scenario } from '@/core/scenario';
import { findPreset } from '@/datacenter/presets';
import { useScenario } from '../../store/scenario';
import { useView } from '../../store/view';
import type { Step } from '../../present/deck';

/** Only what differs between two scenarios, field by field. */
export function changedFields(base: Scenario, scenario: Scenario): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(scenario) as (keyof Scenario)[]) {
    // The machine that presents decides what runs on it, and the name is the preset's.
    if (key === 'local' || key === 'schemaVersion' || key === 'name') continue;
    const [before, after]: [unknown, unknown] = [base[key], scenario[key]];
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    if (isRecord(before) && isRecord(after)) out[key] = Object.fromEntries(Object.entries(after).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field])));
    else out[key] = after;
  }
  return out;
}
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The scenario, the axis and the zoom of the page. */
export function stepFromPage(): Pick<Step, 'preset' | 'change' | 'camera'> {
  const { scenario, presetId } = useScenario.getState();
  const { axis, rows, stage, zoom } = useView.getState();
  const preset = presetId === null ? undefined : findPreset(presetId);
  const change = changedFields(preset?.scenario ?? DEFAULT_SCENARIO, scenario);
  return {
    ...(preset === undefined ? {} : { preset: preset.id }),
    ...(Object.keys(change).length === 0 ? {} : { change }),
    camera: { axis, rows, zoom: zoom === null ? null : (stage ?? 'inference') },
  };
}
