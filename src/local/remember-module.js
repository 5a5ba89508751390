/**
 * Makes the runtime's module as the file named in `?of=` does and remembers it for `wasm-module.ts`. A file of its own,
 * served as it is: the policy of the page allows no script that was written at run time.
 */
const { default: make } = await import(new URL(import.meta.url).searchParams.get('of'));

export default async (config) => {
  const module = await make(config);
  globalThis['400ms.runtime-module'] = module;
  return module;
};
