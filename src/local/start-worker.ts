/**
 * Starts a worker under the page's own Content-Security-Policy. A worker loaded from an address is bound only by the
 * headers of that address, which a plain static host does not send; one made from a blob inherits the policy of the
 * page that made it (HTML standard, "initialize a worker global scope's policy container"). So what the page may not
 * reach, a worker started here may not reach either, on any host.
 */

/** The part of the Trusted Types API used here (W3C Trusted Types); TypeScript's DOM library does not have it. */
interface ScriptUrlPolicy { createScriptURL(url: string): string }
interface TrustedTypesFactory { createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy }
const factory = (globalThis as { trustedTypes?: TrustedTypesFactory }).trustedTypes;

const starters = new Map<string, string>();
/** Gives out addresses of starters made below and nothing else. Its name stands in the policy: scripts/lib/build-policy.ts. */
const policy = factory?.createPolicy('400ms-worker', {
  createScriptURL: (url) => {
    if ([...starters.values()].includes(url)) return url;
    throw new TypeError('This worker was not started by startWorker.');
  },
});

/**
 * What a starter does: the worker's module first, then the one rule for scripts the worker may start itself: the
 * runtime's threads, from this origin.
 */
const starterCode = (moduleUrl: string): string => `import ${JSON.stringify(moduleUrl)};
self.trustedTypes?.createPolicy('default', {
  createScriptURL: (url) => {
    if (new URL(url, ${JSON.stringify(self.origin)}).origin === ${JSON.stringify(self.origin)}) return url;
    throw new TypeError('Scripts come from this origin only.');
  },
});`;

/** @param url from an import with `?worker&url`. */
export function startWorker(url: string, name: string): Worker {
  // A built app's are full already; the development server's begin at the root.
  const moduleUrl = new URL(url, self.origin).href;
  let starter = starters.get(moduleUrl);
  if (starter === undefined) {
    starter = URL.createObjectURL(new Blob([starterCode(moduleUrl)], { type: 'text/javascript' }));
    starters.set(moduleUrl, starter);
  }
  return new Worker(policy?.createScriptURL(starter) ?? starter, { type: 'module', name });
}
