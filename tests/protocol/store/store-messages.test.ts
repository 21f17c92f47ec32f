import fc from 'fast-check';

import { KEY_BYTES_MAX, VALUE_BYTES_MAX, type Version } from '../../../src/protocol/store/record';
import {
  KEY_VERSION_BYTES,
  LIST_HEADER_BYTES,
  type StoreMessage,
  storeMessages,
} from '../../../src/protocol/store/store-messages';
import { anyText, storeMessage } from '../../support/protocol-arbitraries';

const version: Version = { timestamp: 1, storageId: 2, counter: 3 };

describe('the store’s messages', () => {
  test.each(storeMessages.kinds().map(({ name }) => name as StoreMessage['kind']))(
    'of kind %s read back as they were written, in as many bytes as announced',
    (kind) => {
      fc.assert(
        fc.property(storeMessage[kind] as fc.Arbitrary<StoreMessage>, (message) => {
          const bytes = storeMessages.encode(message);
          expect(bytes.length).toBe(storeMessages.size(message));
          expect(storeMessages.decode(bytes)).toEqual(message);
        }),
        { seed: 1 },
      );
    },
  );

  test('are refused when cut short, whatever the kind', () => {
    const any = fc.oneof(...(Object.values(storeMessage) as fc.Arbitrary<StoreMessage>[]));
    fc.assert(
      fc.property(any, fc.nat(), (message, at) => {
        const bytes = storeMessages.encode(message);
        expect(storeMessages.decode(bytes.subarray(0, at % bytes.length))).toBeUndefined();
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test('hold no key or value beyond the stated bounds', () => {
    const copy = (key: string, value: string): StoreMessage => ({
      kind: 'copy',
      key,
      record: { version, deleted: false, value },
    });
    const key = 'k'.repeat(KEY_BYTES_MAX);
    const value = 'v'.repeat(VALUE_BYTES_MAX);
    expect(() => storeMessages.encode(copy(key, value))).not.toThrow();
    expect(() => storeMessages.encode(copy(`${key}k`, ''))).toThrow(RangeError);
    expect(() => storeMessages.encode(copy('', `${value}v`))).toThrow(RangeError);
  });

  test('are as large as those who split lists reckon', () => {
    fc.assert(
      fc.property(fc.array(anyText), (keys) => {
        const utf8 = keys.map((key) => new TextEncoder().encode(key).length);
        const bytes = utf8.reduce((sum, length) => sum + length, 0);
        const offer = { kind: 'offer', entries: keys.map((key) => ({ key, version })) };
        const want = { kind: 'want', keys };
        const header = LIST_HEADER_BYTES + bytes;
        expect(storeMessages.size(offer)).toBe(header + keys.length * KEY_VERSION_BYTES);
        expect(storeMessages.size(want)).toBe(header + keys.length * 2);
      }),
      { seed: 3 },
    );
  });
});
