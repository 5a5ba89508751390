/** The local trace as often as the page's structure follows it. */
import type { Trace } from '@/core/trace';
import type { RunsStore } from './runs-state';

/** While a run grows the structure follows at least this often, in ms; what moves is drawn every frame. */
const OUTLINE_MS = 1_000;

/** True while the local trace is still being made. */
export const growingOf = ({ status, localKind, local }: RunsStore): boolean => status === 'running' && localKind === 'live' && local !== null;

/** The trace given last and what it was decided by. Several views ask for each change; all get the same answer. */
let asked: Trace | null = null;
let outline: Trace | null = null;
let outlinedAtMs = 0;
/** The run that `layers` belong to: its traces share this value. */
let run: Trace['environment'] | null = null;
let scanned = 0;
const layers = new Set<string>();

/**
 * Selector: the local trace. While a run grows it stays the same value until the run reaches a layer that it had not
 * been at, brings its first tokens, or a second has passed: rendering the page anew for every token would take the time
 * that its frames need. Views that draw each frame ask the store for the trace itself, see `latestOf`.
 */
export function outlineOf(state: RunsStore): Trace | null {
  const { local } = state;
  if (local === null || !growingOf(state)) {
    run = null;
    asked = null;
    return local;
  }
  if (local === asked) return outline;
  asked = local;
  if (local.environment !== run) {
    run = local.environment;
    scanned = 0;
    layers.clear();
    outline = null;
  }
  const before = layers.size;
  for (; scanned < local.spans.length; scanned++) {
    const span = local.spans[scanned];
    if (span !== undefined) layers.add(`${span.stage}/${span.layer}`);
  }
  const nowMs = performance.now();
  if (outline === null || layers.size > before || outline.tokens.length < KNOWN_TOKENS && local.tokens.length > outline.tokens.length || nowMs - outlinedAtMs >= OUTLINE_MS) {
    outline = local;
    outlinedAtMs = nowMs;
  }
  return outline;
}

/** From two tokens the size of a token's KV cache is known. */
const KNOWN_TOKENS = 2;
