/** Text of tokens one by one: the bytes of an unfinished character are held back, and nothing else is. */
import type { Tokenizer } from '../serving';

export interface Detokenizer {
  /** Text that this token completes; empty while a character is unfinished. */
  push(id: number): string;
  /** What is still held back: an unfinished character as U+FFFD. */
  flush(): string;
}

/** `context`: the last tokens before the answer (a handful is enough). */
export function createDetokenizer(tokenizer: Pick<Tokenizer, 'decode' | 'piece'>, context: readonly number[]): Detokenizer {
  return tokenizer.piece === null ? new DecodingDetokenizer(tokenizer, context) : new BytesDetokenizer(tokenizer.piece);
}

/**
 * For tokens that are bytes. UTF-8 itself tells an unfinished character (a lead byte that still waits) from a U+FFFD that
 * the model really wrote (the bytes EF BF BD): decoded text cannot, so it is not looked at. Decoding in pieces gives what
 * decoding at once gives, also for broken bytes (WHATWG Encoding, "UTF-8 decoder").
 * The answer continues a prompt, so a space at its start is kept.
 */
class BytesDetokenizer implements Detokenizer {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(private readonly piece: NonNullable<Tokenizer['piece']>) {}

  push(id: number): string {
    const piece = this.piece(id);
    return 'bytes' in piece ? this.#decoder.decode(piece.bytes, { stream: true }) : this.flush() + piece.text;
  }

  flush(): string {
    return this.#decoder.decode();
  }
}

/**
 * For tokens whose text depends on their neighbours (word pieces, a space before all but the first). Such tokenizers have
 * whole characters only, so nothing is ever held back. Each piece is the difference of two decodes that begin a few
 * tokens earlier (the method of vLLM's and TGI's detokenizers).
 */
class DecodingDetokenizer implements Detokenizer {
  /** The tokens given out last: context of the next. */
  #context: readonly number[];

  constructor(private readonly tokenizer: Pick<Tokenizer, 'decode'>, context: readonly number[]) {
    this.#context = context;
  }

  push(id: number): string {
    const before = this.tokenizer.decode(this.#context);
    const text = this.tokenizer.decode([...this.#context, id]);
    this.#context = [...this.#context.slice(1 - CONTEXT_TOKENS), id];
    return text.slice(before.length);
  }

  flush(): string {
    return '';
  }
}

/** Enough for a decoder that looks at the first or the last token, and little enough to be decoded with every token. */
export const CONTEXT_TOKENS = 5;
