/** A short run of each fleet preset, one after another, for the gallery's thumbnails. */
import type { FleetOutline } from './view';
import { FLEET_PRESETS } from '@/datacenter/fleet/presets';
import { simulateFleet } from '@/datacenter/fleet/simulate';
import { FleetSummary } from '@/datacenter/fleet/stats/summary';
import { workloadSource } from '@/datacenter/fleet/workload/source';
import { OUTLINE_REQUESTS } from './outline-size';

export interface OutlineMessage { id: string; outline: FleetOutline }

for (const { id, scenario } of FLEET_PRESETS) {
  const sized = { ...scenario, workload: { ...scenario.workload, requests: OUTLINE_REQUESTS } };
  const source = workloadSource(sized);
  if (!source.ok) continue;
  const summary = new FleetSummary(sized, { keepSample: 0, keepSlowest: 0 });
  const run = simulateFleet(sized, source.value, summary);
  if (!run.ok) continue;
  const { parts, answered, requests, metrics } = summary.report(run.value);
  const message: OutlineMessage = {
    id,
    outline: { parts: parts.map(({ part, share }) => ({ part, share })), answeredShare: requests === 0 ? 0 : answered / requests, totalP95Ms: metrics.total.p95 },
  };
  self.postMessage(message);
}
