/** What the pages beside Explore say in German: whole sentences, German numbers, nothing reckoned from written numbers. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accuracySentence, errorLines, figureSentence, publishedFigures } from '@/app/pages/accuracy/view';
import { cacheRule, cacheSentence, keptText } from '@/app/pages/budget/cache-view';
import { costSentence, listed, modelSentence, replicasText, solutionText } from '@/app/pages/budget/view';
import { runsOf, lanesSentence } from '@/app/pages/compare/view';
import { CURRENT, presetPick } from '@/app/pages/compare/selection';
import { fleetThumbnail, requestThumbnail } from '@/app/pages/gallery/view';
import { coarseDollars, coarseDuration, durationEnds, endsText, signedEnds } from '@/app/pages/parts/range-text';
import { PROMPT_CACHE_RULES } from '@/catalog/prompt-caches';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO } from '@/core/scenario';
import { speak, type Catalogue } from '@/core/text';
import { formatDuration } from '@/core/units';
import { modelTrace } from '@/datacenter/model-trace';
import { PRESETS } from '@/datacenter/presets';
import { profileOf } from '@/decisions/profile';
import { sharedPrefix, vendorCaches } from '@/decisions/prompt-cache';

const FOLDER = new URL('../../../src/messages/de/', import.meta.url);
const german: Catalogue = Object.assign({}, ...readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Catalogue)) as Catalogue;
beforeEach(() => speak('de', german));
afterEach(() => speak('en'));

describe('ranges', () => {
  it('have German numbers and words', () => {
    expect(durationEnds({ low: 1_320, high: 1_812 })).toBe('1,3–1,8\u202fs');
    expect(endsText({ low: 52, high: null }, formatDuration)).toBe('52,0\u202fms oder mehr');
    expect(signedEnds({ low: -2_210, high: -1_104 }, coarseDuration)).toBe('−2,2 bis −1,1\u202fs');
    expect(coarseDollars(0.00123)).toBe('1,2\u202fm$');
  });

  it('are the same numbers in both languages', () => {
    fc.assert(fc.property(fc.double({ min: 1e-3, max: 1e7, noNaN: true }), (value) => {
      const there = [coarseDuration(value), coarseDollars(value / 1e5)];
      speak('en');
      const here = [coarseDuration(value), coarseDollars(value / 1e5)];
      speak('de', german);
      expect(there.map((text) => text.replaceAll('.', '').replaceAll(',', '.'))).toEqual(here.map((text) => text.replaceAll(',', '')));
    }));
  });
});

describe('sentences', () => {
  const profile = expectOk(profileOf(DEFAULT_SCENARIO));
  it('of costs and budgets', () => {
    expect(costSentence({ totalUsd: 0.0012, inputShare: 0.25, outputShare: 0.75, usdPer1kOutput: 0.0345 } as Parameters<typeof costSentence>[0]))
      .toBe('Eine Anfrage kostet 1,20\u202fm$, 34,5\u202fm$ je tausend Ausgabe-Tokens: 25,0\u202f% davon sind Eingabe, 75,0\u202f% Ausgabe.');
    expect(listed(0.075)).toBe('0,075\u202f$');
    expect([replicasText(1, 1), replicasText(3, 4)]).toEqual(['1, mit je einer GPU', '3, mit je 4 GPUs']);
    expect(solutionText({ value: 9264, limitedBy: 'budget' } as Parameters<typeof solutionText>[0])).toBe('9.264 Tokens; mehr sprengt das Budget');
    expect(modelSentence({ startupMs: 100, tokens: 40, tokensPerSecond: 80, estimateMs: 600, modelMs: 610 })).toMatch(/^T_model ≈ Start \+ Tokens ÷ Tempo: 100\u202fms \+ 40 ÷ 80,0\/s = 600\u202fms;/);
  });

  it('of prompt caches: whole hours without zeros behind the comma', () => {
    for (const rule of PROMPT_CACHE_RULES) {
      expect(keptText(rule)).not.toMatch(/[.,]0+\u202f|minutes|while/);
      expect(cacheRule(rule, 0.25)[3]).toBe('0,25\u202f× Eingabe');
    }
    expect(cacheSentence(vendorCaches(profile), sharedPrefix(profile.scenario), 300)).toMatch(/^Von diesem Prompt wiederholt sich|Tokens dieses Prompts wiederholen sich/);
  });

  it('of comparisons, thumbnails and accuracy', () => {
    const { runs } = runsOf([CURRENT, presetPick(PRESETS[1]?.id ?? '')], { scenario: DEFAULT_SCENARIO, modeled: modelTrace(DEFAULT_SCENARIO) }, () => undefined);
    expect(lanesSentence(runs)).toMatch(/^A braucht .*erstes Token nach .* gegenüber A, erstes Token nach /);
    expect(fleetThumbnail({ parts: [{ part: 'queue', share: 0.125 }], answeredShare: 0.5, totalP95Ms: 1234 }).caption).toBe('p95 1,23\u202fs · 50,0\u202f% beantwortet · Warteschlange 12,5\u202f%');
    for (const preset of PRESETS) expect(requestThumbnail(preset)?.caption ?? '').not.toMatch(/prefill|decode/);
    const figures = publishedFigures();
    expect(accuracySentence(figures)).toMatch(/^Von \d+ veröffentlichten Werten .* zu (kurz|lang) voraus\.$/);
    expect(figures.map(figureSentence).join('\n')).toContain('vorhergesagt');
    // Sources keep their titles; what stands for all of them is a word of ours.
    expect(errorLines(figures).map(({ quoted, what }) => quoted || what)).toContain('Alle Werte');
  });
});
