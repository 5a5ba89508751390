/** Bounds of the scenario's number fields, read from its schema: the one place where they are written down. */
import { ScenarioSchema } from '@/core/scenario';
import type { Bounds } from '../ui/number-text';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The schema of the field at `path`, without what makes it nullable. */
function schemaAt(path: string): unknown {
  let schema: unknown = ScenarioSchema;
  for (const key of path.split('.')) {
    schema = unwrapped(schema);
    schema = isRecord(schema) && isRecord(schema['entries']) ? schema['entries'][key] : undefined;
  }
  return unwrapped(schema);
}

const unwrapped = (schema: unknown): unknown => (isRecord(schema) && schema['type'] === 'nullable' ? unwrapped(schema['wrapped']) : schema);

/** Bounds of the number at `path` (such as `request.topP`). @throws Error when there is no such number. */
export function boundsOf(path: string): Bounds {
  const bounds: Bounds = { min: -Infinity, max: Infinity, integer: false };
  readPipe(schemaAt(path), bounds);
  if (!Number.isFinite(bounds.max)) throw new Error(`the scenario has no bounded number ${path}`);
  return bounds;
}

/** A pipe may begin with a schema that is a pipe itself. */
function readPipe(schema: unknown, bounds: Bounds): void {
  if (!isRecord(schema) || !Array.isArray(schema['pipe'])) return;
  for (const step of schema['pipe'] as unknown[]) {
    if (!isRecord(step)) continue;
    readPipe(step, bounds);
    if (step['type'] === 'integer') bounds.integer = true;
    const limit = step['requirement'];
    if (typeof limit !== 'number') continue;
    if (step['type'] === 'max_value') bounds.max = limit;
    if (step['type'] === 'min_value' || step['type'] === 'gt_value') bounds.min = limit;
    if (step['type'] === 'gt_value') bounds.openMin = true;
  }
}
