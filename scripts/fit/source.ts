import type { Parameters } from '../../src/accuracy/parameters';
import type { FittedParameters } from '../../src/stages/inference/fitted-types';
import { pointsOf } from './cross-validation';
import type { Tables } from './stages';

/** The text of fitted.ts. Four digits are more than the data determine. */
export function fittedSource(parameters: Parameters, errors: FittedParameters['errors'], about: { date: string; sha256: string; tables: Tables }): string {
  const points = [...about.tables].flatMap(([file, text]) => [...pointsOf(file, text, parameters)]);
  const ids = (of: (p: (typeof points)[number]) => string): string[] => [...new Set(points.map(of))].sort();
  const value: FittedParameters = {
    date: about.date,
    data: { sha256: about.sha256, files: [...about.tables.keys()], rows: [...about.tables.values()].reduce((sum, text) => sum + text.trim().split('\n').length - 1, 0) },
    kernels: parameters.kernels,
    engines: parameters.engines,
    seen: { gpus: ids((p) => p.setup.deployment.gpu.id), models: ids((p) => p.setup.deployment.model.id) },
    errors,
  };
  const rounded: unknown = JSON.parse(JSON.stringify(value, (_, item: unknown) => (typeof item === 'number' && !Number.isInteger(item) ? Number(item.toPrecision(4)) : item)));
  return `/** Written by \`npm run fit\`: do not edit. What each parameter means is in kernels.ts and engines.ts, how they were found in docs/accuracy.md. */
import type { FittedParameters } from './fitted-types';

export const FITTED: FittedParameters = ${literal(rounded, '')};
`;
}

/** JSON as a TypeScript literal: bare keys where they can be, short objects on one line. */
function literal(value: unknown, indent: string): string {
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, indent)).join(', ')}]`;
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, item]) => [/^[a-z]\w*$/i.test(key) ? key : `'${key}'`, item] as const);
  const short = `{ ${entries.map(([key, item]) => `${key}: ${literal(item, '')}`).join(', ')} }`;
  if (short.length < 130 && !short.includes('\n')) return short;
  return `{\n${entries.map(([key, item]) => `${indent}  ${key}: ${literal(item, `${indent}  `)},`).join('\n')}\n${indent}}`;
}
