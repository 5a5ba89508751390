/** Messages for what is written every frame: composing one takes microseconds, looking it up next to nothing. */

const MOST_KEPT = 256;

/** `make`, its results kept by what they are made of. The language does not change while a page stands. */
export function keptMessage<A extends readonly (string | number)[]>(make: (...args: A) => string): (...args: A) => string {
  const kept = new Map<string, string>();
  return (...args) => {
    const key = args.join('\u0000');
    let text = kept.get(key);
    if (text === undefined) {
      if (kept.size >= MOST_KEPT) kept.clear();
      text = make(...args);
      kept.set(key, text);
    }
    return text;
  };
}
