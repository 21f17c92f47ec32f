import fc from 'fast-check';
import {
  ADDRESS_MAX,
  dottedBytes,
  idAndPort,
  nodeName,
  parseAddress,
} from '../../src/protocol/address';

const address = fc.oneof(
  fc.integer({ min: 1, max: ADDRESS_MAX }),
  fc.constantFrom(1, 255, 256, 257, 65_535, 65_536, 2 ** 24, ADDRESS_MAX),
);

test.each([
  [1, 'n1', '1:0', '1.0.0.0:0'],
  [10, 'n10', '10:0', '10.0.0.0:0'],
  [257, 'n257', '257:0', '1.1.0.0:0'],
  [16_909_060, 'n16909060', '16909060:0', '4.3.2.1:0'],
  [ADDRESS_MAX, 'n2147483647', '2147483647:0', '255.255.255.127:0'],
])('node %d is spelt %s, %s and %s', (id, name, port, bytes) => {
  expect([nodeName(id), idAndPort(id), dottedBytes(id)]).toEqual([name, port, bytes]);
});

test('every spelling of every address reads back', () => {
  const property = fc.property(address, (id) => {
    for (const spell of [nodeName, idAndPort, dottedBytes])
      expect(parseAddress(spell(id))).toBe(id);
  });
  fc.assert(property, { seed: 8, numRuns: 1000 });
});

test.each([
  ...['', 'n', 'n0', 'n01', 'N1', 'n-1', 'n1.5', 'n1e3', ' n1', 'n1 ', 'n1\n', 'node1', '1', '١:0'],
  ...['0:0', '1:1', '1:00', '1:', ':0', '01:0', '2147483648:0', 'n2147483648', 'n99999999999'],
  ...['0.0.0.0:0', '1.0.0.0', '1.0.0.0:1', '256.0.0.0:0', '0.0.0.128:0', '1.0.0:0', '1.0.0.0.0:0'],
  ...['1..0.0:0', '-1.0.0.0:0', '1.0.0.0:0\n', 'n1:0'],
])('%j is no address', (text) => {
  expect(parseAddress(text)).toBeUndefined();
});
