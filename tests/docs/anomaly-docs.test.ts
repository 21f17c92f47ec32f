import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anomalyDocs } from '../../scripts/anomaly-docs';
import { ANOMALIES } from '../support/anomalies';
import { ROOT } from '../support/cli-program';

const MADE_BY = 'made by make docs';
const DIAGRAM_LINES_MAX = 25;

const made = anomalyDocs(ANOMALIES);

test('docs/anomalies.md is what the runs say', () => {
  const shipped = readFileSync(join(ROOT, 'docs', 'anomalies.md'), 'utf8');
  expect({ [MADE_BY]: shipped }).toEqual({ [MADE_BY]: made });
});

test('each tells what fails, draws it, and tells what holds', () => {
  const sections = made.split('\n## ').slice(1);
  expect(sections).toHaveLength(ANOMALIES.length);
  for (const section of sections) {
    expect(section).toMatch(/^With `cluster\.\S+: .*`: `\w+` fails: /m);
    expect(section).toMatch(/^Mended by `cluster\.\S+: .*`\. [A-Z]/m);
    expect(section).toMatch(/^So `\w+` holds: /m);
    const [, drawing] = /(^tick {4}n\d.*?)\n```$/ms.exec(section)!;
    expect(drawing!.split('\n').length).toBeLessThanOrEqual(DIAGRAM_LINES_MAX);
  }
});
