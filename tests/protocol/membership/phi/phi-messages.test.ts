import fc from 'fast-check';

import { phiMessages } from '../../../../src/protocol/membership/phi/phi-messages';

const int31 = fc.integer({ min: 0, max: 0x7fffffff });

test('a beat reads back as it was written, in as many bytes as its size', () => {
  const beat = fc.record({
    kind: fc.constant('beat' as const),
    incarnation: int31,
    sequence: int31,
  });
  fc.assert(
    fc.property(beat, (sent) => {
      const bytes = phiMessages.encode(sent);
      expect(bytes).toHaveLength(phiMessages.size(sent));
      expect(phiMessages.decode(bytes)).toEqual(sent);
    }),
  );
  expect(phiMessages.kinds().map(({ name }) => name)).toEqual(['beat']);
});
