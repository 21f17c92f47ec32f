import { runScenario } from '../../src/application/application';
import { Expectations } from '../../src/checks/expectations';
import { SHIPPED_YAML, scenarioOf } from '../support/yaml-files';

const [, shipped] = SHIPPED_YAML.find(([file]) => file === 'retries.yaml')!;

function failed(text: string, seed: string): string[] {
  const scenario = scenarioOf(text, seed);
  const expectations = new Expectations(scenario);
  const expected = expectations.finish(runScenario(scenario, seed, expectations.sinks));
  return expected.flatMap(({ verdict }) => (verdict.verdict === 'fail' ? [verdict.check] : []));
}

test.each([
  ['107', 'acknowledgedWritesSurvive'],
  ['99', 'deletesStayDeleted'],
])('a retry that is stamped anew can undo what came after it: seed %s, %s', (seed, check) => {
  expect(failed(shipped.replace('stamp: client', 'stamp: coordinator'), seed)).toContain(check);
  expect(failed(shipped, seed)).toEqual([]);
});
