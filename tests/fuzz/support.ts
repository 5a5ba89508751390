/** Damage: sound files with pieces cut, doubled, exchanged, and values that parsers like to trip over. */
import fc from 'fast-check';

/** Inputs for each parser: enough to find what is common in `npm test`, a hundred thousand with NIGHTLY=1. */
export const RUNS = process.env['NIGHTLY'] === '1' ? 100_000 : 2_000;
/** A hang ends here. Not a measure of speed: two thousand inputs take seconds, also on a busy machine. */
export const PATIENCE_MS = process.env['NIGHTLY'] === '1' ? 3 * 3_600_000 : 300_000;

const HOSTILE_TEXT = [
  '{', '}', '[', ']', '"', ',', ':', '\\', '\n', '\r\n', '\u0000', '\u202e', '\ud800', '\uFEFF', 'null', 'true', '-', '-0', '1e999', '-1e999', '1e-999', '9007199254740993',
  '99999999999999999999999999', '0.1', 'NaN', '__proto__', 'constructor', 'toString', '{"__proto__":{"x":1}}', '[[[[[[[[', '"\\u', '=1+1', '\'', ';', '\t', '%', '<script>', '0'.repeat(400), '[{"', '[]', '{}',
];

const HOSTILE_VALUES: readonly unknown[] = [
  null, true, false, 0, -1, 1, 1.5, 1e308, -1e308, 5e-324, 2 ** 53, 2 ** 31, 4_294_967_296, '', ' ', '0', '-1', '1e999', '__proto__', 'x'.repeat(5_000), '\ud800', '\u0000',
  [], {}, [[]], [null], { length: 1e9 }, { toString: null }, [1, [2, [3, [4]]]], { a: { b: { c: {} } } }, '99999999999999999999', 'NaN', 'Infinity',
];

interface Cut { readonly at: number; readonly length: number; readonly to: number; readonly kind: number; readonly text: string }
const cut: fc.Arbitrary<Cut> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 400 })), to: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.nat(4), text: fc.oneof(fc.constantFrom(...HOSTILE_TEXT), fc.string({ maxLength: 6 }), fc.string({ unit: 'binary', maxLength: 4 })),
});

function applyCut(text: string, { at, length, to, kind, text: put }: Cut): string {
  const from = Math.floor(at * text.length);
  const end = Math.min(text.length, from + length);
  const target = Math.floor(to * text.length);
  const piece = text.slice(from, end);
  switch (kind) {
    case 0: return text.slice(0, from) + text.slice(end);
    case 1: return text.slice(0, from) + put + text.slice(end);
    case 2: return text.slice(0, target) + piece + text.slice(target);
    case 3: return text.slice(0, from);
    default: return text.slice(0, from) + put + text.slice(from);
  }
}

/** A sound text with up to four cuts. */
export const damagedText = (sound: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...sound), fc.array(cut, { minLength: 1, maxLength: 4 })).map(([text, cuts]) => cuts.reduce(applyCut, text));

interface Swap { readonly path: readonly number[]; readonly kind: number; readonly value: unknown }
const swap: fc.Arbitrary<Swap> = fc.record({
  path: fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 10 }), kind: fc.nat(3),
  value: fc.oneof(fc.constantFrom(...HOSTILE_VALUES), fc.jsonValue({ maxDepth: 3 }), fc.double(), fc.integer(), fc.bigInt({ min: 0n, max: 2n ** 70n }).map(String)),
});

/** Follows the numbers down the tree as far as it goes and damages what is there. */
function applySwap(root: unknown, { path, kind, value }: Swap): unknown {
  let at: unknown = root;
  for (const [step, pick] of path.entries()) {
    if (typeof at !== 'object' || at === null) return root;
    const node = at as Record<string, unknown>;
    const keys = Object.keys(node);
    const key = keys[pick % Math.max(1, keys.length)];
    if (key === undefined) return root;
    const next = node[key];
    if (step < path.length - 1 && typeof next === 'object' && next !== null && Object.keys(next).length > 0) {
      at = next;
      continue;
    }
    if (kind === 0) delete node[key];
    else if (kind === 1 && Array.isArray(node)) node.splice(pick % (node.length + 1), 0, structuredClone(next));
    else if (kind === 2) Object.defineProperty(node, typeof value === 'string' ? value.slice(0, 40) : 'extra', { value: structuredClone(next), enumerable: true, configurable: true, writable: true });
    else node[key] = structuredClone(value);
    return root;
  }
  return root;
}

/** A sound JSON document with up to four values removed, doubled, renamed or exchanged. */
export const damagedJson = (sound: readonly string[]): fc.Arbitrary<unknown> =>
  fc.tuple(fc.constantFrom(...sound), fc.array(swap, { minLength: 1, maxLength: 4 })).map(([text, swaps]) => swaps.reduce(applySwap, JSON.parse(text) as unknown));

/** An error fit to be shown: every part there, none without end. */
export function faultOf(error: { code: string; message: string; action: string }): string | null {
  if (!/^[a-z]+(-[a-z]+)*$/.test(error.code)) return `code ${error.code}`;
  if (error.message.length === 0 || error.message.length > 4_000) return `message of ${error.message.length} characters`;
  return error.action.length === 0 || error.action.length > 1_000 ? `action of ${error.action.length} characters` : null;
}
