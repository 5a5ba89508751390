import { Option, type Command } from 'commander';
import { traceDocument } from '../../src/core/trace-document';
import type { Scenario } from '../../src/core/scenario';
import type { Trace } from '../../src/core/trace';
import { modelTrace } from '../../src/datacenter/model-trace';
import { valueOf, type Io } from './io';
import { knownContent } from './known-content';
import { runLocally } from './local-run';
import { scenarioFrom, type ScenarioFlags } from './scenario';

type Source = 'datacenter' | 'local';

/** `trace`: runs one scenario and prints its trace with the derived metrics (docs/trace.md). */
export function addTrace(program: Command, io: Io): void {
  program
    .command('trace')
    .description('Run one scenario and print its trace as JSON (docs/trace.md).')
    .addOption(new Option('--source <source>', 'what runs it').choices(['datacenter', 'local']).makeOptionMandatory())
    .option('--preset <name>', 'start from a preset (see: presets)')
    .option('--scenario <file>', 'start from a JSON file: a scenario or only the fields that differ from the default')
    .option('--prompt <text>', 'the prompt')
    .option('--max-tokens <n>', 'the most tokens to write')
    .option('--temperature <t>', '0 is greedy')
    .option('--seed <n>', '0: every modeled layer at its median')
    .addOption(new Option('--device <device>', 'what runs the model on this machine').choices(['auto', 'webgpu', 'wasm']))
    .action(async ({ source, ...flags }: ScenarioFlags & { source: Source }) => {
      const trace = await RUN[source](await scenarioFrom(flags), io);
      io.out(`${JSON.stringify(traceDocument(trace), null, 2)}\n`);
    });
}

const RUN: Record<Source, (scenario: Scenario, io: Io) => Promise<Trace>> = {
  datacenter: async (scenario) => valueOf(modelTrace(scenario, await knownContent(scenario))),
  local: runLocally,
};
