/** Reads a large file beside the page: tens of megabytes of JSON would hold it up for seconds. */
import * as Comlink from 'comlink';
import type { ImportRules } from '@/remote';
import { speaking } from '@/messages/load';
import { lookInto, type Reading } from './incoming';

/** Kept for the next set of rules. */
let text = '';

const api = {
  /** Takes the file's text. Rejects where the file cannot be read. */
  async open(file: File): Promise<void> {
    text = await file.text();
  },
  read: (name: string, rules: ImportRules): Reading => lookInto(name, text, rules),
};
export type ReadApi = typeof api;

Comlink.expose(speaking(api));
