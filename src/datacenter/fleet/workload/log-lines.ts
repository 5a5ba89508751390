/** Cuts text that comes in pieces into records of cells (RFC 4180), holding no more than one record. */
import Papa from 'papaparse';
import { t } from '@/core/text';

/** A record longer than this is no request. */
const MAX_RECORD_CHARACTERS = 65_536;
const DELIMITERS = [',', ';', '\t'] as const;

export interface LogRecord {
  /** Line on which it begins, the first being 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** Takes pieces of text, gives records. `push` and `end` return false once `onRecord` did, or after a fault. */
export class RecordCutter {
  #held = '';
  #quoted = false;
  #line = 1;
  #startLine = 1;
  #delimiter: string | null = null;
  #fault: { readonly line: number; readonly reason: string } | null = null;

  /** @param onRecord gets each record; returns false to stop. */
  constructor(private readonly onRecord: (record: LogRecord) => boolean) {}

  /** Why cutting stopped, if text was at fault. */
  get fault(): { readonly line: number; readonly reason: string } | null {
    return this.#fault;
  }

  push(piece: string): boolean {
    let from = 0;
    for (let i = 0; i < piece.length; i++) {
      const c = piece.charCodeAt(i);
      if (c === 34) this.#quoted = !this.#quoted;
      else if (c === 10) {
        this.#line++;
        if (!this.#quoted) {
          const record = this.#held + piece.slice(from, i);
          this.#held = '';
          from = i + 1;
          if (!this.#give(record)) return false;
        }
      }
    }
    this.#held += piece.slice(from);
    if (this.#held.length > MAX_RECORD_CHARACTERS) return this.#stop(this.#quoted ? t('opens a quote that is not closed') : t('has more than {count} characters', { count: String(MAX_RECORD_CHARACTERS) }));
    return true;
  }

  end(): boolean {
    if (this.#quoted) return this.#stop(t('opens a quote that is not closed'));
    const rest = this.#held;
    this.#held = '';
    return rest === '' || this.#give(rest);
  }

  #stop(reason: string): false {
    this.#fault = { line: this.#startLine, reason };
    return false;
  }

  #give(record: string): boolean {
    const line = this.#startLine;
    this.#startLine = this.#line;
    const text = record.endsWith('\r') ? record.slice(0, -1) : record;
    if (text.trim() === '') return true;
    if (text.length > MAX_RECORD_CHARACTERS) {
      this.#fault = { line, reason: t('has more than {count} characters', { count: String(MAX_RECORD_CHARACTERS) }) };
      return false;
    }
    this.#delimiter ??= delimiterOf(text);
    const cells = text.includes('"') ? (Papa.parse<string[]>(text, { delimiter: this.#delimiter }).data[0] ?? []) : text.split(this.#delimiter);
    return this.onRecord({ line, cells });
  }
}

/** The delimiter that cuts the header into most cells. */
function delimiterOf(header: string): string {
  return DELIMITERS.reduce((best, next) => (header.split(next).length > header.split(best).length ? next : best), ',');
}
