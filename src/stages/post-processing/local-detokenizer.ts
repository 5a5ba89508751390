/** Text of tokens one by one: partial UTF-8 is held back, a leading space is kept where the text has one. */

/** A character of four bytes may come as four tokens; what is still broken then will not heal. */
const LONGEST_SPLIT_TOKENS = 4;

/**
 * A tokenizer's `decode` may drop a space at the start and shows unfinished bytes as U+FFFD, so each piece is the
 * difference of two decodes that begin a few tokens earlier (the method of vLLM's and TGI's detokenizers).
 */
export class IncrementalDetokenizer {
  /** Tokens already given out that serve as context, then those still held back. */
  #ids: number[];
  /** How many of them have been given out. */
  #read: number;

  /** `context`: the last tokens before the answer (a handful is enough). */
  constructor(private readonly decode: (ids: readonly number[]) => string, context: readonly number[] = []) {
    this.#ids = [...context];
    this.#read = context.length;
  }

  /** Text that this token completes; empty while a character is unfinished. */
  push(id: number): string {
    this.#ids.push(id);
    const text = this.decode(this.#ids);
    if (text.endsWith('\ufffd') && this.#ids.length - this.#read < LONGEST_SPLIT_TOKENS) return '';
    return this.#give(text);
  }

  /** What is still held back, broken characters as U+FFFD. */
  flush(): string {
    return this.#read === this.#ids.length ? '' : this.#give(this.decode(this.#ids));
  }

  #give(text: string): string {
    const piece = text.slice(this.decode(this.#ids.slice(0, this.#read)).length);
    // What was just given out is the context of the next token; older tokens are no longer needed.
    this.#ids = this.#ids.slice(this.#read);
    this.#read = this.#ids.length;
    return piece;
  }
}
