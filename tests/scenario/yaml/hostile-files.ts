/** What holds of any file, however it came about, for as many as a test wants. */

import fc from 'fast-check';
import { InputError } from '../../../src/scenario/input-error';
import { readYaml, YAML_BYTES_MAX } from '../../../src/scenario/yaml/read';
import { SHIPPED_YAML } from '../../support/yaml-files';

const TEXTS = SHIPPED_YAML.map(([, text]) => text);
/** What YAML, or our reader, takes for something. */
const WORDS = [
  ...['[', ']', '{', '}', ',', ': ', '- ', '? ', '\n', '\n  ', '"', "'", '|\n', '>-\n', '#', '%'],
  ...['&a ', '*a', '!!map ', '<<: ', '---\n', '...\n', '\t', '\0', '\ufeff', '\u2028', '\u001b[2J'],
  ...['1ms', '1ms..9ms', '..', '1e308s', '-1s', '99999999999h', '50/s', '0/0s', '1e-400%', '1%'],
  ...['n1', 'n0', 'n99999999999', '1.0.0.0:0', 'random', 'null', '~', 'yes', '__proto__'],
  ...['duration', 'cluster', 'nodes', 'faults', 'at', 'every', 'when', 'crash', 'link', 'expect'],
  ...['tick', 'course', 'mix', 'workload', 'operations', 'replica', 'of', 'constructor', 'heal'],
];

const word = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...WORDS) }, fc.string());

/** A shipped file in which some places hold other things. */
const bent = fc
  .tuple(
    fc.constantFrom(...TEXTS),
    fc.array(fc.tuple(fc.nat(), fc.nat(12), word), { minLength: 1, maxLength: 6 }),
  )
  .map(([text, changes]) =>
    changes.reduce((now, [at, length, put]) => {
      const from = at % (now.length + 1);
      return now.slice(0, from) + put + now.slice(from + length);
    }, text),
  );

/** A shipped file in which values stand at other keys. */
const shuffled = fc
  .tuple(fc.constantFrom(...TEXTS), fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 8 }))
  .map(([text, swaps]) => {
    const parts = text.split(/(\s+|[,:[\]{}])/);
    for (const [a, b] of swaps) {
      const [i, j] = [a % parts.length, b % parts.length];
      [parts[i], parts[j]] = [parts[j]!, parts[i]!];
    }
    return parts.join('');
  });

const repeated = fc
  .tuple(word, fc.integer({ min: 1, max: 3000 }))
  .map(([part, times]) => part.repeat(times));

const bytes = fc.oneof(
  { weight: 5, arbitrary: bent.map((text) => new TextEncoder().encode(text)) },
  { weight: 4, arbitrary: shuffled.map((text) => new TextEncoder().encode(text)) },
  {
    weight: 2,
    arbitrary: fc
      .array(word, { maxLength: 60 })
      .map((all) => new TextEncoder().encode(all.join(''))),
  },
  { weight: 1, arbitrary: repeated.map((text) => new TextEncoder().encode(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
);

const SECONDS_MAX = 10;

export function testHostileFiles(numRuns: number, name: string): void {
  test(
    name,
    () => {
      let scenarios = 0;
      fc.assert(
        fc.property(bytes, fc.string(), (content, seed) => {
          expect(content.length).toBeLessThanOrEqual(YAML_BYTES_MAX);
          const startedAt = performance.now();
          const message = messageOf(content, seed);
          expect(performance.now() - startedAt).toBeLessThan(1000 * SECONDS_MAX);
          if (message === undefined) scenarios++;
          else expectHarmless(message);
        }),
        { numRuns },
      );
      // Not all of it is refused at the first sign.
      expect(scenarios).toBeGreaterThan(numRuns / 50);
    },
    3_600_000,
  );
}

/** What is said of a file; undefined where it is a scenario. Anything but an InputError fails. */
function messageOf(content: Uint8Array, seed: string): string | undefined {
  try {
    readYaml('x.yaml', content).scenarioFor(seed);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

function expectHarmless(message: string): void {
  const lines = message.split('\n');
  expect(lines.length).toBeLessThanOrEqual(51);
  for (const line of lines) {
    expect(line).toMatch(/^x\.yaml:( \d+ more problems$|\d+:\d+: .)/u);
    expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
    expect(line).not.toMatch(/undefined|\[object|NaN:|at .*\.ts:\d/);
  }
}
