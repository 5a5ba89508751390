import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseHostMessage } from '@/app/embed/protocol';
import { SPEEDS } from '@/app/store/playback';
import { ROOT } from '../../../scripts/lib/paths';

const asked = (speed: unknown) => parseHostMessage({ source: '400ms-host', version: 1, type: 'speed', speed });

describe('the speed that a host asks for', () => {
  it('may be any that the page offers', () => {
    for (const speed of SPEEDS) expect(asked(speed)).toMatchObject({ ok: true, value: { type: 'speed', speed } });
  });

  it('may be nothing else', () => {
    fc.assert(fc.property(fc.oneof(fc.double(), fc.string(), fc.constant(undefined), fc.constantFrom(...SPEEDS.map(String))), (speed) => {
      fc.pre(!SPEEDS.some((known) => known === speed));
      expect(asked(speed)).toMatchObject({ ok: false, error: { code: 'embed-message' } });
    }));
  });

  it('is named in the documentation, each one', async () => {
    const row = (await readFile(join(ROOT, 'docs/embed.md'), 'utf8')).split('\n').find((line) => line.startsWith('| `speed`')) ?? '';
    expect(/`speed`: ([\d., or]+?) of real time/.exec(row)?.[1]?.split(/, | or /).map(Number)).toEqual([...SPEEDS]);
  });
});
