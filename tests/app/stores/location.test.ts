import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_SCENARIO } from '@/core/scenario';
import { PLACE_IDS } from '@/core/stage';
import { PRESETS } from '@/datacenter/presets';
import { dismissProblems, keepLocation, linkState, readLocation, useLink } from '@/app/store/location';
import { usePlayback } from '@/app/store/playback';
import { useScenario } from '@/app/store/scenario';
import { useView } from '@/app/store/view';

const DEBOUNCED_MS = 1_000;
const address = { pathname: '/app/', search: '', hash: '' };
let listeners: Record<string, (() => void)[]> = {};

/** The history of the tab, as far as the page can tell. */
const entries = {
  state: null as unknown,
  replaceState(state: unknown, _title: string, url?: string): void {
    entries.state = state;
    if (url !== undefined) open(url);
  },
  pushState: (state: unknown, title: string, url?: string): void => entries.replaceState(state, title, url),
};

function open(url: string): void {
  const { search, hash } = new URL(url, 'http://localhost/app/');
  Object.assign(address, { search, hash });
}

beforeEach(() => {
  vi.useFakeTimers();
  listeners = {};
  open('');
  entries.state = null;
  vi.stubGlobal('window', {
    location: address,
    history: entries,
    matchMedia: () => ({ matches: true }),
    addEventListener: (type: string, listener: () => void) => (listeners[type] ??= []).push(listener),
    removeEventListener: (type: string, listener: () => void) => { listeners[type] = (listeners[type] ?? []).filter((l) => l !== listener); },
  });
  usePlayback.setState({ timeMs: 0, endMs: 500, playing: false });
  useView.setState({ stage: null, axis: 'linear', rows: 'stages', zoom: null, theme: 'system' });
  readLocation();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the address bar', () => {
  it('opens with the first preset when it says nothing', () => {
    expect(useScenario.getState().presetId).toBe(PRESETS[0]?.id);
    expect(useLink.getState().problems).toEqual([]);
  });

  it('reproduces whatever is on screen', () => {
    const stop = keepLocation();
    const state = fc.record({
      preset: fc.constantFrom(...PRESETS), prompt: fc.string({ unit: 'grapheme', maxLength: 60 }), max: fc.integer({ min: 1, max: 4_000 }),
      stage: fc.option(fc.constantFrom(...PLACE_IDS)), axis: fc.constantFrom('linear', 'log'), theme: fc.constantFrom('dark', 'light'),
      timeMs: fc.integer({ min: 1, max: 500 }), stream: fc.boolean(),
    });
    fc.assert(fc.property(state, ({ preset, prompt, max, stage, axis, theme, timeMs, stream }) => {
      useScenario.getState().load(preset.scenario, preset.id);
      useScenario.getState().edit({ request: { prompt, maxOutputTokens: max, stream } });
      useView.getState().set({ axis, theme });
      useView.getState().select(stage);
      usePlayback.setState({ endMs: 500 });
      usePlayback.getState().hold(timeMs);
      vi.advanceTimersByTime(DEBOUNCED_MS);
      const before = linkState();

      useScenario.setState({ scenario: DEFAULT_SCENARIO, presetId: null });
      useView.setState({ stage: null, axis: 'linear', theme: 'system' });
      usePlayback.setState({ timeMs: 0, endMs: 0 });
      readLocation();
      expect(useLink.getState().problems).toEqual([]);
      expect(linkState()).toEqual(before);
    }), { numRuns: 40 });
    stop();
  });

  it('is left alone while the playhead moves', () => {
    const stop = keepLocation();
    usePlayback.setState({ playing: true, endMs: 500, speed: 1 });
    for (let i = 0; i < 20; i++) usePlayback.getState().advance(16);
    vi.advanceTimersByTime(DEBOUNCED_MS);
    expect(address.search).toBe('');
    usePlayback.getState().pause();
    vi.advanceTimersByTime(DEBOUNCED_MS);
    expect(new URLSearchParams(address.search).get('t')).toBe('320');
    stop();
  });

  it.each(['?max=-1', '?preset=nope', '?temperature=hot', '#s=1.broken', '#s=9.x', '?utm=1', '?at=nowhere'])('%s leaves defaults and a message that can be dismissed', (url) => {
    open(url);
    readLocation();
    expect(useLink.getState().problems.length).toBeGreaterThan(0);
    for (const { message, action } of useLink.getState().problems) expect([message, action]).not.toContain('');
    expect(useScenario.getState().scenario.request).toEqual(DEFAULT_SCENARIO.request);
    dismissProblems();
    expect(useLink.getState().problems).toEqual([]);
  });

  it('says what is too long for it, and keeps the rest', () => {
    const stop = keepLocation();
    const prompt = 'x'.repeat(1_000_000);
    useScenario.getState().edit({ request: { prompt, maxOutputTokens: 9 } });
    vi.advanceTimersByTime(DEBOUNCED_MS);
    expect(useLink.getState().omitted).toEqual(['request.prompt']);
    expect(address.search.length + address.hash.length).toBeLessThan(500);
    expect(useScenario.getState().scenario.request.prompt).toBe(prompt);
    readLocation();
    expect(useScenario.getState().scenario.request.maxOutputTokens).toBe(9);
    stop();
  });

  it('is followed when it is changed by hand, until it is let go', () => {
    const stop = keepLocation();
    entries.state = null;
    open('?max=5');
    for (const listener of [...(listeners['popstate'] ?? []), ...(listeners['hashchange'] ?? [])]) listener();
    expect(useScenario.getState().scenario.request.maxOutputTokens).toBe(5);
    stop();
    expect([...(listeners['popstate'] ?? []), ...(listeners['hashchange'] ?? [])]).toEqual([]);
    useScenario.getState().edit({ request: { maxOutputTokens: 6 } });
    vi.advanceTimersByTime(DEBOUNCED_MS);
    expect(address.search).toBe('?max=5');
  });
});

describe('replacing a scenario', () => {
  it('can be taken back once', () => {
    const { edit, load, undoLoad } = useScenario.getState();
    edit({ request: { prompt: 'mine' } });
    const mine = useScenario.getState().scenario;
    const preset = PRESETS[3];
    if (preset === undefined) throw new Error('too few presets');
    load(preset.scenario, preset.id);
    expect(useScenario.getState().scenario).toBe(preset.scenario);
    undoLoad();
    expect(useScenario.getState().scenario).toBe(mine);
    undoLoad();
    expect(useScenario.getState().scenario).toBe(mine);
  });
});
