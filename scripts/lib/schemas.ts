/** The published JSON Schemas, generated from the code's own definitions. */
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { ScenarioSchema } from '../../src/core/scenario';
import { TraceDocumentSchema } from '../../src/core/trace-document';
import { ROOT } from './paths';

function written(schema: GenericSchema, title: string): string {
  // JSON has no infinities, so `finite` says nothing there.
  const json = toJsonSchema(schema, { ignoreActions: ['finite'] });
  return `${JSON.stringify({ $schema: json.$schema, title, ...json }, null, 2)}\n`;
}

/** Path and contents of every schema file. */
export function schemaFiles(): { path: string; text: string }[] {
  return [
    { path: join(ROOT, 'docs/trace.schema.json'), text: written(TraceDocumentSchema, '400ms trace') },
    { path: join(ROOT, 'docs/scenario.schema.json'), text: written(ScenarioSchema, '400ms scenario') },
  ];
}
