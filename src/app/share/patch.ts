/** The difference between two scenarios as a patch, and access to it by path. */

export type Json = Record<string, unknown>;

export const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Only the fields of `value` that differ from `base`; undefined when nothing does. Arrays count as one value. */
export function difference(base: unknown, value: unknown): unknown {
  if (isJson(base) && isJson(value)) {
    const out: Json = {};
    for (const [key, inner] of Object.entries(value)) {
      const changed = difference(base[key], inner);
      if (changed !== undefined) out[key] = changed;
    }
    return Object.keys(out).length === 0 ? undefined : out;
  }
  return base === value || JSON.stringify(base) === JSON.stringify(value) ? undefined : value;
}

type Path = readonly [string] | readonly [string, string];

/** The value at a path; undefined where there is none. */
export function valueAt(tree: unknown, [first, second]: Path): unknown {
  const outer = isJson(tree) ? tree[first] : undefined;
  if (second === undefined) return outer;
  return isJson(outer) ? outer[second] : undefined;
}

/** A patch that sets one path. */
export const patchAt = ([first, second]: Path, value: unknown): Json => ({ [first]: second === undefined ? value : { [second]: value } });

/** The patch without one path; sections left empty go too. */
export function without(patch: Json, [first, second]: Path): Json {
  const outer = patch[first];
  if (second === undefined || !isJson(outer)) return omit(patch, first);
  const inner = omit(outer, second);
  return Object.keys(inner).length === 0 ? omit(patch, first) : { ...patch, [first]: inner };
}

const omit = (tree: Json, key: string): Json => Object.fromEntries(Object.entries(tree).filter(([name]) => name !== key));
