/** Runs a scenario on this machine: the built app's local stack in a headless browser. */
import type {} from '../../src/app/headless/api';
import type { Scenario } from '../../src/core/scenario';
import type { Trace } from '../../src/core/trace';
import { launchBrowser } from '../lib/browser';
import { ensureBuild } from '../lib/build';
import { serveApp } from '../lib/serve';
import { CliError, EXIT, sentence, type Io } from './io';

/** @throws CliError when no run came about (no device, model missing, browser missing). */
export async function runLocally(scenario: Scenario, io: Io): Promise<Trace> {
  const app = await serveApp(await ensureBuild());
  try {
    // Models of the hub are fetched from there when the scenario asks for one.
    const browser = await launchBrowser({ network: true });
    try {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(`${app.url}headless.html`);
      await page.waitForFunction(() => window.headless !== undefined);
      const result = await page.evaluate((asked) => window.headless?.run(asked), scenario);
      if (result?.ok === true) return result.value;
      for (const complaint of complaints) io.err(`${complaint}\n`);
      throw new CliError(result === undefined ? 'The page of the local stack did not answer.' : sentence(result.error), EXIT.failed);
    } finally {
      await browser.close();
    }
  } finally {
    await app.close();
  }
}
