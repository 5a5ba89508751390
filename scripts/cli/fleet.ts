import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { replayRun, type ReplayedRun } from '../../src/accuracy/fleet-replay';
import { parseFleetScenario, type FleetScenario } from '../../src/datacenter/fleet/config';
import { changeFleet, changeFleetUnchecked, findFleetPreset, FLEET_PRESETS, type FleetPreset } from '../../src/datacenter/fleet/presets';
import { simulateFleet } from '../../src/datacenter/fleet/simulate';
import { compareSummaries } from '../../src/datacenter/fleet/stats/compare';
import { FleetSummary } from '../../src/datacenter/fleet/stats/summary';
import { readLog, type RequestLog } from '../../src/datacenter/fleet/workload/log';
import { workloadSource } from '../../src/datacenter/fleet/workload/source';
import { fleetText, replayText, summaryJson, type SummaryJson } from './fleet-text';
import { CliError, valueOf, type Io } from './io';

interface Flags {
  replay?: string;
  preset?: string;
  scenario?: string;
  requests?: string;
  seed?: string;
  sort?: boolean;
  against?: boolean;
  json?: boolean;
}

const MAX_SCENARIO_BYTES = 1_000_000;
const CHUNK_BYTES = 1 << 20;
const SAMPLE_MS = 1_000;

/** `fleet`: many requests at many replicas; or a log of measured requests, compared one by one. */
export function addFleet(program: Command, io: Io): void {
  program
    .command('fleet')
    .description(`Simulate many requests, or replay a log of them. Presets: ${FLEET_PRESETS.map(({ id }) => id).join(', ')}.`)
    .option('--replay <file>', 'CSV log of requests (docs/accuracy.md); one that says what served it is compared request by request')
    .option('--preset <name>', 'a fleet preset')
    .option('--scenario <file>', 'JSON file: a fleet scenario or only the fields that differ from steady-chat')
    .option('--requests <n>', 'how many requests to simulate')
    .option('--seed <n>', 'another seed gives other arrivals')
    .option('--against', 'also run the policy that the preset is compared with, on the same requests')
    .option('--sort', 'put a log in order of arrival instead of refusing one that is not')
    .option('--json', 'print JSON')
    .action(async (flags: Flags) => {
      const logs = flags.replay === undefined ? null : await logsOf(flags.replay, flags.sort ?? false);
      if (logs !== null && logs.some((log) => log.setup.model !== '')) {
        for (const flag of ['preset', 'scenario', 'requests', 'seed', 'against'] as const) {
          if (flags[flag] !== undefined) throw new CliError(`The log says what served it, so --${flag} has no use. Leave it out.`);
        }
        const runs: ReplayedRun[] = logs.map((log) => valueOf(replayRun(log)));
        io.out(flags.json === true ? `${JSON.stringify({ runs })}\n` : replayText(runs));
        return;
      }
      const { scenario, against } = await scenarioOf(flags, logs?.[0]);
      const first = run(scenario, logs?.[0]);
      const second = flags.against === true && against !== null ? run(against, logs?.[0]) : null;
      if (flags.against === true && second === null) throw new CliError('There is nothing to compare this with. Give --against a preset that has two policies.');
      const comparison = second === null ? null : compareSummaries(first.summary, second.summary);
      for (const { json } of second === null ? [first] : [first, second]) if (json.note !== null) io.err(`${json.note}\n`);
      io.out(flags.json === true
        ? `${JSON.stringify(second === null ? first.json : { ...first.json, against: second.json, comparison })}\n`
        : fleetText(first.json, second?.json ?? null, comparison));
    });
}

function run(scenario: FleetScenario, log: RequestLog | undefined): { readonly summary: FleetSummary; readonly json: SummaryJson } {
  const summary = new FleetSummary(scenario, { gaps: true });
  const source = valueOf(workloadSource(scenario, log));
  const startedMs = performance.now();
  const result = valueOf(simulateFleet(scenario, source, summary, { sampleMs: SAMPLE_MS }));
  return { summary, json: summaryJson(scenario, summary.report(result), (performance.now() - startedMs) / 1000) };
}

async function scenarioOf(flags: Flags, log: RequestLog | undefined): Promise<{ scenario: FleetScenario; against: FleetScenario | null }> {
  if (flags.preset !== undefined && flags.scenario !== undefined) throw new CliError('Give either --preset or --scenario, not both.');
  if (flags.preset === undefined && flags.scenario === undefined && log === undefined) throw new CliError('Say what to simulate: --preset NAME, --scenario FILE or --replay FILE.');
  const preset = presetNamed(flags.preset ?? 'steady-chat');
  const base = flags.scenario === undefined ? preset.scenario : await scenarioFile(flags.scenario, preset.scenario);
  const apply = (to: FleetScenario): FleetScenario => {
    const changed = changeFleet(to, {
      ...(flags.seed === undefined ? {} : { seed: whole('--seed', flags.seed) }),
      workload: {
        ...(flags.requests === undefined ? {} : { requests: whole('--requests', flags.requests) }),
        ...(log === undefined ? {} : { arrivals: { kind: 'replay' } as const, requests: log.count }),
      },
    });
    const parsed = parseFleetScenario(changed);
    if (parsed.ok) return parsed.value;
    const { message, action, field } = parsed.error;
    const flag = field === 'workload.requests' ? '--requests' : field === 'seed' ? '--seed' : null;
    throw new CliError(`${flag === null || field === undefined ? `${message} ${action}` : `${message} ${action}`.replaceAll(field, flag)}`);
  };
  const against = flags.scenario === undefined ? preset.against : null;
  return { scenario: apply(base), against: against === null ? null : apply(against.scenario) };
}

function presetNamed(name: string): FleetPreset {
  const found = findFleetPreset(name);
  if (found !== undefined) return found;
  throw new CliError(`There is no fleet preset ${JSON.stringify(name)}. There are: ${FLEET_PRESETS.map(({ id }) => id).join(', ')}.`);
}

function whole(flag: string, text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new CliError(`${flag} must be a whole number, not ${JSON.stringify(text)}.`);
  return Number(text);
}

async function scenarioFile(path: string, base: FleetScenario): Promise<FleetScenario> {
  const { size } = await aboutFile(path, 'scenario');
  if (size > MAX_SCENARIO_BYTES) throw new CliError(`${path} is ${size} bytes, too large for a scenario.`);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new CliError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new CliError(`${path}: a fleet scenario must be a JSON object.`);
  const parsed = parseFleetScenario(changeFleetUnchecked(base, json));
  if (!parsed.ok) throw new CliError(`${path}: ${parsed.error.message} ${parsed.error.action}`);
  return parsed.value;
}

async function logsOf(path: string, sort: boolean): Promise<readonly RequestLog[]> {
  await aboutFile(path, 'log');
  try {
    return valueOf(await readLog(createReadStream(path, { highWaterMark: CHUNK_BYTES }), { name: path, sort }));
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`The log ${path} cannot be read (${codeOf(error)}). Check the file.`);
  }
}

async function aboutFile(path: string, what: string): Promise<{ size: number }> {
  try {
    const about = await stat(path);
    if (about.isDirectory()) throw new CliError(`The ${what} ${path} is a folder (EISDIR). Give a file.`);
    return about;
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`The ${what} ${path} cannot be read (${codeOf(error)}). Check its path.`);
  }
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unreadable');
