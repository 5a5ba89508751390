/** Once before all browser tests: the build (if stale), a server for it, and a browser to be found. */
import type { TestProject } from 'vitest/node';
import { findBrowser } from '../../../scripts/lib/browser';
import { ensureBuild } from '../../../scripts/lib/build';
import { serveApp } from '../../../scripts/lib/serve';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the built app, with a slash at its end. */
    appUrl: string;
    /** Folder of the build. */
    appFolder: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  findBrowser();
  const folder = await ensureBuild();
  const app = await serveApp(folder);
  project.provide('appUrl', app.url);
  project.provide('appFolder', folder);
  return () => app.close();
}
