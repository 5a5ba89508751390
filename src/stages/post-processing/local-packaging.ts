/** Packaging as the API sends it: server-sent events of chunks, or one JSON body. */
export type FinishReason = 'stop' | 'length' | 'content_filter';

interface ChunkMeta { id: string; model: string; createdS: number }

/** One `chat.completion.chunk` as a server-sent event (WHATWG HTML, "event stream format"). */
export function chunkEvent(meta: ChunkMeta, text: string, finishReason: FinishReason | null): string {
  const chunk = {
    id: meta.id, object: 'chat.completion.chunk', created: meta.createdS, model: meta.model,
    choices: [{ index: 0, delta: text === '' ? {} : { content: text }, finish_reason: finishReason }],
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

/** The event that ends a stream. */
export const DONE_EVENT = 'data: [DONE]\n\n';

/** The body of an answer that is not streamed. */
export function completionBody(meta: ChunkMeta, text: string, finishReason: FinishReason, usage: { inputTokens: number; outputTokens: number }): string {
  return JSON.stringify({
    id: meta.id, object: 'chat.completion', created: meta.createdS, model: meta.model,
    choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: finishReason }],
    usage: { prompt_tokens: usage.inputTokens, completion_tokens: usage.outputTokens, total_tokens: usage.inputTokens + usage.outputTokens },
  });
}
