/** What storage can have things under, beside keys. */

import { LOG_DEFAULTS, MEMORY } from '../../../src/protocol/storage/storage-options';
import type { StorageEvent } from '../../../src/protocol/storage/storage-events';
import { KEY_BYTES_MAX, NAME_BYTES_MORE, NO_KEY } from '../../../src/protocol/store/record';
import { recordOf, StorageMachine } from './machine';

const LONGEST = `${NO_KEY}${'é'.repeat((KEY_BYTES_MAX + NAME_BYTES_MORE) / 2 - 1)}n`;

test.each([MEMORY, LOG_DEFAULTS, { ...LOG_DEFAULTS, snapshotEvery: 1 }])(
  'the longest name is stored like a key: %j',
  (options) => {
    const machine = new StorageMachine(options).settle();
    machine.storage.put('a', recordOf(1));
    machine.storage.put(LONGEST, recordOf(2));
    machine.settle().crash('lost').settle();
    expect(machine.recovered).toEqual(
      new Map([
        ['a', recordOf(1)],
        [LONGEST, recordOf(2)],
      ]),
    );
    const recalled = machine.host.events.filter(({ kind }) => kind === 'recalled');
    const keys = (recalled as Extract<StorageEvent, { kind: 'recalled' }>[]).map(({ key }) => key);
    // It is no record that a replica has.
    expect(keys).toEqual(options.kind === 'memory' ? [] : ['a']);
    machine.storage.remove(LONGEST);
    machine.settle().crash('lost').settle();
    expect([...machine.recovered!.keys()]).toEqual(['a']);
  },
);

test('a log takes no longer one', () => {
  const machine = new StorageMachine(LOG_DEFAULTS).settle();
  expect(() => machine.storage.put(`${LONGEST}n`, recordOf(1))).toThrow(RangeError);
});
