/**
 * `npm run record`: runs the page's default scenario on this machine and keeps it as the recorded run that the page
 * plays before anybody has pressed anything. What ran it stands in the trace's environment.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expectOk } from '../src/core/result';
import { DEFAULT_SCENARIO } from '../src/core/scenario';
import { parseTrace } from '../src/core/trace';
import { runLocally } from './cli/local-run';
import { main } from './lib/main';
import { ROOT } from './lib/paths';

const FILE = join(ROOT, 'public/recorded/default.json');

await main(async () => {
  const run = await runLocally(DEFAULT_SCENARIO, { out: () => undefined, err: (text) => process.stderr.write(text) });
  if (run.outcome.status !== 'completed') throw new Error(`The run ended as ${run.outcome.status}: ${run.outcome.reason ?? 'no reason given'}.`);
  const recorded = { ...run, spans: run.spans.map((span) => ({ ...span, provenance: 'recorded' as const })) };
  expectOk(parseTrace(recorded));
  await mkdir(dirname(FILE), { recursive: true });
  await writeFile(FILE, `${JSON.stringify(recorded)}\n`);
  console.log(`${FILE}: ${run.tokens.length} tokens on ${String(run.environment['device'])}`);
});
