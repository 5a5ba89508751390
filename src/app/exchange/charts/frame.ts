/** A drawing with what a reader needs to know about it printed in: title, scenario, link. */
import { escapeXml, round } from './svg-pen';

export interface Drawing { markup: string; widthPx: number; heightPx: number }

export interface Caption {
  title: string;
  /** The scenario in words. */
  scenario: string;
  /** The whole link; printed as far as it fits, and complete behind it. */
  href: string;
}

const MARGIN = 20;
const HEAD = 52;
const FOOT = 34;
/** Of the monospaced link at its size, in CSS px. */
const LINK_CHAR_PX = 6;
const SANS = 'IBM Plex Sans Variable, IBM Plex Sans, system-ui, sans-serif';
const MONO = 'IBM Plex Mono, ui-monospace, monospace';

/** A complete SVG document on paper of one colour. */
export function framed({ markup, widthPx, heightPx }: Drawing, { title, scenario, href }: Caption, inks: { paper: string; ink: string; soft: string }): Drawing {
  const width = Math.ceil(widthPx) + 2 * MARGIN;
  const height = Math.ceil(heightPx) + HEAD + FOOT + 2 * MARGIN;
  const fits = Math.floor(widthPx / LINK_CHAR_PX);
  const shown = href.length > fits ? `${href.slice(0, Math.max(0, fits - 1))}…` : href;
  const text = (y: number, size: number, ink: string, content: string, more = ''): string => `<text x="${String(MARGIN)}" y="${round(y)}" font-size="${String(size)}" fill="${escapeXml(ink)}"${more}>${escapeXml(content)}</text>`;
  const document =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}" font-family="${SANS}" role="img">` +
    `<title>${escapeXml(title)}</title><desc>${escapeXml(`${scenario}. ${href}`)}</desc>` +
    `<rect width="100%" height="100%" fill="${escapeXml(inks.paper)}"/>` +
    text(MARGIN + 16, 18, inks.ink, title, ' font-weight="600"') +
    text(MARGIN + 36, 12.5, inks.soft, scenario) +
    `<g transform="translate(${String(MARGIN)} ${String(MARGIN + HEAD)})">${markup}</g>` +
    `<a href="${escapeXml(href)}">${text(height - MARGIN, 10, inks.soft, shown, ` font-family="${MONO}"`)}</a>` +
    '</svg>';
  return { markup: document, widthPx: width, heightPx: height };
}
