import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attributeWords } from '@/app/inspector/attribute-words';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, ENGINES, FAILURES, NETWORKS, patchScenario, SAFETY, type ScenarioPatch } from '@/core/scenario';
import { parseTrace, type Trace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import { sourceParts } from '@/stages/sources';
import { ROOT } from '../../scripts/lib/paths';
import { texts } from '../../scripts/messages/data-stages';

const KNOWN = new Set(texts());
const PATCHES: readonly ScenarioPatch[] = [
  {}, { client: { connection: 'cold' } }, { deployment: { warm: false } }, { deployment: { disaggregated: true } }, { speculative: { enabled: true } },
  { retrieval: { enabled: true } }, { tools: { calls: 2 } }, { load: { queueDepth: 8 } }, { gateway: { profile: 'tuned' } }, { request: { responseFormat: 'json' } },
  ...FAILURES.map((kind) => ({ failure: { kind, afterTokens: 5 } })), ...ENGINES.map((engine) => ({ deployment: { engine } })),
  ...NETWORKS.map((network) => ({ client: { network } })), ...SAFETY.map((safety) => ({ safety })),
];

/** Names of attributes, and parts of their sources, that no language but English has. */
function lacking(trace: Trace): string[] {
  const lacks = new Set<string>();
  for (const { attributes } of trace.spans) {
    for (const { name } of attributeWords(attributes)) if (!KNOWN.has(name)) lacks.add(name);
    const { source } = attributes;
    // Prices are quoted from the scenario: a model's name is in them.
    if (typeof source === 'string' && source !== trace.scenario.prices.source) for (const part of sourceParts(source)) if (!KNOWN.has(part) && !part.startsWith('wait:') && !part.startsWith('the scenario')) lacks.add(part);
  }
  return [...lacks];
}

describe('attributes of spans can be translated', () => {
  it.each(PATCHES)('of a modeled run: %j', (patch) => {
    expect(lacking(expectOk(modelTrace(patchScenario(DEFAULT_SCENARIO, patch))))).toEqual([]);
  });

  it('of the recorded run', () => {
    expect(lacking(expectOk(parseTrace(JSON.parse(readFileSync(join(ROOT, 'public/recorded/default.json'), 'utf8')))))).toEqual([]);
  });
});
