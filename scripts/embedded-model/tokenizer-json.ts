/**
 * Writes the SentencePiece BPE vocabulary as a Hugging Face `tokenizer.json`.
 *
 * SentencePiece merges the neighbours whose joined piece has the best score; Hugging Face's BPE merges by an ordered
 * list of pairs. Every piece that can be formed at all is always formed by the same last merge: no merge across its ends
 * may have happened before, so what happens inside is what would happen to the piece's text alone. One pair a piece is
 * therefore enough, where the usual conversion writes every way to split it (31 thousand instead of 61 thousand here).
 */
import type { Piece } from './source.ts';

const FIRST_BYTE_ID = 3;
const BYTE_COUNT = 256;
const SPACE_MARK = '\u2581';
export const SPECIAL_TOKENS = ['<unk>', '<s>', '</s>'] as const;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The vocabulary's pieces as Hugging Face writes them, by id. */
export function pieceTexts(pieces: readonly Piece[]): string[] {
  return pieces.map((piece, id) => {
    const special = SPECIAL_TOKENS[id];
    if (special !== undefined) return special;
    if (id < FIRST_BYTE_ID + BYTE_COUNT) return `<0x${(id - FIRST_BYTE_ID).toString(16).toUpperCase().padStart(2, '0')}>`;
    return utf8.decode(piece.bytes).replaceAll(' ', SPACE_MARK);
  });
}

/** The pair whose merge completes `text`, or null when merging its characters by score never does. */
function lastMerge(text: string, scores: ReadonlyMap<string, number>): readonly [string, string] | null {
  const parts = Array.from(text);
  if (parts.some((part) => !scores.has(part))) return null;
  while (parts.length > 1) {
    let best = -1;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (let i = 0; i + 1 < parts.length; i += 1) {
      const score = scores.get(`${parts[i]}${parts[i + 1]}`);
      if (score !== undefined && score > bestScore) {
        bestScore = score;
        best = i;
      }
    }
    const left = parts[best];
    const right = parts[best + 1];
    if (left === undefined || right === undefined) return null;
    if (parts.length === 2) return [left, right];
    parts.splice(best, 2, left + right);
  }
  return null;
}

/**
 * Merges in the order SentencePiece prefers them: best score first.
 *
 * Runs of spaces all share the worst score, and SentencePiece then takes the leftmost pair: a run grows from its left
 * end, one space at a time. Ranking the longest run first does the same, because a run that can grow then always does so
 * before a new one starts. Throws when any other pieces share a score, since their order would be a guess.
 */
function mergesByScore(texts: readonly string[], pieces: readonly Piece[]): string[] {
  const first = FIRST_BYTE_ID + BYTE_COUNT;
  const scores = new Map<string, number>();
  texts.slice(first).forEach((text, i) => {
    if (scores.has(text)) throw new Error(`The vocabulary has the piece ${JSON.stringify(text)} twice.`);
    scores.set(text, pieces[first + i]?.score ?? 0);
  });
  const merges: { readonly text: string; readonly score: number; readonly pair: readonly [string, string] }[] = [];
  const seen = new Set<number>();
  for (const [text, score] of scores) {
    const pair = lastMerge(text, scores);
    if (pair === null) continue;
    const isSpaceRun = text === SPACE_MARK.repeat(text.length) && pair[1] === SPACE_MARK;
    if (seen.has(score) && !isSpaceRun) throw new Error(`The piece ${JSON.stringify(text)} shares its score with another.`);
    seen.add(score);
    merges.push({ text, score, pair });
  }
  return merges.sort((a, b) => b.score - a.score || b.text.length - a.text.length).map((merge) => merge.pair.join(' '));
}

/** The contents of `tokenizer.json`, without white space. */
export function tokenizerJson(pieces: readonly Piece[]): string {
  const texts = pieceTexts(pieces);
  const startOfText = { SpecialToken: { id: '<s>', type_id: 0 } };
  const sequence = (id: string, type_id: number): object => ({ Sequence: { id, type_id } });
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL_TOKENS.map((content, id) => ({
      id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true,
    })),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Prepend', prepend: SPACE_MARK },
        { type: 'Replace', pattern: { String: ' ' }, content: SPACE_MARK },
      ],
    },
    pre_tokenizer: null,
    post_processor: {
      type: 'TemplateProcessing',
      single: [startOfText, sequence('A', 0)],
      pair: [startOfText, sequence('A', 0), { SpecialToken: { id: '<s>', type_id: 1 } }, sequence('B', 1)],
      special_tokens: { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } },
    },
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: SPACE_MARK }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        { type: 'Strip', content: ' ', start: 1, stop: 0 },
      ],
    },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '<unk>',
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: true,
      ignore_merges: false,
      vocab: Object.fromEntries(texts.map((text, id) => [text, id])),
      merges: mergesByScore(texts, pieces),
    },
  });
}
