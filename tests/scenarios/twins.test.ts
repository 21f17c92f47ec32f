import { SHIPPED_TWINS, SHIPPED_YAML, scenarioOf } from '../support/yaml-files';
import { differences } from '../support/differences';
import { unmet } from '../support/shipped-runs';

/** Two hundred are in shipped-yaml.slow.ts. */
const SEEDS = ['1', '2', 'another'];

test('there are six', () => {
  expect(SHIPPED_TWINS.length).toBeGreaterThanOrEqual(6);
});

describe.each(SHIPPED_TWINS)('the twin %s', (name, text) => {
  const wrong = scenarioOf(text);
  const right = scenarioOf(SHIPPED_YAML.find(([of]) => `twins/${of}` === name)![1]);

  test('differs from its namesake in one setting of a protocol', () => {
    const { expect: hold, expectFailure, name: title, ...rest } = right;
    expect([hold.length > 0, expectFailure.length, title]).toEqual([true, 0, expect.any(String)]);
    const changed = differences(rest, {
      ...wrong,
      ...{ expect: undefined, expectFailure: undefined, name: undefined },
    });
    expect(changed).toHaveLength(1);
    expect(changed[0]).toMatch(/^cluster\.(membership|store)\./);
  });

  test('says which of the same checks is there to fail', () => {
    const both = [...wrong.expect, ...wrong.expectFailure];
    expect(wrong.expectFailure).toHaveLength(1);
    for (const expectation of both) expect(right.expect).toContainEqual(expectation);
  });

  test.each(SEEDS)('fails it, and no other, with seed %s', (seed) => {
    expect(unmet(text, seed)).toEqual([]);
  });
});
