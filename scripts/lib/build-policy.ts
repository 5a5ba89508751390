/** The Content-Security-Policy of the built app: in its pages, and as headers for hosts that can send them. */
import type { Plugin } from 'vite';

/**
 * What the page may do. `connect-src` is wide here because it can only become narrower: the page's first act is to
 * limit it to itself, the hub and what the reader has allowed (src/app/security/hosts.ts).
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  // `blob:`: workers that inherit this policy (src/local/start-worker.ts).
  "worker-src 'self' blob:",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "manifest-src 'self'",
  "connect-src 'self' https: http:",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types default 400ms-worker',
].join('; ');

/** What a script may do that runs as a worker of its own address: the runtime's threads, computations, the service worker. */
export const SCRIPT_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

/** Headers of every file that have nothing to do with isolation. */
export const COMMON_HEADERS = { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' } as const;

/** Cross-origin isolation: threads for WASM and a 5 µs clock. The app works without. */
export const ISOLATION_HEADERS = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' } as const;

/** Scripts that browsers ask for by address. */
const SCRIPTS = /\/(assets\/[^?]*|sw\.js)(\?|$)/;
const PAGES = new Set(['/index.html', '/headless.html']);

/** Headers of all files of a build in the `_headers` format, which Netlify and Cloudflare Pages read. */
export function headersFile(): string {
  const block = (path: string, headers: Record<string, string>): string =>
    `${path}\n${Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`).join('')}`;
  return [
    block('/*', { ...ISOLATION_HEADERS, ...COMMON_HEADERS }),
    // Their names change with their contents.
    block('/assets/*', { 'Content-Security-Policy': SCRIPT_POLICY, 'Cache-Control': 'public, max-age=31536000, immutable' }),
    block('/sw.js', { 'Content-Security-Policy': SCRIPT_POLICY, 'Cache-Control': 'no-cache' }),
  ].join('\n');
}

/** Vite plugin: puts the policy into the built pages, writes `_headers`, and has `vite preview` send the same. */
export function policyPlugin(): Plugin {
  return {
    name: '400ms-policy',
    transformIndexHtml: {
      order: 'post',
      handler(html, { server, path }) {
        // The development server injects scripts of its own.
        if (server !== undefined || !PAGES.has(path)) return html;
        // Before anything that it governs.
        return html.replace('<meta charset="utf-8" />', (charset) => `${charset}\n    <meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}" />`);
      },
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: '_headers', source: headersFile() });
    },
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        for (const [name, value] of Object.entries(COMMON_HEADERS)) response.setHeader(name, value);
        if (SCRIPTS.test(request.url ?? '')) response.setHeader('Content-Security-Policy', SCRIPT_POLICY);
        next();
      });
    },
  };
}
