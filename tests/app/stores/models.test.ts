import { describe, expect, it } from 'vitest';
import { readFolderUrl } from '@/app/models/state';

const BASE = 'https://app.example/page/';

describe('the address of a model folder', () => {
  it.each([
    ['https://example.org/m', 'https://example.org/m/'],
    [' https://example.org/m/ ', 'https://example.org/m/'],
    ['http://localhost:8000/models/x', 'http://localhost:8000/models/x/'],
    ['models/mine', 'https://app.example/page/models/mine/'],
    // A query may hold a key, and the address goes into links and files.
    ['https://example.org/m/?token=abc#part', 'https://example.org/m/'],
  ])('%s', (typed, url) => expect(readFolderUrl(typed, BASE)).toEqual({ ok: true, value: url }));

  it.each([['', /no address/], ['   ', /no address/], ['https://', /not an address/], ['javascript:alert(1)', /cannot be fetched/], ['file:///etc/passwd', /cannot be fetched/], ['data:text/plain,x', /cannot be fetched/], ['https://me:secret@example.org/m', /^There is a user name or a password/], ['https://token@example.org/m', /password/]])('refuses %j', (typed, words) => {
    const read = readFolderUrl(typed, BASE);
    expect(read.ok ? read.value : read.error.message).toMatch(words);
  });
});
