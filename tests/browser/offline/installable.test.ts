/** What the browser itself says about installing the app. */
import { expect, inject, it } from 'vitest';
import { host, untilKept, visit } from './support';

it('can be installed: Chromium has nothing to complain about, also under a sub-path', async () => {
  const server = await host(inject('appFolder'), { prefix: '/some/where/' });
  try {
    await visit(server.url, async ({ page, context, faults }) => {
      await untilKept(page);
      const session = await context.newCDPSession(page);
      const { errors, url } = await session.send('Page.getAppManifest');
      expect(errors).toEqual([]);
      expect(url).toBe(`${server.url}manifest.webmanifest`);
      const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
      // A test's browser context is a private one: that alone may stand in the way.
      expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
      expect(faults).toEqual([]);
    });
  } finally {
    await server.close();
  }
});
