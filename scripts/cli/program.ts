import { Command, CommanderError } from 'commander';
import { addAccuracy } from './accuracy';
import { addFleet } from './fleet';
import { CliError, EXIT, type Io } from './io';
import { addPresets } from './presets';
import { addTrace } from './trace';

/**
 * Runs one command line. Returns the exit status: 0 done, 1 something broke, 2 bad input (one line on stderr says what).
 * A trace that ends in a failure the scenario asked for is a result, not an error.
 */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  const program = new Command('npm run --silent cli --')
    .description('Traces of LLM API calls: modeled datacenters and this machine.')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: () => undefined });
  addTrace(program, io);
  addPresets(program, io);
  addAccuracy(program, io);
  addFleet(program, io);
  // Sub-commands take these over only when they are made after it.
  for (const command of program.commands) command.exitOverride().configureOutput({ writeOut: io.out, writeErr: () => undefined });
  try {
    if (argv.length === 0) throw new CliError(`Name a command: ${program.commands.map((command) => command.name()).join(', ')}. See --help.`);
    await program.parseAsync(argv, { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return EXIT.ok; // --help
      io.err(oneLine(error.message.replace(/^error: /, '')));
      return EXIT.badInput;
    }
    if (error instanceof CliError) {
      io.err(oneLine(error.message));
      return error.exitCode;
    }
    io.err(oneLine(error instanceof Error ? error.message : String(error)));
    return EXIT.failed;
  }
}

const MAX_LINE_CHARS = 500;

/** Control characters and line breaks of hostile input must not reach the terminal. */
function oneLine(message: string): string {
  const line = message.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return `${line.length > MAX_LINE_CHARS ? `${line.slice(0, MAX_LINE_CHARS)}…` : line}\n`;
}
