/**
 * Stop sequences across token boundaries: text that may be the beginning of one is held back until it is clear.
 *
 * The rule: the text ends at the sequence that is complete first, wherever tokens begin and end. Of sequences complete at
 * the same character the longest counts, which begins first, so that nothing of a stop sequence goes out. The first half
 * is vLLM's rule ("the stop string that completes earliest in the text", `check_stop_strings`), which breaks ties by the
 * order of the list; OpenAI documents only that "the returned text will not contain the stop sequence".
 */
export class StopMatcher {
  #held = '';

  constructor(private readonly stops: readonly string[]) {}

  /** Text free to go out, and the stop sequence that was met, if any; the sequence itself never goes out. */
  push(text: string): { text: string; stop: string | null } {
    // No sequence was complete before, so every one found here ends in the new text or after it: the first end is the first.
    const all = this.#held + text;
    let end = Infinity;
    let met: string | null = null;
    for (const stop of this.stops) {
      const at = all.indexOf(stop);
      if (at < 0) continue;
      const stopEnd = at + stop.length;
      if (stopEnd < end || (stopEnd === end && met !== null && stop.length > met.length)) {
        end = stopEnd;
        met = stop;
      }
    }
    if (met !== null) {
      this.#held = '';
      return { text: all.slice(0, end - met.length), stop: met };
    }
    const keep = this.#unclear(all);
    this.#held = all.slice(all.length - keep);
    return { text: all.slice(0, all.length - keep), stop: null };
  }

  /** What was held back and turned out to be no stop sequence. */
  flush(): string {
    const text = this.#held;
    this.#held = '';
    return text;
  }

  /** Length of the longest end of `text` that begins a stop sequence. */
  #unclear(text: string): number {
    let longest = 0;
    for (const stop of this.stops) {
      for (let n = Math.min(stop.length - 1, text.length); n > longest; n--) {
        if (text.endsWith(stop.slice(0, n))) longest = n;
      }
    }
    return longest;
  }
}
