/** A fleet that replays a log travels with it, in a link as long as it fits, and in a session file beyond. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLocation, DEFAULT_STATE, EMPTY_DESK, encodeLocation, type LinkFleet, type LinkState } from '@/app/share';
import { encodeFleet, readFleet } from '@/app/share/fleet';
import { encodeLog, MOST_LOG_ROWS } from '@/app/share/fleet-log';
import { readSession, writeSession } from '@/app/share/session';
import { expectOk } from '@/core/result';
import { DEFAULT_FLEET, type FleetScenario } from '@/datacenter/fleet/config';
import { changeFleet } from '@/datacenter/fleet/presets';
import { parseLog, type RequestLog } from '@/datacenter/fleet/workload/log';

const HEADER = 'run,gpu,model,tp,arrival_s,input_tokens,output_tokens,prefix_id,prefix_tokens,tenant,ttft_ms,tpot_ms';
const REPLAY: FleetScenario = changeFleet(DEFAULT_FLEET, { workload: { arrivals: { kind: 'replay' } }, regions: [{ region: 'us-east', replicas: 3, smallReplicas: 0, outage: null }] });

const row = fc.record({
  gapUs: fc.nat(5_000_000), input: fc.integer({ min: 1, max: 200_000 }), output: fc.integer({ min: 1, max: 9_000 }), prefix: fc.option(fc.nat(5), { freq: 3 }),
  prefixTokens: fc.nat(900), tenant: fc.constantFrom('a', 'b "c", d', 'é'), ttftMs: fc.option(fc.integer({ min: 1, max: 1e6 }), { freq: 2 }),
});
const rows = fc.array(row, { minLength: 1, maxLength: 60 });
type Row = typeof rows extends fc.Arbitrary<(infer R)[]> ? R : never;

function logOf(list: readonly Row[]): RequestLog {
  let us = 0;
  const lines = list.map(({ gapUs, input, output, prefix, prefixTokens, tenant, ttftMs }) => {
    us += gapUs;
    return ['my run', 'H100', 'llama-3.1-8b', 1, (us / 1e6).toFixed(6), input, output, prefix ?? '', prefix === null ? '' : prefixTokens, `"${tenant.replaceAll('"', '""')}"`, ttftMs === null ? '' : ttftMs / 8, ''].join(',');
  });
  const [log] = expectOk(parseLog([HEADER, ...lines].join('\n'), { name: 'log.csv' }));
  if (log === undefined) throw new Error('no run in the log');
  return log;
}
const stateOf = (fleet: LinkFleet | null): LinkState => ({ ...DEFAULT_STATE, desk: { ...EMPTY_DESK, fleet } });
const arrived = (fleet: LinkFleet | null) => {
  const read = expectOk(readFleet(fleet ?? { presetId: null, change: {} }));
  if (read.log === undefined) throw new Error('the log is gone');
  const [log] = expectOk(parseLog(read.log, { name: 'arrived.csv' }));
  return { scenario: read.scenario, log };
};

describe('a replayed log in a link', () => {
  it('arrives whole, with the fleet that serves it', () => {
    fc.assert(fc.property(rows, (list) => {
      const log = logOf(list);
      const location = encodeLocation(stateOf(encodeFleet(REPLAY, null, encodeLog(log))));
      expect(location.omitted).toEqual([]);
      expect(location.hash).toMatch(/^#s=4\./);
      const { state, problems } = decodeLocation(location);
      expect(problems).toEqual([]);
      const there = arrived(state.desk.fleet);
      expect(there.scenario).toEqual(REPLAY);
      const plain = ({ arrivalMs, ...rest }: RequestLog) => ({ ...rest, arrivalMs: Array.from(arrivalMs, (ms) => ms.toFixed(4)) });
      expect(there.log === undefined ? null : plain(there.log)).toEqual(plain(log));
    }), { numRuns: 100 });
  });

  const random = (count: number): RequestLog => logOf(fc.sample(fc.array(row, { minLength: count, maxLength: count }), { numRuns: 1, seed: 7 })[0] ?? []);

  it('too long for an address stays behind and is named; the session file holds it', () => {
    const fleet = encodeFleet(REPLAY, null, encodeLog(random(12_000)));
    const location = encodeLocation(stateOf(fleet));
    expect(location.omitted).toEqual(['desk.fleet']);
    expect(decodeLocation(location).state.desk.fleet).toBeNull();
    const { state, problems } = expectOk(readSession(writeSession(stateOf(fleet))));
    expect(problems).toEqual([]);
    expect(arrived(state.desk.fleet).log?.count).toBe(12_000);
  });

  it('that is too long to travel does not, nor a fleet without its log', () => {
    const log = random(2);
    expect(encodeLog({ ...log, count: MOST_LOG_ROWS + 1 })).toBeNull();
    expect(encodeFleet(REPLAY, null, null)).toBeNull();
    expect(encodeFleet(REPLAY, null)).toBeNull();
  });

  it('is left out by a fleet that replays none', () => {
    expect(encodeFleet(DEFAULT_FLEET, null, encodeLog(random(2)))).toEqual({ presetId: null, change: {} });
  });

  const valid = encodeLog(random(3)) ?? {};
  const change = { workload: { arrivals: { kind: 'replay' } } };
  it.each([
    ['a column that is shorter', { ...valid, input: [1] }, 'desk.fleet.log.log'],
    ['a time before the one ahead of it', { ...valid, arrival: [5, -2, 1] }, 'desk.fleet.log.arrival.1'],
    ['text for a number', { ...valid, output: ['=1+1', 2, 3] }, 'desk.fleet.log.output.0'],
    ['a field that does not exist', { ...valid, secret: 1 }, 'desk.fleet.log.secret'],
    ['too many rows', { ...valid, arrival: Array.from({ length: MOST_LOG_ROWS + 1 }, () => 1) }, 'desk.fleet.log.arrival'],
    ['no rows', { ...valid, arrival: [] }, 'desk.fleet.log.arrival'],
  ])('%s is refused and named', (_name, log, field) => {
    const read = readFleet({ presetId: null, change, log });
    expect(read.ok ? null : read.error.field).toBe(field);
  });

  it('with a fleet that does not replay it is named', () => {
    const read = readFleet({ presetId: null, change: {}, log: valid });
    expect(read.ok ? null : read.error.field).toBe('desk.fleet.log');
  });

  it('of any JSON at all gives a value or an error, never an exception', () => {
    fc.assert(fc.property(fc.dictionary(fc.constantFrom(...Object.keys(valid), 'prefix', 'x'), fc.jsonValue()), (log) => {
      const read = readFleet({ presetId: null, change, log });
      expect(read.ok ? typeof read.value.log : typeof read.error.message).toBe('string');
    }), { numRuns: 300 });
  });
});
