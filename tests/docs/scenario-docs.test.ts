import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarioDocs } from '../../scripts/scenario-docs';
import { jsonSchema } from '../../src/scenario/yaml/schema';
import { ROOT } from '../support/cli-program';
import { problemsIn, SHIPPED_YAML } from '../support/yaml-files';

const MADE_BY = 'made by make schema';

test('docs/scenarios.md is what the schema says', () => {
  const shipped = readFileSync(join(ROOT, 'docs', 'scenarios.md'), 'utf8');
  expect({ [MADE_BY]: shipped }).toEqual({ [MADE_BY]: scenarioDocs(jsonSchema()) });
});

test('scenario.schema.json is the schema', () => {
  const shipped = readFileSync(join(ROOT, 'scenario.schema.json'), 'utf8');
  expect({ [MADE_BY]: JSON.parse(shipped) as unknown }).toEqual({ [MADE_BY]: jsonSchema() });
});

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly description?: string;
}

/** Every key of a map, with its path. */
function* keysOf(schema: Schema, path: string): Generator<[string, Schema]> {
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    yield [`${path}.${key}`, field];
    yield* keysOf(field, `${path}.${key}`);
  }
  for (const each of [...(schema.anyOf ?? []), ...(schema.items ? [schema.items] : [])]) {
    yield* keysOf(each, path);
  }
}

test('every key is described', () => {
  const keys = [...keysOf(jsonSchema(), '')];
  expect(keys.length).toBeGreaterThan(200);
  expect(keys.filter(([, { description = '' }]) => description === '')).toEqual([]);
});

test('the scenario in docs/scenarios.md is one', () => {
  const docs = readFileSync(join(ROOT, 'docs', 'scenarios.md'), 'utf8');
  const [, text = ''] = /^```yaml\n(.*?)^```$/ms.exec(docs)!;
  expect(problemsIn(text)).toEqual([]);
});

test.each(SHIPPED_YAML)('%s is edited by the schema, and says what it shows', (_, text) => {
  const [first, second] = text.split('\n');
  expect(first).toBe('# yaml-language-server: $schema=../scenario.schema.json');
  expect(second).toMatch(/^# [A-Z]/);
});
