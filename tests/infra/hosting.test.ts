/** What a build hands to its host: pages without inline code, headers, a manifest whose files exist, and words that match. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureBuild } from '../../scripts/lib/build';
import { COMMON_HEADERS, headersFile, ISOLATION_HEADERS, PAGE_POLICY, SCRIPT_POLICY } from '../../scripts/lib/build-policy';
import { ROOT } from '../../scripts/lib/paths';
import { PAGES } from '@/app/pages/pages';

let folder: string;
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
beforeAll(async () => {
  folder = await ensureBuild();
}, 120_000);

describe('the built pages', () => {
  it.each(['index.html', 'headless.html'])('%s: the policy comes before all that it governs, and nothing is inline', (page) => {
    const html = read(page);
    expect(html.indexOf(`content="${PAGE_POLICY}"`)).toBeGreaterThan(0);
    expect(html.indexOf('Content-Security-Policy')).toBeLessThan(html.search(/<(link|script|style)/));
    expect(html.match(/<script(?![^>]*\ssrc=)[^>]*>|<style|\son[a-z]+=|\sstyle=|javascript:/gi)).toBeNull();
  });

  it('name nothing by an address that begins at the root or on another host', () => {
    for (const [, address] of read('index.html').matchAll(/(?:src|href)="([^"]*)"/g)) expect(address).toMatch(/^\.\//);
  });

  it('have a policy without wildcards for code', () => {
    const directives = new Map(PAGE_POLICY.split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]));
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(directives.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
    expect(directives.get('style-src')).toEqual(["'self'"]);
    expect(directives.get('require-trusted-types-for')).toEqual(["'script'"]);
    expect(PAGE_POLICY + SCRIPT_POLICY).not.toMatch(/'unsafe-inline'|'unsafe-eval'|\*/);
  });
});

describe('headers for hosts', () => {
  it('are written beside the build', () => expect(read('_headers')).toBe(headersFile()));

  it('are what the documentation says', () => {
    const text = readFileSync(join(ROOT, 'docs/hosting.md'), 'utf8');
    for (const [name, value] of Object.entries({ ...ISOLATION_HEADERS, ...COMMON_HEADERS })) {
      expect(text).toContain(`\`${name}: ${value}\``);
      expect(text).toContain(`"key": "${name}", "value": "${value}"`);
      expect(text).toContain(`add_header ${name} ${value} always;`);
      expect(text).toContain(`Header always set ${name} "${value}"`);
    }
    expect(text.split(SCRIPT_POLICY)).toHaveLength(3);
  });

  it('come with a page for what is missing', () => expect(read('404.html')).toContain('Not here'));
});

describe('the web app manifest', () => {
  interface Manifest {
    start_url: string; scope: string; display: string; theme_color: string;
    icons: { src: string; sizes: string; type: string; purpose?: string }[];
    shortcuts: { url: string; icons: { src: string }[] }[];
  }
  let manifest: Manifest;
  beforeAll(() => {
    manifest = JSON.parse(read('manifest.webmanifest')) as Manifest;
  });

  it('has icons of the sizes it says, one of them for systems that cut their own shape', () => {
    for (const { src, sizes, type } of manifest.icons) {
      if (type !== 'image/png') continue;
      const png = readFileSync(join(folder, src));
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      // IHDR: width and height are the first two words after the chunk's head.
      expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`).toBe(sizes);
    }
    expect(manifest.icons.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(['192x192', '512x512']));
    expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
  });

  it('stays within its folder and leads to pages that exist', () => {
    expect([manifest.start_url, manifest.scope, manifest.display]).toEqual(['./', './', 'standalone']);
    for (const { url, icons } of manifest.shortcuts) {
      expect(PAGES).toContain(new URL(url, 'https://host/app/').searchParams.get('page'));
      for (const { src } of icons) expect(existsSync(join(folder, src))).toBe(true);
    }
  });
});

describe('the service worker', () => {
  it('keeps files that exist, all scripts and styles among them, and no model and no runtime', () => {
    const kept = [...read('sw.js').matchAll(/url:"([^"]+)"/g)].map(([, url]) => url ?? '');
    expect(kept.filter((url) => !existsSync(join(folder, url)))).toEqual([]);
    expect(kept).toEqual(expect.arrayContaining(['index.html', 'manifest.webmanifest', 'recorded/default.json']));
    expect(kept.filter((url) => /^models\/|\.wasm$|_headers|headless\.html/.test(url))).toEqual([]);
    const manifest = JSON.parse(read('.vite/manifest.json')) as Record<string, { file: string; css?: string[] }>;
    const built = Object.values(manifest).flatMap(({ file, css = [] }) => [file, ...css]).filter((file) => /\.(js|mjs|css)$/.test(file));
    expect(built.length).toBeGreaterThan(20);
    expect(built.filter((file) => !kept.includes(file))).toEqual([]);
  });
});
