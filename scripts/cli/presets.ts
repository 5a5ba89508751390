import type { Command } from 'commander';
import { PRESETS } from '../../src/datacenter/presets';
import type { Io } from './io';

/** `presets [--json]`: names to give to `trace --preset`. */
export function addPresets(program: Command, io: Io): void {
  program
    .command('presets')
    .description('List the presets.')
    .option('--json', 'everything about them, as JSON')
    .action((options: { json?: boolean }) => {
      if (options.json === true) {
        io.out(`${JSON.stringify(PRESETS, null, 2)}\n`);
        return;
      }
      const width = Math.max(...PRESETS.map(({ id }) => id.length));
      for (const { id, title } of PRESETS) io.out(`${id.padEnd(width)}  ${title}\n`);
    });
}
