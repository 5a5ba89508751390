import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptFindings, withoutControls, withoutLoneSurrogates, type PromptFacts } from '@/app/request/prompt-findings';
import { stopToText, textToStop } from '@/app/request/stop-text';
import { patchScenario, DEFAULT_SCENARIO } from '@/core/scenario';
import { modelTrace } from '@/datacenter/model-trace';
import { checkBody } from '@/stages/gateway/local-request';
import { requestBody } from '@/local/wire';

const facts = (part: Partial<PromptFacts>): PromptFacts => ({
  prompt: 'Once upon a time', inputTokens: 5, maxOutputTokens: 40,
  local: { name: 'Stories 15M', contextTokens: 256 },
  datacenter: { name: 'Llama', contextTokens: 1000, inputTokens: 5 },
  ...part,
});
const kinds = (part: Partial<PromptFacts>): string[] => promptFindings(facts(part)).map(({ kind }) => kind);

describe('what is said of a prompt before it is sent', () => {
  it('says nothing of an ordinary one', () => expect(kinds({})).toEqual([]));
  it.each(['', '   ', '\n\t'])('calls %j empty', (prompt) => expect(kinds({ prompt })).toEqual(['empty']));

  it('tells a refusal from an answer that is cut short', () => {
    expect(kinds({ inputTokens: 255, maxOutputTokens: 1 })).toEqual([]);
    expect(kinds({ inputTokens: 255, maxOutputTokens: 2 })).toEqual(['cut-local']);
    expect(kinds({ inputTokens: 256, maxOutputTokens: 1 })).toEqual(['over-local']);
    expect(kinds({ inputTokens: null, maxOutputTokens: 9_999, local: null, datacenter: null })).toEqual([]);
  });

  it('names the datacenter model whose window is too small', () => {
    const [finding] = promptFindings(facts({ datacenter: { name: 'Llama', contextTokens: 1000, inputTokens: 961 } }));
    expect(finding?.kind).toBe('over-datacenter');
    expect(finding?.message).toContain('Llama');
  });

  it('counts lone surrogates, and leaves pairs alone', () => {
    const [finding] = promptFindings(facts({ prompt: 'a\ud800b\udc00\ud83d\ude00' }));
    expect(finding?.kind).toBe('surrogates');
    expect(finding?.message).toContain('2 halves');
    expect(kinds({ prompt: '\ud83d\ude00' })).toEqual([]);
  });

  it('finds control characters but not line breaks and tabs, and can remove them', () => {
    expect(kinds({ prompt: 'a\tb\r\nc' })).toEqual([]);
    expect(kinds({ prompt: 'a\u0000b\u009f' })).toEqual(['controls']);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const clean = withoutControls(text);
      expect(promptFindings(facts({ prompt: `x${clean}` })).some(({ kind }) => kind === 'controls')).toBe(false);
      expect([...clean].length).toBeLessThanOrEqual([...text].length);
    }));
  });
});

describe('what is said before and what the two gateways do', () => {
  const alike = (prompt: string): void => {
    const scenario = patchScenario(DEFAULT_SCENARIO, { request: { prompt } });
    const said = promptFindings(facts({ prompt })).some(({ blocks }) => blocks === 'both');
    const here = checkBody(JSON.stringify(requestBody(scenario, { model: 'm', contextTokens: 256 })));
    const modeled = modelTrace(scenario);
    if (!modeled.ok) throw new Error(modeled.error.message);
    expect({ here: !here.ok, modeled: modeled.value.outcome.status === 'rejected' }).toEqual({ here: said, modeled: said });
  };

  it('agree on any prompt', () => {
    const odd = fc.constantFrom('\ud800', '\udfff', '\u0000', '\u001b', '\u0085', '\t', '\n', '\u00a0', '\ufeff', '😀', ' ');
    fc.assert(fc.property(fc.string({ unit: fc.oneof(odd, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })), maxLength: 8 }), alike), { numRuns: 400 });
  });

  it('agree on long prompts, whichever came before', () => {
    const long = 'word '.repeat(2_000);
    for (const prompt of [long, `${long}\u0000`, long, `\ud800${long}`, `${long}!`]) alike(prompt);
  });

  it('are content with what the remedies leave', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const repaired = `x${withoutLoneSurrogates(withoutControls(`\ud800\u0000${text}`))}`;
      expect(promptFindings(facts({ prompt: repaired }))).toEqual([]);
      alike(repaired);
    }));
  });
});

describe('stop sequences as a line of text', () => {
  const sequence = fc.string({ minLength: 1, maxLength: 20 }).filter((s) => !s.startsWith(' ') && !s.includes('\r'));
  it('comes back as it went in', () => {
    fc.assert(fc.property(fc.array(sequence, { maxLength: 4 }), (stop) => {
      expect(textToStop(stopToText(stop))).toEqual({ ok: true, value: stop });
    }));
  });
  it('understands line breaks and commas that belong to a sequence', () => {
    expect(textToStop('END, \\n\\n, a\\,b')).toEqual({ ok: true, value: ['END', '\n\n', 'a,b'] });
    expect(textToStop('  ,, ')).toEqual({ ok: true, value: ['  '] });
  });
  it('says what is too much', () => {
    expect(textToStop('a,b,c,d,e')).toMatchObject({ ok: false, error: expect.stringContaining('at most 4') as string });
    expect(textToStop('a, \ud83d')).toMatchObject({ ok: false, error: expect.stringContaining('half of a character') as string });
    expect(textToStop('x'.repeat(65))).toMatchObject({ ok: false, error: expect.stringContaining('at most 64') as string });
  });
});
