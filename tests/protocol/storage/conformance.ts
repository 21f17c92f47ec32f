/**
 * What every storage promises. A run of puts and removals is crashed after each operation that the
 * disk carries out, in every way: what comes back is what was asked for up to some point, and that
 * point lies behind everything that was acknowledged.
 */

import type { StorageOptions } from '../../../src/protocol/storage/storage-options';
import type { StoredRecord } from '../../../src/protocol/store/record';
import { recordOf, type Records, StorageMachine, withEveryDraw, withSomeDraws } from './machine';

/** What is asked for, and how many operations the disk carries out before the next. */
interface Step {
  readonly key: string;
  readonly record: StoredRecord | undefined;
  readonly operations: number;
}

const STEPS: readonly Step[] = [
  { key: 'a', record: recordOf(1), operations: 9 },
  { key: 'b', record: recordOf(2), operations: 0 },
  { key: 'a', record: recordOf(3), operations: 1 },
  { key: 'a', record: undefined, operations: 2 },
  { key: 'c', record: recordOf(5), operations: 0 },
  { key: 'b', record: recordOf(6), operations: 9 },
  { key: 'c', record: undefined, operations: 1 },
  { key: 'a', record: recordOf(8), operations: 3 },
  { key: 'c', record: recordOf(9), operations: 20 },
];

/** What is stored once so many of the steps were carried out. */
function after(count: number): Records {
  const records = new Map<string, StoredRecord>();
  for (const { key, record } of STEPS.slice(0, count)) {
    if (record === undefined) records.delete(key);
    else records.set(key, record);
  }
  return records;
}

const STATES = Array.from({ length: STEPS.length + 1 }, (_, count) => textOf(after(count)));

function textOf(records: Records): string {
  return JSON.stringify([...records].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The run up to a crash. */
interface Crashed {
  readonly machine: StorageMachine;
  /** How many of the steps had been asked for, and how many of them were acknowledged. */
  readonly asked: number;
  readonly acknowledged: number;
  /** False where the run ended before the disk had carried out so much. */
  readonly isInTime: boolean;
}

/** Runs until the disk has carried out so many operations after its recovery. */
function runUpTo(options: StorageOptions, operations: number): Crashed {
  const machine = new StorageMachine(options);
  machine.settle();
  let left = operations;
  const carryOut = (count: number): void => {
    for (let i = 0; i < count && left > 0 && machine.step(); i++) left--;
  };
  let asked = 0;
  for (const step of STEPS) {
    if (step.record === undefined) machine.storage.remove(step.key);
    else machine.storage.put(step.key, step.record);
    asked++;
    carryOut(step.operations);
    if (left === 0) break;
  }
  const acknowledged = machine.done.length;
  return { machine, asked, acknowledged, isInTime: left === 0 };
}

/** What is wrong with what came back, of a run of which so much was promised and so much asked. */
function wrong({ machine }: Crashed, promised: number, asked: number): string[] {
  const found = machine.recovered && textOf(machine.recovered);
  if (found === undefined) return ['nothing was recovered'];
  if (STATES.slice(promised, asked + 1).includes(found)) return [];
  return [`${found} is none of the states from ${promised} to ${asked}`];
}

/** What is wrong once another record was stored after that, and the power was lost. */
function wrongLater({ machine }: Crashed, keepsUnsynced: boolean): string[] {
  const before = new Map(machine.recovered);
  machine.storage.put('later', recordOf(100));
  machine
    .settle()
    .crash(keepsUnsynced ? 'lost' : 'kept')
    .settle();
  const expected = textOf(before.set('later', recordOf(100)));
  const found = machine.recovered && textOf(machine.recovered);
  return found === expected ? [] : [`later ${found ?? 'nothing'} instead of ${expected}`];
}

/**
 * The promises, as tests.
 * @param survivesPower whether what is acknowledged survives a loss of power
 */
export function conforms(options: StorageOptions, survivesPower: boolean): void {
  // What is never synced may be torn in too many ways: in all of them, or in some.
  const tear = survivesPower ? withEveryDraw : withSomeDraws.bind(undefined, 20);
  /** Calls with a run for each number of operations after which it may be crashed. */
  const atEveryPoint = (judge: (run: () => Crashed) => string[]): string[] => {
    const problems: string[] = [];
    for (let at = 0; problems.length === 0 && runUpTo(options, at).isInTime; at++) {
      const found = judge(() => runUpTo(options, at));
      problems.push(...found.map((problem) => `after ${at} operations: ${problem}`));
    }
    return problems;
  };

  test('the run is one in which operations of the disk and changes interleave', () => {
    const whole = runUpTo(options, 10_000);
    expect(whole.acknowledged).toBe(STEPS.length);
    expect(whole.machine.done.map(({ token }) => token)).toEqual(
      whole.machine.done.map(({ token }) => token).sort((a, b) => a - b),
    );
  });

  test('what was acknowledged survives the death of the process', () => {
    const problems = atEveryPoint((run) => {
      const crashed = run();
      crashed.machine.crash('kept').settle();
      const { acknowledged, asked } = crashed;
      return [...wrong(crashed, acknowledged, asked), ...wrongLater(crashed, survivesPower)];
    });
    expect(problems).toEqual([]);
  });

  test('what came back once comes back again, even if the power is lost then', () => {
    const problems = atEveryPoint((run) => {
      const { machine } = run();
      const first = machine.crash('kept').settle().recovered;
      const again = machine.crash(survivesPower ? 'lost' : 'kept').settle().recovered;
      const [before, now] = [first, again].map((records) => records && textOf(records));
      return now === before ? [] : [`${now ?? 'nothing'} instead of ${before ?? 'nothing'}`];
    });
    expect(problems).toEqual([]);
  });

  test('a loss of power leaves a beginning of what was asked for', () => {
    const problems = atEveryPoint((run) => {
      const crashed = run();
      crashed.machine.crash('lost').settle();
      const promised = survivesPower ? crashed.acknowledged : 0;
      const { asked } = crashed;
      return [...wrong(crashed, promised, asked), ...wrongLater(crashed, survivesPower)];
    });
    expect(problems).toEqual([]);
  });

  test('so it does wherever it tears what was being written', () => {
    const problems = atEveryPoint((run) => {
      const found: string[] = [];
      tear((draws) => {
        if (found.length > 0) return;
        const crashed = run();
        crashed.machine.crash('torn', draws).settle();
        const promised = survivesPower ? crashed.acknowledged : 0;
        found.push(...wrong(crashed, promised, crashed.asked));
        found.push(...wrongLater(crashed, survivesPower));
      });
      return found;
    });
    expect(problems).toEqual([]);
  });

  test.each(['kept', 'lost'] as const)('and where recovery is cut short, %s', (unsynced) => {
    const problems = atEveryPoint((run) => {
      const found: string[] = [];
      for (let steps = 0; steps < 8; steps++) {
        const crashed = run();
        crashed.machine.crash(unsynced);
        for (let i = 0; i < steps; i++) crashed.machine.step();
        crashed.machine.crash('lost').settle();
        const promised = survivesPower ? crashed.acknowledged : 0;
        found.push(...wrong(crashed, promised, crashed.asked));
      }
      return found;
    });
    expect(problems).toEqual([]);
  });
}
