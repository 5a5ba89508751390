/** The words of an answer as elements. Not React's: an answer has hundreds of words, and a live one grows every frame. */
import type { TokenEvent } from '@/core/trace';

export class WordList {
  /** Text and look of each word as it stands on the page. */
  #texts: string[] = [];
  #unknown = false;
  #shown = 0;

  constructor(private readonly root: HTMLElement) {}

  get length(): number {
    return this.#texts.length;
  }

  /** The element of a word. */
  word(index: number): HTMLElement | null {
    const child = this.root.children[index];
    return child instanceof HTMLElement ? child : null;
  }

  /** Makes these the words. What agrees with the words before stays as it is, and so does how many are shown. `unknown`: empty words get a block in their place. */
  set(tokens: readonly TokenEvent[], unknown: boolean): void {
    const all = unknown !== this.#unknown;
    this.#unknown = unknown;
    for (let i = 0; i < Math.min(tokens.length, this.#texts.length); i++) {
      const text = textOf(tokens[i]);
      const word = this.word(i);
      if (word === null || (!all && text === this.#texts[i])) continue;
      word.textContent = text;
      word.className = this.#look(text);
      this.#texts[i] = text;
    }
    for (let i = this.#texts.length; i > tokens.length; i--) this.root.lastElementChild?.remove();
    this.#texts.length = Math.min(this.#texts.length, tokens.length);
    this.#shown = Math.min(this.#shown, this.#texts.length);
    this.extend(tokens);
  }

  /** Adds the tokens beyond those that are there. */
  extend(tokens: readonly TokenEvent[]): void {
    if (tokens.length <= this.#texts.length) return;
    const added = document.createDocumentFragment();
    for (let i = this.#texts.length; i < tokens.length; i++) {
      const text = textOf(tokens[i]);
      const word = document.createElement('span');
      word.textContent = text;
      word.className = this.#look(text);
      added.append(word);
      this.#texts.push(text);
    }
    this.root.append(added);
  }

  /** Shows the first `count` words, a caret after the last of them. False: it was so already. */
  show(count: number): boolean {
    const to = Math.min(count, this.#texts.length);
    if (to === this.#shown && (to === 0 || this.word(to - 1)?.hasAttribute('data-last') === true)) return false;
    this.word(this.#shown - 1)?.removeAttribute('data-last');
    for (let i = to; i < this.#shown; i++) this.word(i)?.removeAttribute('data-got');
    for (let i = this.#shown; i < to; i++) this.word(i)?.setAttribute('data-got', '');
    this.word(to - 1)?.setAttribute('data-last', '');
    this.#shown = to;
    return true;
  }

  #look(text: string): string {
    return this.#unknown && text === '' ? 'token-unknown' : '';
  }
}

/** The first word begins the answer: no room before it. */
const textOf = (token: TokenEvent | undefined): string =>
  token === undefined ? '' : token.index === 0 ? token.text.trimStart() : token.text;
