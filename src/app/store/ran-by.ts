/** Who ran a trace, and when, as far as its environment tells. */
import { t } from '@/core/text';
import type { Trace } from '@/core/trace';
import { adapterWords } from '@/local/adapter';

const DEVICES: Readonly<Record<string, string>> = { webgpu: 'WebGPU', wasm: 'WebAssembly' };
/** Names of browsers as user agents write them; of several that match, the first is meant. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\/(\d+)/, 'Edge'], [/OPR\/(\d+)/, 'Opera'], [/Firefox\/(\d+)/, 'Firefox'], [/Chrom(?:e|ium)\/(\d+)/, 'Chrome'], [/Version\/(\d+).*Safari/, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [[/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Mac OS X/, 'macOS'], [/Windows/, 'Windows'], [/CrOS/, 'ChromeOS'], [/Linux/, 'Linux']];

/** Texts from elsewhere are kept short; they stand in one line. */
const MOST_CHARS = 80;

/** "Stories 15M on WebGPU, Apple M3, Chrome 156 on macOS, 2026-11-21": only what the run itself says. */
export function ranBy({ environment, scenario }: Pick<Trace, 'environment' | 'scenario'>): string {
  const text = (name: string): string | null => {
    const value = environment[name];
    return value === undefined || value === '' ? null : String(value).slice(0, MOST_CHARS);
  };
  const model = text('modelTitle') ?? text('model') ?? scenario.local.model;
  const device = text('device');
  const adapter = text('adapter');
  const agent = String(environment['userAgent'] ?? '');
  const browser = BROWSERS.flatMap(([pattern, name]) => (pattern.test(agent) ? [`${name} ${pattern.exec(agent)?.[1] ?? ''}`.trim()] : []))[0];
  const system = SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1];
  const where = browser !== undefined && system !== undefined ? t('{browser} on {system}', { browser, system }) : (browser ?? system ?? '');
  return [device === null ? model : t('{model} on {device}', { model, device: DEVICES[device] ?? device }), adapter === null ? null : adapterWords(adapter), where === '' ? null : where, text('recordedOn')].filter((part) => part !== null).join(', ');
}
