/** The way between client and gateway: handshakes when the connection is cold, then request and response. */
import { INITIAL_WINDOW_BYTES, networkSpec, type NetworkSpec } from '@/catalog/networks';
import { DISTANCE_SOURCE, regionRttMs } from '@/catalog/regions';
import { quantileOf } from '@/core/distributions';
import type { Scenario } from '@/core/scenario';
import type { SpanLine } from '@/core/spans';
import { draw, type ModeledRequest } from '../modeling';

export interface NetworkPath {
  readonly spec: NetworkSpec;
  /** Round trip over the access link: as drawn, and its 5th and 95th percentile. */
  readonly accessMs: number;
  readonly accessLowMs: number;
  readonly accessHighMs: number;
  /** Round trip over the backbone between the regions. */
  readonly backboneMs: number;
  /** Access link and backbone together. */
  readonly rttMs: number;
}

/** One draw of the link serves the whole request: within a second a path changes little. */
export function networkPath(scenario: Scenario): NetworkPath {
  const spec = networkSpec(scenario.client.network);
  const accessMs = draw(scenario.seed, 'network/rtt', spec.rtt);
  const backboneMs = regionRttMs(scenario.client.region, scenario.loadBalancer.region);
  return { spec, accessMs, accessLowMs: quantileOf(spec.rtt, 0.05), accessHighMs: quantileOf(spec.rtt, 0.95), backboneMs, rttMs: accessMs + backboneMs };
}

/**
 * Round trips that slow start adds before `bytes` are through: the window opens at ten segments and doubles each
 * round trip (RFC 6928, RFC 5681). A warm connection has its window open already.
 */
export function slowStartRounds(bytes: number, cold: boolean): number {
  if (!cold || bytes <= INITIAL_WINDOW_BYTES) return 0;
  return Math.ceil(Math.log2(bytes / INITIAL_WINDOW_BYTES + 1)) - 1;
}

/** Time to put `bytes` through a link of `mbps`, in ms. */
export const transferMs = (bytes: number, mbps: number): number => (bytes * 8) / (mbps * 1000);

/** Bytes around the text of a request and of an answer, counted on a typical pair. */
export const REQUEST_ENVELOPE_BYTES = [
  'POST /v1/chat/completions HTTP/1.1', 'Host: api.example.com', 'Content-Type: application/json', 'Accept: text/event-stream',
  `Authorization: Bearer ${'k'.repeat(51)}`, 'User-Agent: example/1.0', '',
  '{"model":"","messages":[{"role":"system","content":""},{"role":"user","content":""}],"max_tokens":256,"temperature":0,"stream":true}',
].join('\r\n').length;
export const RESPONSE_ENVELOPE_BYTES = [
  'HTTP/1.1 200 OK', 'Content-Type: application/json', 'Date: Thu, 01 Jan 2026 00:00:00 GMT', '',
  '{"id":"chatcmpl-000000000000","object":"chat.completion","created":0,"model":"","choices":[{"index":0,"message":{"role":"assistant","content":""},"finish_reason":"stop"}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}',
].join('\r\n').length;
export const SSE_FRAME_BYTES =
  'data: {"id":"chatcmpl-000000000000","object":"chat.completion.chunk","created":0,"model":"","choices":[{"index":0,"delta":{"content":""},"finish_reason":null}]}\n\n'.length;

/** DNS, TCP and TLS 1.3 (one round trip each) when the connection is cold, then the request itself. */
export function modelRequest(line: SpanLine, request: ModeledRequest, path: NetworkPath): void {
  const cold = request.scenario.client.connection === 'cold';
  const { accessMs, backboneMs, spec } = path;
  const attributes = { accessRttMs: accessMs, backboneRttMs: backboneMs, source: `${spec.source}; ${DISTANCE_SOURCE}` };
  // Times that are `trips` round trips of the link, `far` of them over the backbone, plus a fixed part.
  const leg = (layer: 'dns' | 'tcp' | 'tls' | 'request', trips: number, far: boolean, fixedMs: number, more = {}): void => {
    const of = (access: number): number => trips * (access + (far ? backboneMs : 0)) + fixedMs;
    line.add('network', layer, of(accessMs), { ...attributes, roundTrips: trips, ...more }, { low: of(path.accessLowMs), high: of(path.accessHighMs) });
  };
  if (cold) {
    // The resolver is taken to be the access provider's, with the name in its cache.
    leg('dns', 1, false, 0);
    leg('tcp', 1, true, 0);
    leg('tls', 1, true, 0, { version: 'TLS 1.3' });
  }
  const bytes = request.promptBytes + REQUEST_ENVELOPE_BYTES;
  const rounds = slowStartRounds(bytes, cold);
  leg('request', 0.5 + rounds, true, transferMs(bytes, spec.upMbps), { bytes, slowStartRoundTrips: rounds });
}

/** The rest of the response: the last event of a stream, or the whole answer. */
export function modelResponse(line: SpanLine, request: ModeledRequest, path: NetworkPath, bodyBytes: number): void {
  const { spec, backboneMs } = path;
  const streamed = request.scenario.request.stream;
  const bytes = streamed ? SSE_FRAME_BYTES : bodyBytes + RESPONSE_ENVELOPE_BYTES;
  const rounds = slowStartRounds(bytes, request.scenario.client.connection === 'cold');
  const of = (access: number): number => (0.5 + rounds) * (access + backboneMs) + transferMs(bytes, spec.downMbps);
  line.add('network', 'response', of(path.accessMs), {
    bytes, roundTrips: 0.5 + rounds, slowStartRoundTrips: rounds, streamed, accessRttMs: path.accessMs, backboneRttMs: backboneMs, source: `${spec.source}; ${DISTANCE_SOURCE}`,
  }, { low: of(path.accessLowMs), high: of(path.accessHighMs) });
}

/** Time one streamed token spends on its way to the client, in ms. */
export const tokenTransitMs = (path: NetworkPath): number => path.rttMs / 2 + transferMs(SSE_FRAME_BYTES, path.spec.downMbps);
