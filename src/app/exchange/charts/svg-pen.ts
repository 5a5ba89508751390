/** The few strokes that `charts/paint` makes, written as SVG: the exported waterfall is drawn by the same code as the one on screen. */
import type { BarContext } from '../../charts/paint';

/** Two decimals are a hundredth of a CSS px. */
export const round = (value: number): string => String(Math.round(value * 100) / 100);

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;', '>': '&gt;' };
/** Text for SVG: escaped, and without the control characters that XML has no place for. */
export const escapeXml = (text: string): string => text.replaceAll(/\p{Cc}|\p{Cs}/gu, ' ').replaceAll(/[&"<>]/g, (c) => ENTITIES[c] ?? c);

export class SvgPen implements BarContext {
  fillStyle: string | CanvasGradient | CanvasPattern = '#000';
  strokeStyle: string | CanvasGradient | CanvasPattern = '#000';
  lineWidth = 1;
  globalAlpha = 1;
  #path = '';
  #box: readonly [number, number, number, number] | null = null;
  /** How many groups each `save` has opened since; `restore` closes them. */
  readonly #saved: { alpha: number; width: number; groups: number }[] = [];
  #groups = 0;
  #clips = 0;
  readonly #out: string[] = [];

  /** @param prefix of ids, so that several drawings can stand in one document */
  constructor(readonly prefix: string) {}

  /** What was drawn so far. */
  get markup(): string {
    return this.#out.join('');
  }

  /** Adds what this pen has no stroke for. Must be well-formed. */
  protected write(markup: string): void {
    this.#out.push(markup);
  }

  save(): void {
    this.#saved.push({ alpha: this.globalAlpha, width: this.lineWidth, groups: this.#groups });
    this.#groups = 0;
  }

  restore(): void {
    this.#out.push('</g>'.repeat(this.#groups));
    const before = this.#saved.pop();
    if (before === undefined) return;
    this.globalAlpha = before.alpha;
    this.lineWidth = before.width;
    this.#groups = before.groups;
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.#out.push(`<rect${box(x, y, width, height)} fill="${colorOf(this.fillStyle)}"${this.#alpha('fill-opacity')}/>`);
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.#out.push(`<rect${box(x, y, Math.max(0, width), Math.max(0, height))} fill="none"${this.#stroke()}/>`);
  }

  beginPath(): void {
    this.#path = '';
    this.#box = null;
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#box = [x, y, width, height];
  }

  clip(): void {
    if (this.#box === null) return;
    const id = `${this.prefix}-clip-${String(++this.#clips)}`;
    this.#out.push(`<clipPath id="${id}"><rect${box(...this.#box)}/></clipPath><g clip-path="url(#${id})">`);
    this.#groups++;
  }

  moveTo(x: number, y: number): void {
    this.#path += `M${round(x)} ${round(y)}`;
  }

  lineTo(x: number, y: number): void {
    this.#path += `L${round(x)} ${round(y)}`;
  }

  stroke(): void {
    if (this.#path !== '') this.#out.push(`<path d="${this.#path}" fill="none"${this.#stroke()}/>`);
  }

  #stroke(): string {
    return ` stroke="${colorOf(this.strokeStyle)}" stroke-width="${round(this.lineWidth)}"${this.#alpha('stroke-opacity')}`;
  }

  #alpha(name: string): string {
    return this.globalAlpha === 1 ? '' : ` ${name}="${round(this.globalAlpha)}"`;
  }
}

/** Bars are painted in plain colours; gradients and patterns have no name to write. */
const colorOf = (style: string | CanvasGradient | CanvasPattern): string => (typeof style === 'string' ? escapeXml(style) : 'none');

const box = (x: number, y: number, width: number, height: number): string => ` x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
