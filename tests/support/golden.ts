import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Compares with `tests/golden/<name>.json`, or rewrites it where UPDATE_GOLDEN is 1. Tests that
 * call this live in files named `*.golden.test.ts`, so that `make golden` finds them.
 */
export function expectGolden(name: string, actual: Readonly<Record<string, unknown>>): void {
  const file = join(__dirname, '..', 'golden', `${name}.json`);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(actual, null, 2)}\n`);
  }
  expect(actual).toEqual(JSON.parse(readFileSync(file, 'utf8')));
}
