/** The exported picture of the fleet shows the same requests as the canvas. */
import { describe, expect, it } from 'vitest';
import { FlowRecorder } from '@/app/pages/fleet/flow/log';
import { flowSvg } from '@/app/pages/fleet/flow/svg';
import { FlowIndex, whereabouts } from '@/app/pages/fleet/flow/tracks';
import { sampleAt } from '@/app/pages/fleet/work/sample-list';
import { replicaCount } from '@/app/pages/fleet/view';
import { expectOk } from '@/core/result';
import { changeFleet, FLEET_PRESETS } from '@/datacenter/fleet/presets';
import { simulateFleet } from '@/datacenter/fleet/simulate';
import type { FleetSample } from '@/datacenter/fleet/types';
import { workloadSource } from '@/datacenter/fleet/workload/source';

const INKS = { ink: '#000001', ink2: '#000002', ink3: '#000003', line: '#000004', lineStrong: '#000005', prefill: '#000006', decode: '#000007', fail: '#000008', around: '#000009', paper: '#00000a' };
const PALE = / fill="#000007" fill-opacity="0\.3"/g;

describe('the fleet as a picture', () => {
  const [preset] = FLEET_PRESETS;
  if (preset === undefined) throw new Error('there is no fleet');
  const scenario = changeFleet(preset.scenario, { workload: { requests: 400 } });
  const recorder = new FlowRecorder(400);
  const samples: FleetSample[] = [];
  expectOk(simulateFleet(scenario, expectOk(workloadSource(scenario)), {
    finished: (outcome) => { recorder.add(outcome); },
    sample: (sample) => { samples.push(structuredClone(sample)); },
  }, { sampleMs: 100 }));
  const log = recorder.log();
  const index = new FlowIndex(log);
  const replicas = replicaCount(scenario);
  const drawn = (timeMs: number) => flowSvg({ index, sample: sampleAt(samples, timeMs), replicas, timeMs }, INKS, 1100);

  it.each([0.2, 0.5, 0.8])('has a mark for each request that decodes, at %f of the run', (share) => {
    const timeMs = index.endMs * share;
    const doing = [...Array(log.length).keys()].filter((i) => (log.columns.arrivalMs[i] ?? 0) <= timeMs && timeMs < (log.columns.endMs[i] ?? 0)).map((i) => whereabouts(log, i, timeMs, { doing: 'out', share: 0 }).doing);
    const decoding = doing.filter((each) => each === 'decode').length;
    expect(decoding).toBeGreaterThan(0);
    const { markup } = drawn(timeMs);
    expect(markup.match(PALE)?.length).toBe(decoding);
    expect(markup).toContain(`${String(doing.length)} under way`);
    expect(markup).toContain('Replicas: waiting, then the batch');
  });

  it('has the size that it says, and is not the same a moment later', () => {
    const one = drawn(index.endMs / 3);
    expect(one.widthPx).toBe(1100);
    expect(one.heightPx).toBeGreaterThan(150);
    expect(drawn(index.endMs / 2).markup).not.toBe(one.markup);
  });
});
