/**
 * Measures what quantization costs, on stories that are not in the training text, and writes `evaluation.json`, which
 * the manifest quotes. Run it after a change to the weights, then `convert.ts` again.
 *
 *   npx tsx scripts/embedded-model/evaluate.ts            measure (about two minutes)
 *   npx tsx scripts/embedded-model/evaluate.ts --sample   draw the sampled stories anew first
 *
 * fp32 figures come from the independent implementation in tests/model/oracle; quantized ones from the WASM graph.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OracleModel, readPackageData, surprise, topTwo } from '../../tests/model/oracle/llama2c.ts';
import { OracleTokenizer } from '../../tests/model/oracle/sentencepiece.ts';
import { GraphModel } from '../../tests/model/session.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const SAMPLED_FILE = join(HERE, 'held-out-sampled.json');
const WRITTEN_FILE = join(HERE, 'held-out-written.txt');
const RESULT_FILE = join(HERE, 'evaluation.json');

const SAMPLE_SEED = 15;
const SAMPLED_STORIES = 16;
const BEGIN = 1;
const END = 2;

/** mulberry32: a seeded generator of numbers in [0, 1). Source: https://github.com/bryc/code/blob/master/jshash/PRNGs.md */
function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Draws one token from the logits at temperature 1. */
function draw(logits: Float32Array, random: () => number): number {
  const logTotal = surprise(logits, 0) + (logits[0] ?? 0);
  let rest = random();
  for (const [id, value] of logits.entries()) {
    rest -= Math.exp(value - logTotal);
    if (rest < 0) return id;
  }
  return END;
}

function sampleStories(model: OracleModel): number[][] {
  const random = seededRandom(SAMPLE_SEED);
  return Array.from({ length: SAMPLED_STORIES }, () => {
    model.reset();
    const story = [BEGIN];
    while (story.length < model.shape.context) {
      const next = draw(model.forward(story.at(-1) ?? BEGIN), random);
      if (next === BEGIN || next === END) break;
      story.push(next);
    }
    return story;
  });
}

interface Totals {
  tokens: number;
  fp32Nats: number;
  quantizedNats: number;
  flips: number;
  largestLeadLost: number;
}

async function measure(oracle: OracleModel, graph: GraphModel, stories: readonly (readonly number[])[]): Promise<Totals> {
  const totals: Totals = { tokens: 0, fp32Nats: 0, quantizedNats: 0, flips: 0, largestLeadLost: 0 };
  for (const story of stories) {
    oracle.reset();
    graph.reset();
    for (const [i, id] of story.slice(0, -1).entries()) {
      const next = story[i + 1] ?? END;
      const expected = oracle.forward(id);
      const actual = await graph.forward([id]);
      const best = topTwo(expected);
      totals.tokens += 1;
      totals.fp32Nats += surprise(expected, next);
      totals.quantizedNats += surprise(actual, next);
      if (topTwo(actual).id !== best.id) {
        totals.flips += 1;
        totals.largestLeadLost = Math.max(totals.largestLeadLost, best.margin);
      }
    }
  }
  return totals;
}

const round = (value: number): number => Number(value.toFixed(4));

const data = readPackageData();
const oracle = new OracleModel(data.checkpoint);
if (process.argv.includes('--sample')) writeFileSync(SAMPLED_FILE, `[\n${sampleStories(oracle).map((story) => JSON.stringify(story)).join(',\n')}\n]\n`);
const tokenizer = new OracleTokenizer(data.tokenizer);
const sampled = JSON.parse(readFileSync(SAMPLED_FILE, 'utf8')) as number[][];
const written = readFileSync(WRITTEN_FILE, 'utf8').split('\n---\n').map((story) => tokenizer.encode(story.trim()));
const graph = await GraphModel.load();
const texts = [];
const all = { positions: 0, flips: 0, largestLeadLost: 0 };
for (const { name, text, stories } of [
  { name: 'sampled', text: `${sampled.length} stories sampled from the fp32 checkpoint at temperature 1, seed ${SAMPLE_SEED} (held-out-sampled.json)`, stories: sampled },
  { name: 'written', text: `${written.length} stories written by hand for this measurement (held-out-written.txt)`, stories: written },
]) {
  const totals = await measure(oracle, graph, stories);
  texts.push({
    name,
    text,
    tokens: totals.tokens,
    fp32: round(Math.exp(totals.fp32Nats / totals.tokens)),
    quantized: round(Math.exp(totals.quantizedNats / totals.tokens)),
  });
  all.positions += totals.tokens;
  all.flips += totals.flips;
  all.largestLeadLost = Math.max(all.largestLeadLost, totals.largestLeadLost);
}
await graph.release();
const result = {
  unit: 'perplexity per token, each story in its own context',
  texts,
  greedyAgreement: { positions: all.positions, differentBestToken: all.flips, largestFp32LeadLostLogits: round(all.largestLeadLost) },
};
writeFileSync(RESULT_FILE, `${JSON.stringify(result, null, 2)}\n`);
console.log(JSON.stringify(result, null, 2));
