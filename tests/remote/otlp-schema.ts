/** The OpenTelemetry project's own protobuf schema, as its JavaScript exporters use it. */
import root from '@opentelemetry/otlp-transformer/build/src/generated/root.js';

interface MessageType {
  fromObject(value: Record<string, unknown>): object;
  toObject(message: object, options?: { longs?: typeof String; bytes?: typeof String; defaults?: boolean }): Record<string, unknown>;
  /** What is wrong with a message; null when nothing is. */
  verify(message: object): string | null;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}
// The package's type file knows only of an empty root.
const generated = root as unknown as { opentelemetry: { proto: { collector: { trace: { v1: { ExportTraceServiceRequest: MessageType } } } } } };

export const ExportTraceServiceRequest = generated.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
