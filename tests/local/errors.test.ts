import { describe, expect, it } from 'vitest';
import { classify, LocalFailure, localError } from '../../src/local/errors';

describe('what a thrown value means', () => {
  it.each([
    [new RangeError('Array buffer allocation failed'), 'out-of-memory'],
    [new Error('std::bad_alloc'), 'out-of-memory'],
    [new WebAssembly.RuntimeError('memory access out of bounds'), 'out-of-memory'],
    [new Error('Device is lost'), 'device-lost'],
    [new DOMException('The quota has been exceeded.', 'QuotaExceededError'), 'storage-full'],
    [new DOMException('The user aborted a request.', 'AbortError'), 'cancelled'],
    [new Error('Can\'t create a session. ERROR_CODE: 7, ERROR_MESSAGE: Failed to load model'), 'session-failed'],
    [26_412_544, 'session-failed'],
    [undefined, 'session-failed'],
  ])('%s', (cause, code) => {
    const error = classify(cause, 'decode');
    expect(error.code).toBe(code);
    // Words for people: a sentence of what happened, and what to do.
    expect(error.message).toMatch(/^[A-Z].*\.$/s);
    expect(error.action).toMatch(/^[A-Z].*\.$/);
  });

  it('keeps what was already said', () => {
    const said = localError('webgpu-missing', 'No WebGPU.', 'Use another browser.');
    expect(classify(new LocalFailure(said), 'load')).toBe(said);
  });

  it('does not pour a page of runtime text into a message', () => {
    expect(classify(new Error('x'.repeat(10_000)), 'decode').message.length).toBeLessThan(400);
  });
});
