/** What a benchmark gives to `npm run bench`. One module a subject; scripts/bench.ts lists them. */
import type { Browser } from 'playwright-core';
import type { BrowserOptions } from '../lib/browser';

export interface BenchContext {
  /** Folder of the built app. */
  folder: string;
  /** Address of the built app, with a slash at its end. */
  url: string;
  /** Runs `body` with a browser of its own and closes it. */
  withBrowser: <T>(options: BrowserOptions, body: (browser: Browser) => Promise<T>) => Promise<T>;
  log: (line: string) => void;
}

export interface Measurement {
  what: string;
  value: number;
  /** ms, µs, kB, ×, %, tokens/s … */
  unit: string;
  /** How it was measured: repetitions, spread. */
  detail?: string;
  /** What it should be, in words and as a test. */
  goal?: { text: string; met: boolean };
}

export interface Bench {
  /** For `--only`. */
  id: string;
  /** Heading of its section in docs/benchmarks.md. */
  title: string;
  /** What is measured and how, in a sentence or two. */
  about: string;
  run: (context: BenchContext) => Promise<Measurement[]>;
}
