/** Stop sequences across token boundaries: text that may be the beginning of one is held back until it is clear. */
export class StopMatcher {
  #held = '';

  constructor(private readonly stops: readonly string[]) {}

  /** Text free to go out, and the stop sequence that was met, if any; the sequence itself never goes out. */
  push(text: string): { text: string; stop: string | null } {
    const all = this.#held + text;
    let at = -1;
    let met: string | null = null;
    for (const stop of this.stops) {
      const found = all.indexOf(stop);
      // The earliest wins; at the same place the longest, so that the result does not depend on their order.
      if (found >= 0 && (at < 0 || found < at || (found === at && met !== null && stop.length > met.length))) {
        at = found;
        met = stop;
      }
    }
    if (met !== null) {
      this.#held = '';
      return { text: all.slice(0, at), stop: met };
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
