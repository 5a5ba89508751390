/** `npm run --silent cli -- <command>`: the same models and the same local stack as the page, without a page. */
import { runCli } from './cli/program';

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
