import { CASES } from '../../src/conformance/cases';
import { scenarioOfCase } from '../../src/conformance/conformance';
import { PROTOCOLS } from '../../src/protocol/membership/protocols';
import { PROTOCOL_NAMES, unstood } from '../support/conformance-runs';

/** Two hundred are in protocols.slow.ts. */
const SEEDS = 2;

test.each(PROTOCOL_NAMES)('%s stands every case', (protocol) => {
  expect(unstood(protocol, SEEDS)).toEqual([]);
});

test('every case has a name of its own and says what it shows', () => {
  const names = CASES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(CASES.filter(({ what }) => what === '')).toEqual([]);
});

test('nobody may be removed in the case of loss where the protocol promises that', () => {
  const loss = CASES.find(({ name }) => name === 'loss')!;
  const checksOf = (protocol: string) =>
    scenarioOfCase(loss, protocol, PROTOCOLS, '1').expect.map(({ check }) => check);
  expect(checksOf('heartbeat')).toContain('noFalseRemovals');
  expect(checksOf('swim')).not.toContain('noFalseRemovals');
});
