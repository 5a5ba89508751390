/** Predicted against measured times on logarithmic axes, as an SVG that stands alone. */
import type { Point } from './points';

const SIZE = 640;
const LEFT = 72;
const TOP = 24;
const PLOT = SIZE - LEFT - 40;
/** Colours of the Okabe–Ito palette, told apart also without full colour vision. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

const label = (ms: number): string => (ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`);
const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** Points of several series; those with saturated engines are hollow. The dashed lines are 20 % off. */
export function scatterSvg(series: readonly { readonly name: string; readonly points: readonly Point[] }[]): string {
  const values = series.flatMap(({ points }) => points.flatMap((p) => [p.measuredMs, p.predictedMs])).filter((v) => v > 0 && Number.isFinite(v));
  const low = Math.floor(Math.log10(values.reduce((a, b) => Math.min(a, b), 1)));
  const high = Math.ceil(Math.log10(values.reduce((a, b) => Math.max(a, b), 10)));
  const at = (ms: number): number => ((Math.log10(ms) - low) / (high - low)) * PLOT;
  const x = (ms: number): string => (LEFT + at(ms)).toFixed(1);
  const y = (ms: number): string => (TOP + PLOT - at(ms)).toFixed(1);
  const decades = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  const [first, last] = [10 ** low, 10 ** high];
  const diagonal = (factor: number, style: string): string => {
    const [from, to] = factor >= 1 ? [first, last / factor] : [first / factor, last];
    return `<line x1="${x(from)}" y1="${y(from * factor)}" x2="${x(to)}" y2="${y(to * factor)}" ${style}/>`;
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE + 24 * series.length + 16}" font-family="sans-serif" font-size="13" role="img" aria-label="Predicted against measured times">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...decades.map((d) => `<path d="M${x(d)} ${TOP}V${TOP + PLOT}M${LEFT} ${y(d)}H${LEFT + PLOT}" stroke="#dddddd" fill="none"/><text x="${x(d)}" y="${TOP + PLOT + 18}" text-anchor="middle">${label(d)}</text><text x="${LEFT - 8}" y="${Number(y(d)) + 4}" text-anchor="end">${label(d)}</text>`),
    diagonal(1, 'stroke="#333333"'), diagonal(1.2, 'stroke="#999999" stroke-dasharray="4 4"'), diagonal(1 / 1.2, 'stroke="#999999" stroke-dasharray="4 4"'),
    // One path a series: thousands of marks in a few kilobytes.
    ...series.flatMap(({ points }, i) => {
      const colour = COLOURS[i % COLOURS.length] ?? '#000000';
      const known = points.filter((p) => !p.saturated).map((p) => `M${x(p.measuredMs)} ${y(p.predictedMs)}h0`).join('');
      const rings = points.filter((p) => p.saturated).map((p) => `<circle cx="${x(p.measuredMs)}" cy="${y(p.predictedMs)}" r="2.2"/>`).join('');
      return [`<path d="${known}" stroke="${colour}" stroke-width="4" stroke-linecap="round" stroke-opacity="0.6" fill="none"/>`, ...(rings === '' ? [] : [`<g fill="none" stroke="${colour}">${rings}</g>`])];
    }),
    `<text x="${LEFT + PLOT / 2}" y="${TOP + PLOT + 40}" text-anchor="middle">measured</text>`,
    `<text transform="translate(16 ${TOP + PLOT / 2}) rotate(-90)" text-anchor="middle">predicted</text>`,
    ...series.map(({ name }, i) => `<circle cx="${LEFT + 8}" cy="${SIZE + 20 + 24 * i}" r="5" fill="${COLOURS[i % COLOURS.length] ?? '#000000'}"/><text x="${LEFT + 22}" y="${SIZE + 25 + 24 * i}">${escape(name)}</text>`),
    '</svg>', '',
  ].join('\n');
}
