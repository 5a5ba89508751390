/** The published JSON Schemas, generated from the code's own definitions. */
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { ScenarioSchema } from '../../src/core/scenario';
import { TraceDocumentSchema } from '../../src/core/trace-document';
import { FleetScenarioSchema } from '../../src/datacenter/fleet/config';
import { HostMessageSchema } from '../../src/app/embed/protocol';
import { RulesSchema } from '../../src/remote/import/rules';
import { ROOT } from './paths';

type Json = Record<string, unknown>;

const generated = (schema: GenericSchema): Json =>
  // JSON has no infinities, so `finite` says nothing there; what `check` says in code no JSON Schema can.
  ({ ...toJsonSchema(schema, { ignoreActions: ['finite', 'check'] }) });

const written = ({ $schema, ...json }: Json, title: string): string => `${JSON.stringify({ $schema, title, ...json }, null, 2)}\n`;

/** The same schema for a file that gives only what differs from the default: no field has to be there, on any level. */
function partial(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(partial);
  if (typeof node !== 'object' || node === null) return node;
  const { required: _required, ...rest } = node as Json;
  return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, key === 'items' ? value : partial(value)]));
}

/** A file may name its schema, so that editors check it while it is typed. */
function nameable(schema: Json): Json {
  const properties = schema['properties'];
  return { ...schema, properties: { $schema: { type: 'string' }, ...(typeof properties === 'object' ? properties : {}) } };
}

/** Path and contents of every schema file. */
export function schemaFiles(): { path: string; text: string }[] {
  const file = (name: string, schema: Json, title: string): { path: string; text: string } => ({ path: join(ROOT, 'docs', name), text: written(schema, title) });
  const scenario = generated(ScenarioSchema);
  const fleet = generated(FleetScenarioSchema);
  return [
    file('trace.schema.json', generated(TraceDocumentSchema), '400ms trace'),
    file('scenario.schema.json', scenario, '400ms scenario'),
    file('scenario-file.schema.json', nameable(partial(scenario) as Json), '400ms scenario file: what differs from the default request'),
    file('fleet-file.schema.json', nameable(partial(fleet) as Json), '400ms fleet file: what differs from the steady chat'),
    file('import-rules.schema.json', generated(RulesSchema), '400ms rules for traces of others'),
    file('embed-messages.schema.json', generated(HostMessageSchema), '400ms messages from a host page'),
  ];
}
