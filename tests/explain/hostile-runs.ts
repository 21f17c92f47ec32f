/** Runs and events as anybody may have written them, for as many as a test wants. */

import fc from 'fast-check';
import { Application } from '../../src/application/application';
import { readEventLine, readHeader } from '../../src/explain/event-lines';
import { readSavedRun } from '../../src/explain/saved-run';
import { replayScenario } from '../../src/explain/replay-scenario';
import { inWords } from '../../src/explain/words';
import { eventOf } from '../../src/library/event';
import { InputError } from '../../src/scenario/input-error';
import { anyCharacter } from '../support/any-character';
import { EVERY_ACTION } from '../support/every-action';
import { EVERY_STORE_SETTING } from '../support/every-store-setting';
import { eventsOf } from '../support/course-runs';
import { keptRun } from '../support/random-plans';

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown[]>(
    null,
    true,
    -1,
    0,
    1,
    2,
    0.5,
    1e308,
    2 ** 31,
    2 ** 53,
    'x',
    '',
    [],
    {},
  ),
  fc.constantFrom<unknown[]>([null], [1], { nodes: [1] }, '__proto__', 'constructor', '\u202e'),
  fc.jsonValue({ maxDepth: 3 }),
);
const change = fc.record({
  /** Where to look: in all of it, or in what is run. */
  part: fc.constantFrom('', 'scenario', 'plan'),
  /** Which of all the fields there are. */
  field: fc.nat(),
  what: fc.constantFrom('replace', 'remove', 'add'),
  junk,
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

interface Field {
  readonly owner: Record<string, unknown>;
  readonly name: string;
}

function fieldsOf(value: unknown): Field[] {
  if (typeof value !== 'object' || value === null) return [];
  const owner = value as Record<string, unknown>;
  return Object.keys(owner).flatMap((name) => [{ owner, name }, ...fieldsOf(owner[name])]);
}

function changed(text: string, changes: readonly Change[]): string {
  const value = JSON.parse(text) as unknown;
  for (const { part, field, what, junk } of changes) {
    const within = (value as Record<string, unknown>)[part];
    const inPart = fieldsOf(within);
    const fields = inPart.length > 0 ? inPart : fieldsOf(value);
    const { owner, name } = fields[field % fields.length]!;
    if (what === 'replace') owner[name] = structuredClone(junk);
    else if (what === 'add') owner[`${name}2`] = structuredClone(junk);
    else if (Array.isArray(owner)) owner.splice(Number(name), 1);
    else Reflect.deleteProperty(owner, name);
  }
  return JSON.stringify(value);
}

/** One line that names the file, or the value. */
function read<T>(reads: () => T): T | undefined {
  try {
    return reads();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (!/^[^\n]{1,600}$/.test(error.message) || !error.message.startsWith('a file')) {
      throw new Error('not one line that names the file', { cause: error });
    }
    return undefined;
  }
}

export function testHostileFiles(numRuns: number): void {
  const timeout = 3_600_000;
  const wholes = [EVERY_ACTION, EVERY_STORE_SETTING].map((each) => {
    return JSON.stringify(keptRun(each, '3'));
  });
  const [whole] = wholes as [string];

  test(
    `${numRuns} damaged runs are refused in a line, or run`,
    () => {
      let refused = 0;
      const one = fc.array(change, { minLength: 1, maxLength: 3 });
      fc.assert(
        fc.property(fc.constantFrom(...wholes), one, (kept, changes) => {
          const saved = read(() => readSavedRun('a file', changed(kept, changes)));
          if (saved === undefined) refused++;
          // What was let through must not break the simulator: the beginning will do.
          else new Application(replayScenario(saved), saved.seed).advance(3000);
        }),
        { numRuns },
      );
      expect(refused).toBeGreaterThan(numRuns / 4);
      expect(refused).toBeLessThan(numRuns);
    },
    timeout,
  );

  test(
    `${numRuns} texts that are no run are refused in a line`,
    () => {
      const cut = fc.nat({ max: whole.length - 1 }).map((length) => whole.slice(0, length));
      const texts = fc.oneof(
        cut,
        fc.string({ unit: anyCharacter }),
        fc.json(),
        fc.constant('[['.repeat(1e5)),
      );
      fc.assert(
        fc.property(texts, (text) => {
          expect(read(() => readSavedRun('a file', text))).toBeUndefined();
        }),
        { numRuns },
      );
    },
    timeout,
  );

  test(
    `${numRuns} damaged lines of events are refused in a line, or put in words`,
    () => {
      const views = [EVERY_ACTION, EVERY_STORE_SETTING].flatMap((each) => eventsOf(each, '3'));
      const lines = views.map((view) => JSON.stringify(eventOf(view)));
      const header = {
        format: 'ringsim events',
        version: 3,
        scenario: 's',
        seed: '1',
        level: 'protocol',
      };
      lines.push(JSON.stringify(header), JSON.stringify({ kept: 1, leftOut: 0 }));
      const damaged = fc
        .tuple(fc.constantFrom(...lines), fc.array(change, { maxLength: 2 }))
        .map(([line, changes]) => changed(line, changes));
      const texts = fc.oneof(
        { weight: 8, arbitrary: damaged },
        { weight: 1, arbitrary: fc.string({ unit: anyCharacter }) },
        { weight: 1, arbitrary: fc.constantFrom('null', '[]', '7', '"x"', '[['.repeat(1e5)) },
      );
      let told = 0;
      fc.assert(
        fc.property(texts, (line) => {
          const event = read(() => readEventLine('a file', line));
          if (event !== undefined && inWords(event, { faults: [] }).length > 0) told++;
          const found = read(() => readHeader('a file', line));
          if (found !== undefined) JSON.stringify(found);
        }),
        { numRuns },
      );
      expect(told).toBeGreaterThan(numRuns / 20);
    },
    timeout,
  );
}
