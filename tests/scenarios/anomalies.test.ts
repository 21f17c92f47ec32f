import { yamlText } from '../../src/scenario/yaml/write';
import { ANOMALIES, misfits, verdictsOf } from '../support/anomalies';
import { differences } from '../support/differences';
import { problemsIn, scenarioOf } from '../support/yaml-files';

/** A hundred are in anomalies.slow.ts. */
const SEEDS = 2;

/** Where what is to differ may stand in a scenario. */
const SETTINGS = /^cluster\.(membership|store|ring|storage)\./;

function faultOf(name: string): string {
  return ANOMALIES.find((anomaly) => anomaly.name.startsWith(name))!.fault;
}

test('all of the catalogue are there', () => {
  expect([...new Set(ANOMALIES.map(({ name }) => name.slice(0, 3)))]).toEqual([
    ...['S01', 'S02', 'S03', 'S04', 'S05', 'S08', 'S10', 'S11', 'S12', 'S13', 'S14', 'S15'],
    ...['S16', 'S17', 'S18', 'S19', 'S20', 'S21', 'S23', 'S24'],
  ]);
});

describe.each(ANOMALIES)('$name', (anomaly) => {
  const { fault, cure } = anomaly;

  test('differs in one setting', () => {
    const wrong = scenarioOf(fault);
    const right = scenarioOf(cure);
    const changed = differences({ ...wrong, name: '' }, { ...right, name: '' });
    const { protocol } = wrong.cluster.membership;
    const isOther = protocol !== right.cluster.membership.protocol;
    const settings = changed.map((path) => path.replace(/\.\d+$/, ''));
    if (isOther) {
      expect(changed).toContain('cluster.membership.protocol');
      // Another protocol has other defaults.
      for (const path of changed) expect(path).toMatch(/^cluster\.membership\./);
    } else expect(settings).toEqual([expect.stringMatching(SETTINGS)]);
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
  const undead = faultOf('S18');
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

describe('quorums of two rings meet', () => {
  const fault = faultOf('S12-ring-changes-at-once');

  test('where every pending replica has to acknowledge, too', () => {
    expect(verdictsOf(fault.replace('pending: none', 'pending: inflate'), '1')).toEqual([
      'quorumsMeet: pass',
    ]);
  });

  test('not where replicas only refuse requests by another ring than theirs', () => {
    expect(verdictsOf(fault.replace('pending: none', 'epochCheck: on'), '1')).toEqual([
      'quorumsMeet: fail',
    ]);
  });
});

test('keys that are not to move are not pending', () => {
  const text = faultOf('S23').replace('preset: dstore', 'preset: dstore, pending: slot');
  expect(problemsIn(text)).toEqual([
    expect.stringContaining('nothing moves while a movement is pending: needs pending none'),
  ]);
});
