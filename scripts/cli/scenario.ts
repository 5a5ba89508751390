/** From flags and files to a validated scenario. */
import { readFile, stat } from 'node:fs/promises';
import { appError, err, type Result } from '../../src/core/result';
import { DEFAULT_SCENARIO, parsePatch, type Scenario } from '../../src/core/scenario';
import { findPreset } from '../../src/datacenter/presets';
import { CliError, valueOf } from './io';

export interface ScenarioFlags {
  preset?: string;
  scenario?: string;
  prompt?: string;
  maxTokens?: string;
  temperature?: string;
  seed?: string;
  device?: string;
}

/** The longest prompt in UTF-8 and JSON escapes fits; anything larger is not a scenario. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** The scenario that the flags describe. @throws CliError that names the flag or field at fault. */
export async function scenarioFrom(flags: ScenarioFlags): Promise<Scenario> {
  if (flags.preset !== undefined && flags.scenario !== undefined) {
    throw new CliError('Give either --preset or --scenario, not both.');
  }
  const base = flags.scenario !== undefined ? await scenarioFile(flags.scenario) : flags.preset !== undefined ? preset(flags.preset) : DEFAULT_SCENARIO;
  const request = {
    ...(flags.prompt === undefined ? {} : { prompt: flags.prompt }),
    ...(flags.maxTokens === undefined ? {} : { maxOutputTokens: number('--max-tokens', flags.maxTokens) }),
    ...(flags.temperature === undefined ? {} : { temperature: number('--temperature', flags.temperature) }),
  };
  const patch = {
    request,
    ...(flags.seed === undefined ? {} : { seed: number('--seed', flags.seed) }),
    ...(flags.device === undefined ? {} : { local: { device: flags.device } }),
  };
  return valueOf(withFlagNames(parsePatch(base, patch)));
}

function preset(name: string): Scenario {
  const found = findPreset(name);
  if (found !== undefined) return found.scenario;
  throw new CliError(`There is no preset ${JSON.stringify(name)}. List them with: npm run --silent cli -- presets`);
}

async function scenarioFile(path: string): Promise<Scenario> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) throw new CliError(`${path} is ${size} bytes, too large for a scenario.`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof CliError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new CliError(`The scenario file ${path} cannot be read (${code}). Check its path.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CliError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const parsed = parsePatch(DEFAULT_SCENARIO, json);
  return valueOf(parsed.ok ? parsed : err({ ...parsed.error, message: `${path}: ${parsed.error.message}` }));
}

/** A decimal number; whether it is in range is the schema's to say. */
function number(flag: string, text: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new CliError(`${flag} must be a number, not ${JSON.stringify(text)}.`);
  return Number(text);
}

const FLAGS: Readonly<Record<string, string>> = {
  'request.maxOutputTokens': '--max-tokens',
  'request.temperature': '--temperature',
  'request.prompt': '--prompt',
  seed: '--seed',
  'local.device': '--device',
};

/** Says `--max-tokens` where the schema says `request.maxOutputTokens`. */
function withFlagNames(result: Result<Scenario>): Result<Scenario> {
  if (result.ok) return result;
  const { code, message, action, field } = result.error;
  const flag = field === undefined ? undefined : FLAGS[field];
  if (field === undefined || flag === undefined) return result;
  return err(appError(code, message.replaceAll(field, flag), action.replaceAll(field, flag), field));
}
