/** Named numbers inside nested objects as a vector of logarithms, so that a fit keeps every parameter positive. */

export interface Parameter {
  /** Where it is: "kernels.gemm.hbm.compute.bf16". */
  readonly path: string;
  /** Centre of the prior: a published or measured figure. */
  readonly prior: number;
  /** Standard deviation of the prior's logarithm. */
  readonly sigma: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

type Tree = { [key: string]: Tree | number | string };

/** A deep copy of `base` with the parameters set from logarithms. */
export function withParameters<T extends object>(base: T, parameters: readonly Parameter[], logs: readonly number[]): T {
  const copy = structuredClone(base);
  parameters.forEach((parameter, i) => { setAt(copy as unknown as Tree, parameter.path, Math.exp(logs[i] ?? 0)); });
  return copy;
}

function setAt(tree: Tree, path: string, value: number): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let here = tree;
  for (const key of keys) {
    const next = here[key];
    if (typeof next !== 'object') throw new Error(`There is no ${path} (at ${key}).`);
    here = next;
  }
  if (typeof here[last] !== 'number') throw new Error(`${path} is not a number.`);
  here[last] = value;
}
