import fc from 'fast-check';
import { ADDRESS_MAX } from '../../../src/protocol/address';
import { MOVES_MAX } from '../../../src/protocol/ring/ring-events';
import { ringMessages } from '../../../src/protocol/ring/ring-messages';
import {
  FIRST_STATE,
  type RingState,
  stateOf,
  stateText,
} from '../../../src/protocol/ring/ring-state';
import { VALUE_BYTES_MAX } from '../../../src/protocol/store/record';
import { tries } from '../../support/trials';

const address = fc.integer({ min: 1, max: ADDRESS_MAX });
const owners = fc.array(address, { maxLength: MOVES_MAX });
const state: fc.Arbitrary<RingState> = fc.record({
  epoch: fc.maxSafeNat(),
  coordinator: address,
  boot: fc.maxSafeNat(),
  ...{ added: owners, taken: owners, moving: fc.array(address, { maxLength: 1 }) },
});

test('a state as it is stored is that state', () => {
  fc.assert(
    fc.property(state, (each) => {
      expect(stateOf(stateText(each))).toEqual(each);
    }),
    { numRuns: tries(200) },
  );
  expect(stateText(FIRST_STATE)).toBe('1 1 0|||');
  expect(stateText({ ...FIRST_STATE, added: [6, 7], taken: [1], moving: [2] })).toBe(
    '1 1 0|6 7|1|2',
  );
});

test('what is no state is none, whatever it is', () => {
  const many = Array.from({ length: MOVES_MAX + 1 }, () => 1).join(' ');
  const wrong = [
    ...['', 'x', '1 1|||', '1 1 0 0|||', '1 1 0||', '1 1 0||||', '1 1 0|||1 2', '1 1 0| ||'],
    ...['1 1 0|-1||', '1 1 0|1.5||', `1 1 0|${ADDRESS_MAX + 1}||`, '9007199254740992 1 0|||'],
    ...[`1 1 0|${many}||`, `1 1 0||${many}|`],
  ];
  expect(wrong.map(stateOf)).toEqual(wrong.map(() => undefined));
  fc.assert(
    fc.property(state, fc.nat(), fc.nat(255), (each, at, byte) => {
      const text = stateText(each);
      const place = at % text.length;
      const damaged = text.slice(0, place) + String.fromCharCode(byte) + text.slice(place + 1);
      const read = stateOf(damaged);
      if (read !== undefined) expect(stateOf(stateText(read))).toEqual(read);
    }),
    { numRuns: tries(500) },
  );
});

test('the longest fits a value and the course’s largest message, among the addresses that a scenario has', () => {
  const all = Array.from({ length: MOVES_MAX }, (_, i) => 1_000_000 - i);
  const longest = { ...FIRST_STATE, epoch: 1e6, boot: 1e6, added: all, taken: all, moving: [1e6] };
  expect(Buffer.byteLength(stateText(longest))).toBeLessThan(VALUE_BYTES_MAX);
  expect(ringMessages.size({ kind: 'ringState', ...longest })).toBeLessThan(3983);
});
