/**
 * SentencePiece's BPE encoding of the Llama vocabulary, from `tokenizer.bin` alone: the reference for `tokenizer.json`.
 *
 * Written after `bpe_encode` in llama2.c's run.c and SentencePiece's bpe_model.cc: a space before the text, one symbol a
 * character, then the neighbours whose joined piece scores best (leftmost first on a tie) are merged until none is left;
 * characters outside the vocabulary become their UTF-8 bytes. Byte pieces and control pieces never take part in merges.
 */

const BEGIN = 1;
const FIRST_BYTE = 3;
const FIRST_PIECE = FIRST_BYTE + 256;
/** SentencePiece writes a space as this character, and cannot tell the two apart; `tokenizer.bin` holds real spaces. */
const SPACE_MARK = '\u2581';

export class OracleTokenizer {
  private readonly ids = new Map<string, number>();
  private readonly texts: string[] = [];
  private readonly scores: number[] = [];

  constructor(tokenizerBin: Uint8Array) {
    const view = new DataView(tokenizerBin.buffer, tokenizerBin.byteOffset, tokenizerBin.byteLength);
    const decoder = new TextDecoder();
    for (let at = 4; at < tokenizerBin.byteLength; ) {
      const length = view.getInt32(at + 4, true);
      const id = this.texts.length;
      this.scores.push(view.getFloat32(at, true));
      this.texts.push(decoder.decode(tokenizerBin.subarray(at + 8, at + 8 + length)));
      if (id >= FIRST_PIECE) this.ids.set(this.texts[id]!, id);
      at += 8 + length;
    }
  }

  get size(): number {
    return this.texts.length;
  }

  /** Ids of `text` with the beginning-of-text id in front. */
  encode(text: string): number[] {
    if (text === '') return [BEGIN];
    const symbols = Array.from(` ${text.replaceAll(SPACE_MARK, ' ')}`);
    for (;;) {
      let best = -1;
      let bestScore = Number.NEGATIVE_INFINITY;
      for (let i = 0; i + 1 < symbols.length; i += 1) {
        const id = this.ids.get(symbols[i]! + symbols[i + 1]!);
        if (id !== undefined && this.scores[id]! > bestScore) {
          best = i;
          bestScore = this.scores[id]!;
        }
      }
      if (best < 0) break;
      symbols.splice(best, 2, symbols[best]! + symbols[best + 1]!);
    }
    const utf8 = new TextEncoder();
    return [BEGIN, ...symbols.flatMap((symbol) => this.ids.get(symbol) ?? [...utf8.encode(symbol)].map((byte) => FIRST_BYTE + byte))];
  }

  /** Text of `ids`, without control pieces and without the space that `encode` put in front. */
  decode(ids: readonly number[]): string {
    const utf8 = new TextEncoder();
    const bytes = ids.flatMap((id) => {
      if (id < FIRST_BYTE) return [];
      return id < FIRST_PIECE ? [id - FIRST_BYTE] : [...utf8.encode(this.texts[id])];
    });
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
    return text.startsWith(' ') ? text.slice(1) : text;
  }
}
