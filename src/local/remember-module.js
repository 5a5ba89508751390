/**
 * Makes the runtime's module as the file that `wasm-module.ts` names does, and remembers it there. A file of its own,
 * served as it is: the policy of the page allows no script that was written at run time. The name comes by a global,
 * because a service worker may answer for this file under an address without its query.
 */
const { default: make } = await import(/* @vite-ignore */ globalThis['400ms.runtime-module-url']);

export default async (config) => {
  const module = await make(config);
  globalThis['400ms.runtime-module'] = module;
  return module;
};
