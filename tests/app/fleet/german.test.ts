/** Figures of a fleet as a German reader meets them. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differenceText, groupName, headline, partName, POLICY_NAMES, SWEEP_FIGURES } from '@/app/pages/fleet/view';
import { speak, t, type Catalogue } from '@/core/text';
import { expectOk } from '@/core/result';
import { parseFleetScenario } from '@/datacenter/fleet/config';
import { changeFleet, FLEET_PRESETS } from '@/datacenter/fleet/presets';
import { simulateFleet } from '@/datacenter/fleet/simulate';
import { FleetSummary } from '@/datacenter/fleet/stats/summary';
import { LENGTH_BUCKET_NAMES } from '@/datacenter/fleet/stats/phases';
import { parseLog } from '@/datacenter/fleet/workload/log';
import { workloadSource } from '@/datacenter/fleet/workload/source';

const catalogue = (language: string, area: string): Catalogue => JSON.parse(readFileSync(new URL(`../../../src/messages/${language}/${area}.json`, import.meta.url), 'utf8')) as Catalogue;

describe('in German', () => {
  beforeAll(() => { for (const area of ['core', 'datacenter', 'fleet', 'stages']) speak('de', catalogue('de', area)); });
  afterAll(() => { speak('en'); });

  it('a fleet is told in whole German sentences, with German numbers', () => {
    const [preset] = FLEET_PRESETS;
    if (preset === undefined) throw new Error('there is no fleet');
    const scenario = changeFleet(preset.scenario, { workload: { requests: 1_200 } });
    const summary = new FleetSummary(scenario);
    const run = expectOk(simulateFleet(scenario, expectOk(workloadSource(scenario)), summary));
    const said = headline(summary.report(run), scenario);
    expect(said).toMatch(/^Alle 1\.200 Anfragen wurden beantwortet, .* innerhalb von TTFT 500\u202fms, TPOT 50,0\u202fms und gesamt 10,0\u202fs\. Der Median der Gesamtzeit ist \d+,\d+\u202fs/);
  });

  it('groups, parts, policies and figures have German names', () => {
    expect(LENGTH_BUCKET_NAMES.map(groupName)).toEqual(['≤ 256', '257–1.024', '1.025–4.096', '4.097–16.384', '16.385–65.536', '> 65.536']);
    expect([groupName('noisy'), groupName('my own tenant'), partName('queue')]).toEqual(['laut', 'my own tenant', 'Warteschlange']);
    expect(t(POLICY_NAMES['least-connections'])).toBe('wenigste Verbindungen');
    expect(SWEEP_FIGURES.map(({ name }) => t(name))).toContain('Gesamt p95');
    expect(differenceText({ metric: 'ttft', statistic: 'p95', a: 100, b: 87.5, difference: -12.5, interval: { low: -15, high: -10 }, significant: true })).toEqual({
      difference: '−12,5\u202fms (−12,5\u202f%)', interval: '−15,0\u202fms bis −10,0\u202fms', verdict: 'besser',
    });
  });

  it('what is wrong is said in German: a field, a line of a log, a fleet without replicas', () => {
    const wrong = parseFleetScenario({ ...FLEET_PRESETS[0]?.scenario, seed: -1 });
    expect(wrong.ok ? '' : wrong.error.message).toBe('seed muss mindestens 0 sein.');
    const log = parseLog('arrival_s,input_tokens,output_tokens\n0,-5,3', { name: 'a.csv' });
    expect(log.ok ? '' : log.error.message).toBe('a.csv, Zeile 2: Eingabe-Tokens "-5" sind keine ganze Zahl von 1 bis 2.000.000.');
  });
});
