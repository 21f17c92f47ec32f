import fc from 'fast-check';

import { ADDRESS_MAX } from '../../../src/protocol/address';
import { ringEvents, type RingEvent } from '../../../src/protocol/ring/ring-events';
import { ringMessages, type RingMessage } from '../../../src/protocol/ring/ring-messages';

const address = fc.integer({ min: 1, max: ADDRESS_MAX });
const addresses = fc.array(address, { maxLength: 20 });
const name = { epoch: fc.maxSafeNat(), coordinator: address, boot: fc.maxSafeNat() };
const moving = fc.array(address, { maxLength: 1 });

/** One arbitrary for each kind, so that a kind without one does not compile. */
const messages: {
  readonly [K in RingMessage['kind']]: fc.Arbitrary<Extract<RingMessage, { kind: K }>>;
} = {
  ringState: fc.record({
    ...{ kind: fc.constant('ringState'), ...name, added: addresses, taken: addresses, moving },
  }),
  ringHeld: fc.record({ kind: fc.constant('ringHeld'), ...name }),
  ringStreamed: fc.record({ kind: fc.constant('ringStreamed'), ...name }),
  addOwner: fc.record({ kind: fc.constant('addOwner'), member: address }),
  removeOwner: fc.record({ kind: fc.constant('removeOwner'), member: address }),
};

test.each(Object.entries(messages))('%s says the same when it was sent', (_, message) => {
  fc.assert(
    fc.property<[RingMessage]>(message, (sent) => {
      const bytes = ringMessages.encode(sent);
      expect(ringMessages.size(sent)).toBe(bytes.length);
      expect(ringMessages.decode(bytes)).toEqual(sent);
    }),
    { seed: 1 },
  );
});

test('what is recorded can be written and read, too', () => {
  const events: RingEvent[] = [
    {
      ...{ kind: 'ringChanged', epoch: 3, checksum: 0xffff_ffff, coordinator: 2, boot: 1 },
      ...{ added: [5, 6], taken: [1], moving: [7] },
    },
    { kind: 'moveRefused', member: 4, reason: 'another version was newer' },
  ];
  for (const event of events) expect(ringEvents.decode(ringEvents.encode(event))).toEqual(event);
});
