import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expectOk } from '../../src/core/result';
import type { FleetScenario } from '../../src/datacenter/fleet/config';
import { changeFleet, findFleetPreset, STEADY_CAPACITY_PER_S } from '../../src/datacenter/fleet/presets';
import { simulateFleet } from '../../src/datacenter/fleet/simulate';
import { FleetSummary } from '../../src/datacenter/fleet/stats/summary';
import { workloadSource } from '../../src/datacenter/fleet/workload/source';
import { runPeer } from './fleet-peer';
import type { Bench, Measurement } from './types';

const GOAL_PER_S = 100_000;
const RUNS = 3;
const WARM_UP = 5_000;
const MEMORY_MIB = 2 ** 20;
/** How often the heap is looked at: every so many reports of progress. */
const LOOK_EVERY = 64;

function preset(id: string, policy: 'scenario' | 'against' = 'scenario'): FleetScenario {
  const found = findFleetPreset(id);
  const scenario = policy === 'scenario' ? found?.scenario : found?.against?.scenario;
  if (scenario === undefined) throw new Error(`There is no fleet preset ${id}.`);
  return scenario;
}

/** Collects garbage, so that what is left is what is held. Node hands it out under a flag only. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  if (typeof gc !== 'function') throw new Error('Node gives no garbage collector.');
  return () => { Reflect.apply(gc, undefined, []); };
}

interface Run { readonly perS: number; readonly perCpuS: number; readonly peakHeapBytes: number; readonly stepsPerRequest: number }

/** Simulates with all statistics on. `collect`: look at the heap, less its garbage, as the run goes on. */
function run(scenario: FleetScenario, requests: number, collect?: () => void): Run {
  const config = changeFleet(scenario, { workload: { requests } });
  const summary = new FleetSummary(config);
  let [peakHeapBytes, looks] = [0, 0];
  const cpu = process.cpuUsage();
  const startedMs = performance.now();
  const result = expectOk(simulateFleet(config, expectOk(workloadSource(config)), summary, {
    onProgress: () => {
      if (collect === undefined || looks++ % LOOK_EVERY !== 0) return;
      collect();
      peakHeapBytes = Math.max(peakHeapBytes, process.memoryUsage().heapUsed);
    },
  }));
  const wallMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(cpu);
  if (result.finished !== requests) throw new Error(`${result.finished} of ${requests} requests were finished: ${result.note}`);
  return { perS: (1000 * requests) / wallMs, perCpuS: (1e6 * requests) / (user + system), peakHeapBytes, stepsPerRequest: result.steps / requests };
}

function speed(what: string, scenario: FleetScenario, requests: number, goal?: number): Measurement {
  run(scenario, WARM_UP);
  const runs = Array.from({ length: RUNS }, () => run(scenario, requests)).sort((a, b) => a.perS - b.perS);
  const middle = runs[(RUNS - 1) / 2] as Run;
  return {
    what, value: middle.perS, unit: 'requests/s',
    detail: `${requests.toLocaleString('en-US')} requests with all statistics, median of ${RUNS} (${Math.round(runs[0]?.perS ?? 0).toLocaleString('en-US')} to ${Math.round(runs.at(-1)?.perS ?? 0).toLocaleString('en-US')}), ${middle.stepsPerRequest.toFixed(1)} model steps a request; ${Math.round(middle.perCpuS).toLocaleString('en-US')} for a second of processor time`,
    ...(goal === undefined ? {} : { goal: { text: `at least ${goal.toLocaleString('en-US')}`, met: middle.perS >= goal } }),
  };
}

export const bench: Bench = {
  id: 'fleet',
  title: 'Fleet simulation',
  about: 'One core, in Node. Beside it `@doublewordai/inference-lab` 0.2.1 (WebAssembly) on the same arrivals rate, lengths, model and GPU in the same run.',
  run: (context) => {
    const rows: Measurement[] = [];
    const add = (row: Measurement): void => {
      rows.push(row);
      context.log(`${row.what}: ${row.value.toFixed(0)} ${row.unit}`);
    };
    const steady = preset('steady-chat');
    add(speed('steady chat: 200 in, 200 out, one replica at 60 %', steady, 100_000, GOAL_PER_S));
    const ours = rows[0]?.value ?? 0;
    const perSecond = steady.workload.arrivals.kind === 'poisson' ? steady.workload.arrivals.perSecond : STEADY_CAPACITY_PER_S;
    for (const requests of [2_000, 8_000, 20_000]) {
      const { wallMs } = runPeer({ perSecond, inputTokens: 200, outputTokens: 200, requests }, 'as-published');
      const peerPerS = (1000 * requests) / wallMs;
      add({ what: `inference-lab on the same, ${requests.toLocaleString('en-US')} requests`, value: peerPerS, unit: 'requests/s', detail: `ours is ${(ours / peerPerS).toFixed(0)} times as fast` });
    }
    add(speed('two regions, eight replicas, tenants, one region fails for a while', preset('region-outage', 'against'), 40_000));
    add(speed('long prompts behind shared prefixes, eight replicas by prefix', preset('cache-affinity', 'against'), 20_000));
    add(speed('chats and agents of several turns', preset('agent-loop', 'against'), 8_000));
    const collect = collector();
    collect();
    const before = process.memoryUsage().heapUsed;
    const memory = [100_000, 1_000_000].map((requests) => ({ requests, ...run(steady, requests, collect) }));
    for (const { requests, peakHeapBytes } of memory) {
      add({ what: `memory, ${requests.toLocaleString('en-US')} steady chats`, value: (peakHeapBytes - before) / MEMORY_MIB, unit: 'MiB', detail: 'most that the heap held more than before the run, garbage collected at each look' });
    }
    return Promise.resolve(rows);
  },
};
