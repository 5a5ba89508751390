/** What each token of a vocabulary stands for, read from the decoder that its tokenizer.json describes. */
import * as v from 'valibot';
import type { TokenPiece } from '@/stages/serving';

const Step = v.looseObject({ type: v.string() });
const Replace = v.object({ type: v.literal('Replace'), pattern: v.object({ String: v.string() }), content: v.string() });
const Decoder = v.union([v.looseObject({ type: v.literal('Sequence'), decoders: v.array(Step) }), Step]);

export interface Vocabulary {
  /** The token as it is written in the vocabulary; undefined for an id that is not in it. */
  tokenOf(id: number): string | undefined;
  /** Tokens added to the vocabulary that was learnt. A byte-level one writes them as they are. */
  added: ReadonlySet<string>;
  /** Tokens that no text shows. */
  special: ReadonlySet<string>;
}

/**
 * Reads tokens of byte-level vocabularies (GPT-2, Llama 3, Qwen, SmolLM) and of SentencePiece ones with byte fallback
 * (Llama 2, Gemma) one by one. Null for any other decoder: there a token's text depends on its neighbours.
 */
export function pieceReader(decoder: unknown, vocabulary: Vocabulary): ((id: number) => TokenPiece) | null {
  const parsed = v.safeParse(Decoder, decoder);
  if (!parsed.success) return null;
  const steps = 'decoders' in parsed.output && Array.isArray(parsed.output.decoders) ? parsed.output.decoders : [parsed.output];
  const bytesOf = byteLevel(steps, vocabulary.added) ?? byteFallback(steps);
  if (bytesOf === null) return null;
  const known = new Map<number, TokenPiece>();
  return (id) => {
    let piece = known.get(id);
    if (piece === undefined) {
      const token = vocabulary.tokenOf(id) ?? '';
      piece = vocabulary.special.has(token) ? { bytes: NO_BYTES } : bytesOf(token);
      known.set(id, piece);
    }
    return piece;
  };
}

const NO_BYTES = new Uint8Array(0);

/** Every character of a token stands for one byte (Radford et al. 2019, `bytes_to_unicode` of the GPT-2 code). */
function byteLevel(steps: readonly v.InferOutput<typeof Step>[], added: ReadonlySet<string>): ((token: string) => TokenPiece) | null {
  if (steps.length !== 1 || steps[0]?.type !== 'ByteLevel') return null;
  return (token) => {
    if (added.has(token)) return { text: token };
    const bytes = Array.from(token, (character) => BYTE_OF.get(character));
    // As Hugging Face's decoder does it: a token with any other character is text.
    return bytes.every((byte) => byte !== undefined) ? { bytes: Uint8Array.from(bytes) } : { bytes: new TextEncoder().encode(token) };
  };
}

/** A token is text, but for `<0xE6>` and the like, which are bytes. */
function byteFallback(steps: readonly v.InferOutput<typeof Step>[]): ((token: string) => TokenPiece) | null {
  const types = steps.map(({ type }) => type);
  const replaces = steps.filter(({ type }) => type === 'Replace').map((step) => v.safeParse(Replace, step));
  const fallback = types.indexOf('ByteFallback');
  // Strip cuts the space off the beginning of a whole text; an answer is never that.
  const after = types.slice(fallback + 1).every((type) => type === 'Fuse' || type === 'Strip');
  if (fallback < 0 || !after || types.slice(0, fallback).some((type) => type !== 'Replace') || !replaces.every(({ success }) => success)) return null;
  return (token) => {
    let text = token;
    for (const { output } of replaces) if (v.is(Replace, output)) text = text.replaceAll(output.pattern.String, output.content);
    const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(text)?.[1];
    return byte === undefined ? { text } : { bytes: Uint8Array.of(parseInt(byte, 16)) };
  };
}

const BYTE_OF: ReadonlyMap<string, number> = (() => {
  const printable = (byte: number): boolean => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  const map = new Map<string, number>();
  // Bytes that would not show get the characters from U+0100 on, in order.
  for (let byte = 0, next = 0x100; byte < 0x100; byte++) map.set(String.fromCodePoint(printable(byte) ? byte : next++), byte);
  return map;
})();
