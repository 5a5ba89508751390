/**
 * A part of the page as SVG: boxes, borders, texts and drawings where they stand on screen. What the figures of the
 * pages are made of is known (HTML bars and SVG), so a few rules draw them all.
 */
import type { Drawing } from './frame';
import { escapeXml, round } from './svg-pen';

/** Not part of the figure: its buttons and what only screen readers see. */
const LEFT_OUT = '.figure-bar, .figure-summary, .sr-only, [hidden], button, script, style';
/** IBM Plex Sans (hhea table): where the baseline lies within its line, from the top. */
const BASELINE = 1.025 / (1.025 + 0.275);
const HATCH = 'figure-hatch';

/** Draws an element and everything in it. Its size must be known, so it has to be on the page. */
export function drawElement(root: Element): Drawing {
  const { left, top, width, height } = extentOf(root);
  const out: string[] = [];
  const hatches = new Map<string, string>();
  walk(root, { left, top, out, hatches }, 1);
  const patterns = [...hatches].map(([ink, id]) =>
    `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="${ink}" fill-opacity="0.22"/><rect width="2" height="6" fill="${ink}"/></pattern>`);
  return { markup: `${patterns.length === 0 ? '' : `<defs>${patterns.join('')}</defs>`}${out.join('')}`, widthPx: width, heightPx: height };
}

/** The room that the drawn children take; the whole element where it has none. */
function extentOf(root: Element): DOMRect {
  const drawn = [...root.children].filter((child) => !child.matches(LEFT_OUT)).map((child) => child.getBoundingClientRect());
  const around = root.getBoundingClientRect();
  if (drawn.length === 0) return around;
  const top = Math.min(...drawn.map((rect) => rect.top));
  return new DOMRect(around.left, top, around.width, Math.max(...drawn.map((rect) => rect.bottom)) - top);
}

interface Sheet { left: number; top: number; out: string[]; hatches: Map<string, string> }

function walk(element: Element, sheet: Sheet, opacity: number): void {
  if (element.matches(LEFT_OUT)) return;
  const style = getComputedStyle(element);
  if (style.display === 'none' || style.visibility === 'hidden') return;
  const seen = opacity * Number(style.opacity);
  if (seen === 0) return;
  if (element instanceof SVGSVGElement) {
    drawSvg(element, sheet, seen);
    return;
  }
  if (element instanceof HTMLCanvasElement) {
    const { left, top, width, height } = place(element.getBoundingClientRect(), sheet);
    sheet.out.push(`<image x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" href="${element.toDataURL()}"/>`);
    return;
  }
  drawBox(element, style, element.getBoundingClientRect(), sheet, seen);
  for (const pseudo of ['::before', '::after'] as const) drawPseudo(element, pseudo, sheet, seen);
  for (const child of element.childNodes) {
    if (child instanceof Element) walk(child, sheet, seen);
    else if (child instanceof Text && child.data.trim() !== '') drawText(child, style, sheet, seen);
  }
}

interface Box { left: number; top: number; width: number; height: number }
const place = ({ left, top, width, height }: Box, sheet: Sheet): Box => ({ left: left - sheet.left, top: top - sheet.top, width, height });
const isClear = (color: string): boolean => color === 'transparent' || /,\s*0\)$|\/\s*0\)$/.test(color);
const dim = (opacity: number): string => (opacity === 1 ? '' : ` opacity="${round(opacity)}"`);

function drawBox(element: Element, style: CSSStyleDeclaration, rect: Box, sheet: Sheet, opacity: number): void {
  const { left, top, width, height } = place(rect, sheet);
  if (width === 0 && height === 0) return;
  const box = `x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" rx="${round(parseFloat(style.borderTopLeftRadius) || 0)}"${dim(opacity)}`;
  if (element.matches('.bar-modeled')) sheet.out.push(`<rect ${box} fill="url(#${hatchOf(style.color, sheet)})" stroke="${escapeXml(style.color)}"/>`);
  else if (element.matches('.bar-recorded')) sheet.out.push(`<rect ${box} fill="${escapeXml(style.color)}" fill-opacity="0.16" stroke="${escapeXml(style.color)}" stroke-width="1.5"/>`);
  else if (!isClear(style.backgroundColor)) sheet.out.push(`<rect ${box} fill="${escapeXml(style.backgroundColor)}"/>`);
  drawBorders(style, { left, top, width, height }, sheet, opacity);
}

function drawBorders(style: CSSStyleDeclaration, { left, top, width, height }: Box, sheet: Sheet, opacity: number): void {
  const sides = [
    ['Top', left, top, left + width, top], ['Right', left + width, top, left + width, top + height],
    ['Bottom', left, top + height, left + width, top + height], ['Left', left, top, left, top + height],
  ] as const;
  for (const [side, x0, y0, x1, y1] of sides) {
    const px = parseFloat(style.getPropertyValue(`border-${side.toLowerCase()}-width`));
    const color = style.getPropertyValue(`border-${side.toLowerCase()}-color`);
    if (px > 0 && !isClear(color)) sheet.out.push(`<path d="M${round(x0)} ${round(y0)}L${round(x1)} ${round(y1)}" stroke="${escapeXml(color)}" stroke-width="${round(px)}"${dim(opacity)}/>`);
  }
}

/** Ends of whiskers and the like: placed parts that are not in the document. */
function drawPseudo(element: Element, pseudo: '::before' | '::after', sheet: Sheet, opacity: number): void {
  const style = getComputedStyle(element, pseudo);
  if (style.content === 'none' || style.position !== 'absolute' || style.display === 'none') return;
  const around = element.getBoundingClientRect();
  const [x, y, width, height] = [style.left, style.top, style.width, style.height].map((value) => parseFloat(value) || 0) as [number, number, number, number];
  drawBox(element.ownerDocument.createElement('i'), style, { left: around.left + x, top: around.top + y, width, height: height }, sheet, opacity);
}

function hatchOf(ink: string, { hatches }: Sheet): string {
  const id = hatches.get(ink) ?? `${HATCH}-${String(hatches.size + 1)}`;
  hatches.set(ink, id);
  return id;
}

/** One line of SVG text for every line on screen, as wide as there. */
function drawText(node: Text, style: CSSStyleDeclaration, sheet: Sheet, opacity: number): void {
  const range = node.ownerDocument.createRange();
  const lines: { text: string; left: number; right: number; top: number; height: number }[] = [];
  for (const match of node.data.matchAll(/\S+/g)) {
    range.setStart(node, match.index);
    range.setEnd(node, match.index + match[0].length);
    const rect = range.getClientRects()[0];
    if (rect === undefined || rect.width === 0) continue;
    const line = lines.at(-1);
    if (line !== undefined && Math.abs(line.top - rect.top) < rect.height / 2) {
      line.text += ` ${match[0]}`;
      line.right = rect.right;
    } else lines.push({ text: match[0], left: rect.left, right: rect.right, top: rect.top, height: rect.height });
  }
  for (const { text, left, right, top, height } of lines) {
    const shown = style.textTransform === 'uppercase' ? text.toUpperCase() : text;
    sheet.out.push(
      `<text x="${round(left - sheet.left)}" y="${round(top - sheet.top + height * BASELINE)}" font-size="${style.fontSize}" font-weight="${style.fontWeight}" font-family="${escapeXml(style.fontFamily)}" fill="${escapeXml(style.color)}" textLength="${round(right - left)}" lengthAdjust="spacingAndGlyphs"${dim(opacity)}>${escapeXml(shown)}</text>`,
    );
  }
}

/** What CSS gave a drawing, written into it. */
const PAINT = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-opacity', 'stroke-dasharray', 'stroke-linecap', 'opacity', 'font-size', 'font-family', 'font-weight', 'text-anchor', 'dominant-baseline', 'display', 'visibility'] as const;

function drawSvg(svg: SVGSVGElement, sheet: Sheet, opacity: number): void {
  const { left, top, width, height } = place(svg.getBoundingClientRect(), sheet);
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((part, i) => {
    const original = originals[i];
    if (original === undefined) return;
    const style = getComputedStyle(original);
    for (const name of PAINT) {
      const value = style.getPropertyValue(name);
      if (value !== '') part.setAttribute(name, value);
    }
    for (const name of part.getAttributeNames()) if (/^(class|style|tabindex|role|on|aria-|data-)/.test(name)) part.removeAttribute(name);
  });
  for (const [name, value] of [['x', left], ['y', top], ['width', width], ['height', height]] as const) copy.setAttribute(name, round(value));
  copy.setAttribute('overflow', 'visible');
  if (opacity !== 1) copy.setAttribute('opacity', round(opacity));
  sheet.out.push(new XMLSerializer().serializeToString(copy));
}
