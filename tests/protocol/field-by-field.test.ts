import { fieldByField } from '../../src/protocol/field-by-field';

test('fields of any name are sized and digested in their order', () => {
  const said: string[] = [];
  const field = (bytes: number) => ({
    size: () => bytes,
    digest: (value: unknown, digest: string[]) => {
      digest.push(`${bytes}: ${String(value)}`);
    },
  });
  const fields = { 'a "b"': field(1), '`${1}`': field(2), constructor: field(4), '\n': field(8) };
  const of = fieldByField<Record<string, string>, string[]>(fields);
  const value = { '\n': 'd', constructor: 'c', 'a "b"': 'a', '`${1}`': 'b', other: 'none' };
  expect(of.size(value)).toBe(15);
  of.digest(value, said);
  expect(said).toEqual(['1: a', '2: b', '4: c', '8: d']);
});

test('no fields are no bytes', () => {
  const of = fieldByField<object, string[]>({});
  const said: string[] = [];
  expect(of.size({})).toBe(0);
  of.digest({}, said);
  expect(said).toEqual([]);
});
