import { yamlText } from '../../src/scenario/yaml/write';
import { ANOMALIES, misfits, verdictsOf } from '../support/anomalies';
import { differences } from '../support/differences';
import { scenarioOf } from '../support/yaml-files';

/** A hundred are in anomalies.slow.ts. */
const SEEDS = 2;

test('there are four', () => {
  expect(ANOMALIES.map(({ name }) => name.slice(0, 3))).toEqual(['S18', 'S19', 'S20', 'S21']);
});

describe.each(ANOMALIES)('$name', (anomaly) => {
  const { fault, cure } = anomaly;

  test('differs in one setting of membership', () => {
    const wrong = scenarioOf(fault);
    const right = scenarioOf(cure);
    const changed = differences({ ...wrong, name: '' }, { ...right, name: '' });
    const { protocol } = wrong.cluster.membership;
    const isOther = protocol !== right.cluster.membership.protocol;
    const settings = changed.map((path) => path.replace(/\.\d+$/, ''));
    // Another protocol has other defaults.
    if (isOther) expect(changed).toContain('cluster.membership.protocol');
    else expect(settings).toHaveLength(1);
    for (const path of changed) expect(path).toMatch(/^cluster\.membership\./);
    expect([wrong.expect.length, wrong.expectFailure.length]).toEqual([1, 0]);
  });

  test('says what it shows', () => {
    for (const text of [fault, cure]) {
      const [first, second] = text.split('\n');
      expect(first).toBe('# yaml-language-server: $schema=../../scenario.schema.json');
      expect(second).toMatch(/^# [A-Z]/);
    }
  });

  test('survives as a file that is written', () => {
    const scenario = scenarioOf(cure, '7');
    expect(scenarioOf(yamlText(scenario), 'another')).toEqual(scenario);
  });

  test('fails with the fault, and not without', () => {
    expect(misfits(anomaly, SEEDS)).toEqual([]);
  });
});

describe('an undead node lives', () => {
  const undead = ANOMALIES[0]!.fault;
  const knowing = (incarnations: string) =>
    undead.replace('incarnations: forgotten', `incarnations: ${incarnations}`);

  test.each(['kept', 'clock', 'learned'])('where its incarnations are %s', (incarnations) => {
    expect(verdictsOf(knowing(incarnations), '1')).toEqual(['viewsAgree: pass']);
  });

  test('where its clock stepped back, because it is told', () => {
    const stepped = knowing('clock').replace(
      'faults:',
      'faults:\n  - { at: 50s, clock: { nodes: n3, step: -40s } }',
    );
    expect(verdictsOf(stepped, '1')).toEqual(['viewsAgree: pass']);
  });
});
