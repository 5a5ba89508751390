import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { redo, undo, useScenario } from '@/app/store/scenario';
import { DEFAULT_SCENARIO } from '@/core/scenario';

const prompt = () => useScenario.getState().scenario.request.prompt;
const edit = useScenario.getState().edit;
const PAUSE_MS = 5_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  useScenario.setState({ scenario: DEFAULT_SCENARIO, presetId: null, replaced: null });
  useScenario.temporal.getState().clear();
});
afterEach(() => { vi.useRealTimers(); });

describe('undo of scenario edits', () => {
  it('takes back and makes again, edit by edit', () => {
    edit({ request: { prompt: 'one' } });
    vi.advanceTimersByTime(PAUSE_MS);
    edit({ load: { batch: 32 } });
    undo();
    expect(useScenario.getState().scenario.load.batch).toBe(DEFAULT_SCENARIO.load.batch);
    expect(prompt()).toBe('one');
    undo();
    expect(useScenario.getState().scenario).toEqual(DEFAULT_SCENARIO);
    redo();
    redo();
    expect(prompt()).toBe('one');
    expect(useScenario.getState().scenario.load.batch).toBe(32);
  });

  it('takes a word typed in one go, or a slider dragged, as one step', () => {
    for (const text of ['w', 'wo', 'wor', 'word']) {
      edit({ request: { prompt: text } });
      vi.advanceTimersByTime(100);
    }
    vi.advanceTimersByTime(PAUSE_MS);
    edit({ request: { prompt: 'word and more' } });
    undo();
    expect(prompt()).toBe('word');
    undo();
    expect(prompt()).toBe(DEFAULT_SCENARIO.request.prompt);
  });

  it('keeps edits of different fields apart, however fast', () => {
    edit({ request: { prompt: 'x' } });
    edit({ load: { batch: 64 } });
    undo();
    expect(prompt()).toBe('x');
  });

  it('takes back a preset that replaced what was typed, and forgets the undone once something new is typed', () => {
    edit({ request: { prompt: 'mine' } });
    useScenario.getState().load({ ...DEFAULT_SCENARIO, name: 'A preset' }, 'preset');
    undo();
    expect(prompt()).toBe('mine');
    expect(useScenario.getState().presetId).toBeNull();
    edit({ load: { batch: 2 } });
    redo();
    expect(useScenario.getState().presetId).toBeNull();
  });

  it('does nothing where there is nothing to take back', () => {
    undo();
    redo();
    expect(useScenario.getState().scenario).toBe(DEFAULT_SCENARIO);
  });
});
