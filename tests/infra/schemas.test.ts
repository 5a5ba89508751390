import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schemaFiles } from '../../scripts/lib/schemas';

describe('published JSON Schemas', () => {
  it.each(schemaFiles().map(({ path, text }) => [path.split('/').at(-1) ?? path, path, text]))(
    '%s is what the code says (npm run schema writes it)',
    (_name, path, text) => {
      expect(readFileSync(path, 'utf8')).toBe(text);
    },
  );
});
