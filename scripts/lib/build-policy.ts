/** The Content-Security-Policy of the built app: in its page, and as headers for hosts that can send them. */
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
  "trusted-types default 400ms-worker",
].join('; ');

/** What a script does that runs as a worker of its own address: the runtime's threads, computations, the service worker. */
export const SCRIPT_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";

/** Scripts that browsers ask for by address. */
const SCRIPTS = /\/(assets\/[^?]*|sw\.js)(\?|$)/;

/** Vite plugin: puts the policy into the built page and has `vite preview` send the scripts' header. */
export function policyPlugin(): Plugin {
  return {
    name: '400ms-policy',
    transformIndexHtml: {
      order: 'post',
      handler(html, { server, path }) {
        // The development server injects scripts of its own.
        if (server !== undefined || path !== '/index.html') return html;
        // Before anything that it governs.
        return html.replace('<meta charset="utf-8" />', (charset) => `${charset}\n    <meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}" />`);
      },
    },
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        if (SCRIPTS.test(request.url ?? '')) response.setHeader('Content-Security-Policy', SCRIPT_POLICY);
        next();
      });
    },
  };
}
