/** The fleets that a step speaks about: simulated when it is shown, its own and the other policy. */
import { useEffect } from 'react';
import { t } from '@/core/text';
import { findFleetPreset } from '@/datacenter/fleet/presets';
import type { FleetReport } from '@/datacenter/fleet/stats/report';
import { comparePolicies, usePlan } from '../pages/fleet/plan-state';
import { loadFleet, useFleet } from '../pages/fleet/state';

export function useFleetSources(id: string | undefined): { fleet: FleetReport | null; other: FleetReport | null } {
  const result = useFleet((s) => s.result);
  const compared = usePlan((s) => s.compared);
  useEffect(() => {
    const preset = id === undefined ? undefined : findFleetPreset(id);
    if (preset === undefined) return;
    loadFleet(preset.scenario, preset.id);
    if (preset.against !== null) void comparePolicies(preset.scenario, preset.against.scenario, [t(preset.title), t(preset.against.title)]);
  }, [id]);
  const preset = id === undefined ? undefined : findFleetPreset(id);
  return {
    fleet: preset !== undefined && result?.scenario === preset.scenario && result.whole ? result.report : null,
    other: preset !== undefined && compared?.a === preset.scenario ? compared.result.b : null,
  };
}
