/** The model's own tokenizer behind the interface that the stages use. */
import { AutoTokenizer, type PreTrainedTokenizer } from '@huggingface/transformers';
import type { ChatMessage, Tokenizer } from '@/stages/serving';
import { pieceReader } from './token-pieces';

/** Loads the tokenizer of a folder that the runtime knows by `name`. */
export async function loadTokenizer(name: string): Promise<{ tokenizer: Tokenizer; endTokenId: number | null }> {
  const inner = await AutoTokenizer.from_pretrained(name);
  const endTokenId: unknown = inner.eos_token_id;
  return { tokenizer: wrapTokenizer(inner), endTokenId: typeof endTokenId === 'number' ? endTokenId : null };
}

/** The library's tokenizer as the stages see it. */
export function wrapTokenizer(inner: PreTrainedTokenizer): Tokenizer {
  return {
    encode: (text) => inner.encode(text),
    encodeChat: inner.chat_template === null || inner.chat_template === undefined ? null : (messages) => encodeChat(inner, messages),
    decode: (ids) => (ids.length === 0 ? '' : inner.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false })),
    piece: readPieces(inner),
    longestTokenChars: longestTokenChars(inner),
  };
}

function readPieces(inner: PreTrainedTokenizer): Tokenizer['piece'] {
  const description: unknown = inner._tokenizerJSON;
  const decoder = typeof description === 'object' && description !== null && 'decoder' in description ? description.decoder : null;
  const added = inner._tokenizer.get_added_tokens_decoder();
  return pieceReader(decoder, {
    tokenOf: (id) => inner._tokenizer.id_to_token(id),
    added: new Set(Array.from(added.values(), ({ content }) => content)),
    special: new Set(Array.from(added.values()).filter(({ special }) => special).map(({ content }) => content)),
  });
}

function encodeChat(inner: PreTrainedTokenizer, messages: readonly ChatMessage[]): number[] {
  const ids: unknown = inner.apply_chat_template(messages.map(({ role, content }) => ({ role, content })), {
    add_generation_prompt: true,
    tokenize: true,
    return_tensor: false,
    return_dict: false,
    // Models that can think aloud are asked to answer at once.
    ...{ enable_thinking: false },
  });
  if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'number')) throw new Error('the chat template gave no ids');
  return ids;
}

/** Characters of the longest entry of the vocabulary; added tokens included. */
function longestTokenChars(inner: PreTrainedTokenizer): number {
  const vocabulary: unknown = inner.get_vocab();
  let longest = 1;
  const keys = vocabulary instanceof Map ? vocabulary.keys() : Object.keys(vocabulary ?? {});
  for (const token of keys) longest = Math.max(longest, String(token).length);
  return longest;
}
