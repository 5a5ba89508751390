/** Two traces to test the playing half of the page with; durations are chosen for the tests, not claims about anything. */
import { SpanLine } from '@/core/spans';
import { DEFAULT_SCENARIO, patchScenario } from '@/core/scenario';
import type { Outcome, TokenEvent, Trace } from '@/core/trace';

const KV = { layers: 6, kvHeads: 6, headDim: 48, bytesPerElement: 4, bytesPerToken: 2 * 6 * 6 * 48 * 4 };
const INPUT_TOKENS = 20;

export interface SampleOptions {
  tokens: number;
  stream: boolean;
  /** Words of the answer are known. */
  words: boolean;
}

const completed: Outcome = { status: 'completed', billed: true, reason: 'length' };

/** As a datacenter's model would lay it out: network, one span a layer, one decode span a token, network. */
export function modeledSample({ tokens: count, stream, words }: SampleOptions = { tokens: 40, stream: true, words: true }): Trace {
  const line = new SpanLine('modeled');
  const around = (ms: number) => ({ low: ms * 0.6, high: ms * 2.4 });
  line.add('network', 'request', 6, {}, around(6));
  line.add('gateway', 'tls-termination', 2, {}, around(2));
  line.add('gateway', 'authentication', 1.2, {}, around(1.2));
  line.add('gateway', 'rate-limiting', 0.8, {}, around(0.8));
  line.add('gateway', 'request-validation', 0.9, {}, around(0.9));
  line.add('gateway', 'billing-clock', 0.1);
  line.add('load-balancer', 'geographic-routing', 1.1, {}, around(1.1));
  line.add('load-balancer', 'replica-pick', 0.6, {}, around(0.6));
  line.add('load-balancer', 'health-check', 0.3);
  line.add('tokenizer', 'encode', 2.6, {}, around(2.6));
  line.add('tokenizer', 'context-check', 0.4);
  line.add('router', 'pool-choice', 0.2);
  line.add('router', 'prefix-cache', 0.3);
  line.add('router', 'queue', 0.3, {}, { low: 0, high: 9 });
  line.add('router', 'gpu-scheduling', 0.2);
  line.add('inference', 'prefill', 12, {}, around(12));
  const generated: number[] = [];
  for (let i = 0; i < count; i++) {
    if (i > 0) line.add('inference', 'decode', 8.5 + (i % 5) * 0.2, {}, { low: 8.1, high: 11 });
    generated.push(line.add('inference', 'sampling', 0.05));
  }
  line.add('post-processing', 'safety', 3.2, {}, around(3.2));
  line.add('post-processing', 'packaging', 1.4);
  line.add('billing', 'metering', 0.5);
  line.add('billing', 'cost', 0.1);
  const endMs = line.add('network', 'response', 6, {}, around(6));
  return trace('datacenter', line, generated, { stream, words, wireMs: 6, endMs });
}

/** As this machine measures it: no network, and after every token some post-processing. */
export function localSample({ tokens: count, stream, words }: SampleOptions = { tokens: 40, stream: true, words: true }, provenance: 'measured' | 'recorded' = 'recorded'): Trace {
  const line = new SpanLine(provenance);
  line.add('gateway', 'authentication', 0.02);
  line.add('gateway', 'rate-limiting', 0.01);
  line.add('gateway', 'request-validation', 0.08);
  line.add('load-balancer', 'replica-pick', 0.03);
  line.add('tokenizer', 'encode', 0.3);
  line.add('tokenizer', 'context-check', 0.005);
  line.add('router', 'prefix-cache', 0.04);
  line.add('router', 'gpu-scheduling', 0.1);
  line.add('inference', 'prefill', 31);
  line.add('inference', 'prefill', 14);
  const generated: number[] = [];
  for (let i = 0; i < count; i++) {
    if (i > 0) line.add('inference', 'decode', 13 + (i % 7) * 1.1);
    generated.push(line.add('inference', 'sampling', 0.2));
    line.add('post-processing', 'detokenize', 0.02);
    line.add('inference', 'stream-out', 0.03);
  }
  line.add('post-processing', 'packaging', 0.05);
  const endMs = line.add('billing', 'metering', 0.01);
  return trace('local', line, generated, { stream, words, wireMs: 0.05, endMs });
}

function trace(
  source: 'datacenter' | 'local',
  line: SpanLine,
  generated: readonly number[],
  { stream, words, wireMs, endMs }: { stream: boolean; words: boolean; wireMs: number; endMs: number },
): Trace {
  const story = 'he found a small clock under the old tree . " Hello , clock , " said the robot . " Where does the time go ? "'.split(' ');
  const tokens: TokenEvent[] = generated.map((generatedMs, index) => ({
    index,
    id: index,
    text: words ? ` ${story[index % story.length] ?? ''}` : '',
    generatedMs,
    timeMs: stream ? Math.min(generatedMs + wireMs, endMs) : endMs,
    kvBytes: (INPUT_TOKENS + index + 1) * KV.bytesPerToken,
  }));
  return {
    schemaVersion: 1,
    scenario: patchScenario(DEFAULT_SCENARIO, { request: { stream } }),
    source,
    spans: line.spans,
    tokens,
    usage: { inputTokens: INPUT_TOKENS, cachedTokens: 0, outputTokens: tokens.length, costUsd: 0.00002 },
    outcome: completed,
    kv: KV,
    coldStart: null,
    environment: {},
  };
}

/** A modeled request that the gateway turns away. */
export function rejectedSample(): Trace {
  const line = new SpanLine('modeled');
  line.add('network', 'request', 6);
  line.add('gateway', 'tls-termination', 2);
  line.add('gateway', 'authentication', 1.2);
  line.add('gateway', 'rate-limiting', 0.8);
  const endMs = line.add('network', 'response', 6);
  return {
    ...trace('datacenter', line, [], { stream: true, words: false, wireMs: 0, endMs }),
    outcome: { status: 'rejected', stage: 'gateway', layer: 'rate-limiting', httpStatus: 429, reason: 'The key may send 60 requests a minute.', billed: false },
  };
}

/** A modeled request whose client left in mid-stream: generation stops, what was written is billed. */
export function cancelledSample(afterTokens = 6): Trace {
  const whole = modeledSample({ tokens: 40, stream: true, words: true });
  const line = new SpanLine('modeled');
  const generated: number[] = [];
  for (const span of whole.spans) {
    if (span.stage !== 'network' && span.stage !== 'gateway' && span.stage !== 'inference') continue;
    if (span.layer === 'response') continue;
    if (span.stage === 'network') line.add('network', 'request', span.durationMs);
    else if (span.stage === 'gateway') line.add('gateway', 'authentication', span.durationMs);
    else if (generated.length < afterTokens) {
      const endMs = line.add('inference', span.layer as 'prefill', span.durationMs);
      if (span.layer === 'sampling') generated.push(endMs);
    }
  }
  const endMs = line.add('billing', 'metering', 0.5);
  return {
    ...trace('datacenter', line, generated, { stream: true, words: true, wireMs: 0, endMs }),
    outcome: { status: 'cancelled', stage: 'inference', layer: 'decode', reason: 'The client hung up.', billed: true },
  };
}
