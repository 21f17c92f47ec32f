import fc from 'fast-check';

import { Digest } from '../../../src/protocol/fields';
import {
  type HeartbeatMessage,
  heartbeatMessages,
  RowWriter,
  type Rows,
  rowsThatFit,
} from '../../../src/protocol/membership/heartbeat-messages';
import { heartbeatMessage, rowsOf } from '../../support/protocol-arbitraries';

const ROW = [1, 2, 3] as const;
const gossip = (rows: Rows): HeartbeatMessage => ({ kind: 'gossip', rows });

function digestOf(message: HeartbeatMessage): string {
  const digest = new Digest();
  digest.reset();
  heartbeatMessages.digest(message, digest);
  return `${digest.low} ${digest.high}`;
}

describe('the heartbeat’s messages', () => {
  test.each(heartbeatMessages.kinds().map(({ name }) => name as HeartbeatMessage['kind']))(
    'of kind %s read back as they were written, in as many bytes as announced',
    (kind) => {
      fc.assert(
        fc.property(heartbeatMessage[kind] as fc.Arbitrary<HeartbeatMessage>, (message) => {
          const bytes = heartbeatMessages.encode(message);
          expect(bytes.length).toBe(heartbeatMessages.size(message));
          expect(heartbeatMessages.decode(bytes)).toEqual(message);
        }),
        { seed: 1, numRuns: 50 },
      );
    },
  );

  test('take 14 bytes a row, as the course’s do', () => {
    const size = (rows: number) =>
      heartbeatMessages.size(gossip(rowsOf(...Array.from({ length: rows }, () => ROW))));
    expect(size(285) - size(284)).toBe(14);
  });

  test('hold as many rows as are said to fit, and not one more', () => {
    for (const bytes of [100, 1000, 3983, 65_000]) {
      const rows = rowsThatFit(bytes);
      const full = Array.from({ length: rows }, () => ROW);
      expect(heartbeatMessages.size(gossip(rowsOf(...full)))).toBeLessThanOrEqual(bytes);
      const over = gossip(rowsOf(...full, ROW));
      expect(heartbeatMessages.size(over)).toBeGreaterThan(bytes);
    }
    expect(rowsThatFit(3983)).toBe(284);
    expect(rowsThatFit(100_000_000)).toBe(0xffff);
  });

  test('are refused with bytes missing, bytes left over, a port or an id out of range', () => {
    const bytes = heartbeatMessages.encode(gossip(rowsOf([1, 2, 3], [4, 5, 6])));
    expect(heartbeatMessages.decode(bytes.subarray(0, -1))).toBeUndefined();
    expect(heartbeatMessages.decode(Uint8Array.of(...bytes, 0))).toBeUndefined();
    for (const [at, value] of [
      [7, 1],
      [6, 0x80],
      [3, 0],
      [12, 0xff],
      [16, 0xff],
    ] as const) {
      const damaged = bytes.slice();
      damaged[at] = value;
      expect(heartbeatMessages.decode(damaged)).toBeUndefined();
    }
  });
});

describe('rows on a shared page', () => {
  const row = fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.nat(9), fc.nat(1000));
  const anyMessages = fc.array(fc.array(row, { minLength: 1, maxLength: 300 }), { maxLength: 12 });

  test('are those that were added, for good', () => {
    fc.assert(
      fc.property(anyMessages, (messages) => {
        const writer = new RowWriter();
        const written = messages.map((rows) => {
          writer.begin(rows.length);
          for (const [address, incarnation, heartbeat] of rows) {
            writer.add(address, incarnation, heartbeat);
          }
          return writer.finish();
        });
        for (const [i, { words, start, end }] of written.entries()) {
          expect([...words.subarray(start, end)]).toEqual(messages[i]!.flat());
        }
      }),
      { seed: 2 },
    );
  });

  test('have size, digest and wire form of the same rows by themselves', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.nat(7), (rows, before) => {
        const writer = new RowWriter();
        writer.begin(before);
        for (let i = 0; i < before; i++) writer.add(9, 9, 9);
        writer.begin(rows.length);
        for (const [address, incarnation, heartbeat] of rows) {
          writer.add(address, incarnation, heartbeat);
        }
        const shared = gossip(writer.finish());
        const alone = gossip(rowsOf(...rows));
        expect(digestOf(shared)).toBe(digestOf(alone));
        expect(heartbeatMessages.size(shared)).toBe(heartbeatMessages.size(alone));
        expect(heartbeatMessages.encode(shared)).toEqual(heartbeatMessages.encode(alone));
      }),
      { seed: 3 },
    );
  });

  test('have another digest after any one change', () => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 40 }),
        fc.nat(),
        fc.integer({ min: 1, max: 0x7fffffff }),
        (rows, at, change) => {
          const changed = rowsOf(...rows);
          changed.words[at % changed.words.length]! ^= change;
          expect(digestOf(gossip(changed))).not.toBe(digestOf(gossip(rowsOf(...rows))));
        },
      ),
      { seed: 4, numRuns: 500 },
    );
  });
});
