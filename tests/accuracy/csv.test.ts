import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOk } from '@/core/result';
import { readTable } from '@/accuracy/csv';

const columns = { name: 'text', size: 'number', note: 'optional-text', rate: 'optional-number' } as const;

describe('tables from CSV', () => {
  it('reads columns in any order, quotes, a byte order mark, and leaves other columns alone', () => {
    const table = expectOk(readTable('t.csv', '\uFEFFother,size,name,rate\r\nx,1e3,"a ""b"", c",\r\ny, 2 ,d,-0.5\r\n', columns));
    expect(table.faults).toEqual([]);
    expect(table.rows).toEqual([
      { line: 2, name: 'a "b", c', size: 1000, note: null, rate: null },
      { line: 3, name: 'd', size: 2, note: null, rate: -0.5 },
    ]);
  });
  it('counts lines as an editor does, also across quoted line breaks and empty lines', () => {
    const table = expectOk(readTable('t.csv', 'name,size\n"two\nlines",1\n\nbad,x\nc,3', columns));
    expect(table.rows.map(({ line, name }) => [line, name])).toEqual([[2, 'two\nlines'], [6, 'c']]);
    expect(table.faults).toEqual([{ line: 5, reason: 'size is not a number' }]);
  });
  it('says which columns are missing', () => {
    expect(readTable('t.csv', 'note,rate\n', columns)).toMatchObject({ ok: false, error: { code: 'csv-columns-missing', message: 't.csv has no column name, size.' } });
    expect(readTable('empty.csv', '', columns).ok).toBe(false);
  });
  it('keeps bad rows as faults with their reason', () => {
    const table = expectOk(readTable('t.csv', 'name,size\n,1\na,\nb,Infinity\nc,1,extra\nshort\nd,4\n', columns));
    expect(table.faults.map((f) => f.reason)).toEqual(['name is empty', 'size is empty', 'size is not a number', 'has 3 cells where the header has 2', 'has 1 cells where the header has 2']);
    expect(table.rows.map((r) => r.name)).toEqual(['d']);
  });
  it('never throws, and loses no row', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', '1', ',', '"', '\n', '\r', ' ', '.', '\u0000'), maxLength: 80 }), (body) => {
      const result = readTable('t.csv', `name,size\n${body}`, columns);
      expect(result.ok).toBe(true);
    }));
    fc.assert(fc.property(fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,5}$/), fc.oneof(fc.integer().map(String), fc.constant('x'))), { maxLength: 20 }), (rows) => {
      const table = expectOk(readTable('t.csv', ['name,size', ...rows.map((r) => r.join(','))].join('\n'), columns));
      expect(table.rows.length + table.faults.length).toBe(rows.length);
      expect(table.rows.length).toBe(rows.filter(([, size]) => size !== 'x').length);
    }));
  });
});
