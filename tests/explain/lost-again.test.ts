/** Stale reads of what replicas had stored, and had no more: what is told of how they lost it. */

import { ANOMALIES } from '../support/anomalies';
import { explainedCheck } from '../support/explained-runs';
import { scenarioOf } from '../support/yaml-files';

function textOf(name: string, check: string): string {
  const { fault } = ANOMALIES.find((anomaly) => anomaly.name === name)!;
  const [{ lines } = { lines: [] }] = explainedCheck(scenarioOf(fault), '1', check);
  return lines.join('\n').replace(/\n +(?=\S)/g, ' ');
}

test('a tombstone that was forgotten, and the older copy that came then', () => {
  expect(textOf('S08-resurrection', 'deletesStayDeleted')).toMatch(
    /n1 had stored it at tick \d+, and forgot that it was deleted at tick \d+ \(event \d+\), when its grace was over; then an older copy of n3 came at tick \d+ \(event \d+\)\./,
  );
});

test('an acknowledged write of which nothing is left', () => {
  const text = textOf('S16-power-loss', 'acknowledgedWritesSurvive');
  expect(text).toMatch(
    /because it did not see that n\d's create "k" \(request 1\) to "first" had been acknowledged at tick/,
  );
  expect(text).toMatch(
    /n\d had stored it at tick \d+\. n\d crashed at tick \d+ .*; n\d started again/,
  );
});
