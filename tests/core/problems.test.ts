import { afterEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { DEFAULT_SCENARIO, parseScenario } from '@/core/scenario';
import { speak } from '@/core/text';

const LIST = v.strictObject({ name: v.string(), days: v.picklist(['Mon', 'Tue']), first: v.pipe(v.string(), v.minLength(3)) });
const problems = (input: unknown): string[] => (v.safeParse(LIST, input).issues ?? []).map(({ message }) => message);
const BROKEN = { name: 1, days: 'Sun', first: 'ab', more: 2 };

describe('problems of values', () => {
  afterEach(() => speak('en'));

  it('are told in valibot’s own English words', () => {
    expect(problems(BROKEN)).toEqual([
      'Invalid type: Expected string but received 1',
      'Invalid type: Expected ("Mon" | "Tue") but received "Sun"',
      'Invalid length: Expected >=3 but received 2',
      'Invalid key: Expected never but received "more"',
    ]);
  });

  it('follow the language, those with words of their own too', () => {
    speak('de', {
      'Invalid {label}: Expected {expected} but received {received}': '{label}: {expected} erwartet, {received} gefunden',
      '{field} {problem}.': '{field} {problem}.', 'must be at most {max}': 'darf höchstens {max} sein',
    });
    expect(problems(BROKEN)[0]).toBe('type: string erwartet, 1 gefunden');
    const scenario = parseScenario({ ...DEFAULT_SCENARIO, request: { ...DEFAULT_SCENARIO.request, topP: 2 } });
    expect(scenario.ok ? '' : scenario.error.message).toBe('request.topP darf höchstens 1 sein.');
  });
});
