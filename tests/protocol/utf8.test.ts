import fc from 'fast-check';
import { utf8Bytes, utf8Length, utf8Text } from '../../src/protocol/utf8';
import { anyCharacter } from '../support/any-character';
import { tries } from '../support/trials';

const wellFormed = fc.string({ unit: anyCharacter });

/** The platform's own decoder, which refuses what is no UTF-8. */
function strictText(bytes: readonly number[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(bytes),
    );
  } catch {
    return undefined;
  }
}

test('any text has the bytes that the platform gives it, and its length is their number', () => {
  const property = fc.property(wellFormed, (text) => {
    const bytes = utf8Bytes(text);
    expect(bytes).toEqual([...new TextEncoder().encode(text)]);
    expect(utf8Length(text)).toBe(bytes.length);
    expect(utf8Text(bytes)).toBe(text);
  });
  fc.assert(property, { seed: 6, numRuns: tries(500) });
});

test.each([
  '',
  '\0',
  '\u007f',
  '\u0080',
  '\u07ff',
  '\u0800',
  '\ud7ff',
  '\ue000',
  '\ufeff',
  '\uffff',
])('the boundary character %j', (text) => {
  expect(utf8Bytes(text)).toEqual([...new TextEncoder().encode(text)]);
  expect(utf8Text(utf8Bytes(text))).toBe(text);
});

test.each(['\u{10000}', '\u{1f600}', '\u{10ffff}', 'a\u{10000}b'])('the pair %j', (text) => {
  expect(utf8Bytes(text)).toEqual([...new TextEncoder().encode(text)]);
  expect(utf8Text(utf8Bytes(text))).toBe(text);
});

test.each(['\ud800', '\udfff', 'a\udc00b', '\udc00\ud800', '\ud83d\ud83d\ude00'])(
  'the lone surrogate in %j is refused',
  (text) => {
    expect(() => utf8Bytes(text)).toThrow(RangeError);
  },
);

test.each<readonly [string, readonly number[]]>([
  ['a stray continuation', [0x80]],
  ['a cut-off pair', [0xc3]],
  ['a cut-off triple', [0xe2, 0x82]],
  ['a cut-off quadruple', [0xf0, 0x9f, 0x98]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['an overlong zero', [0xe0, 0x80, 0x80]],
  ['an overlong quadruple', [0xf0, 0x80, 0x80, 0x80]],
  ['the first surrogate', [0xed, 0xa0, 0x80]],
  ['the last surrogate', [0xed, 0xbf, 0xbf]],
  ['an encoded pair of surrogates', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
  ['more than the last character', [0xf4, 0x90, 0x80, 0x80]],
  ['a byte that never occurs', [0xff]],
  ['a start without its continuation', [0xc3, 0x41]],
])('%s is no text', (_name, bytes) => {
  expect(utf8Text(bytes)).toBeUndefined();
});

test('any bytes are text exactly where the platform says so', () => {
  const start = fc.constantFrom(0x41, 0x7f, 0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5);
  const byte = fc.oneof(start, fc.integer({ min: 0x80, max: 0xbf }), fc.nat(255));
  const property = fc.property(fc.array(byte, { maxLength: 8 }), (bytes) => {
    expect(utf8Text(bytes)).toBe(strictText(bytes));
  });
  fc.assert(property, { seed: 7, numRuns: tries(2500) });
});
