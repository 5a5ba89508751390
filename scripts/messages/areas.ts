/** Which part of the catalogue a source file's texts stand in: the first that begins its path. */
export const AREAS: readonly (readonly [prefix: string, area: string])[] = [
  ['src/app/pages/fleet/', 'fleet'],
  ['src/app/pages/learn/', 'learn'],
  ['src/app/pages/claims/', 'decisions'],
  ['src/app/pages/levers/', 'decisions'],
  ['src/app/pages/pages.ts', 'shell'],
  ['src/app/pages/Page.tsx', 'shell'],
  ['src/app/pages/Tabs.tsx', 'shell'],
  ['src/app/pages/desk.ts', 'shell'],
  // These stand on Explore too, which is drawn before the other pages' texts are there.
  ['src/app/pages/compare/PinButton.tsx', 'shell'],
  ['src/app/pages/parts/range-text.ts', 'shell'],
  ['src/app/pages/', 'pages'],
  ['src/app/learn/', 'learn'],
  ['src/app/present/', 'pages'],
  ['src/app/exchange/', 'exchange'],
  ['src/app/share/', 'request'],
  ['src/app/request/', 'request'],
  ['src/app/inspector/', 'request'],
  ['src/app/models/', 'request'],
  ['src/app/', 'shell'],
  ['src/accuracy/', 'pages'],
  ['src/decisions/', 'decisions'],
  ['src/datacenter/', 'datacenter'],
  ['src/remote/', 'remote'],
  ['src/local/', 'local'],
  ['src/stages/', 'stages'],
  ['src/catalog/', 'catalog'],
  ['src/core/', 'core'],
];

export const AREA_NAMES = [...new Set(AREAS.map(([, area]) => area))].sort();

/** @throws Error for a file outside of every area. */
export function areaOf(file: string): string {
  const found = AREAS.find(([prefix]) => file.startsWith(prefix));
  if (found === undefined) throw new Error(`${file} belongs to no part of the catalogue: add it to scripts/messages/areas.ts.`);
  return found[1];
}
