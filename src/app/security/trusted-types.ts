/**
 * The page's one rule for strings that become code, where the browser has Trusted Types: the address of a worker may be
 * a file of this app, and nothing else may be made from a string: no markup, no script.
 */

/** The part of the Trusted Types API used here (W3C Trusted Types); TypeScript's DOM library does not have it. */
interface TrustedTypesFactory { createPolicy(name: 'default', rules: { createScriptURL(url: string): string }): unknown }

/** Call once, before the first worker is started. */
export function makeDefaultPolicy(): void {
  const factory = (window as { trustedTypes?: TrustedTypesFactory }).trustedTypes;
  const folder = new URL('.', document.baseURI).href;
  factory?.createPolicy('default', {
    createScriptURL(url) {
      const { href } = new URL(url, document.baseURI);
      if (href.startsWith(folder)) return href;
      throw new TypeError('Scripts of this page are files beside it.');
    },
  });
}
