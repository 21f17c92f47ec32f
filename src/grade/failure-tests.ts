/** T1 to T5 of read and update, each in the time from its operation to the next. */

import { COURSE_TIMES } from '../workload/course';
import { inWords } from './budget';
import { row, type RubricRow } from './rubric-row';
import { addEntries, naming, type OutcomeLine, type StoreLines } from './store-lines';
import { missingOutcomes, operationPattern, type Pattern } from './store-patterns';

const INVALID_KEY = 'invalidKey';

interface FailureTest {
  readonly test: string;
  readonly of: number;
  /** Its time: from its operation to the next. */
  readonly from: number;
  readonly to: number;
  /** How many lines it may have. */
  readonly allowed: readonly number[];
  /** Servers that log one of these lines beside the coordinator. */
  readonly servers: number;
  readonly result: 'success' | 'fail';
  readonly what: string;
}

const { t1, t2, t3part1, t3part2, t4 } = COURSE_TIMES;
const PASSES = { result: 'success', what: 'success lines with its key and value' } as const;
const TESTS: readonly FailureTest[] = [
  { ...{ test: 'T1', of: 3, from: t1, to: t2, allowed: [3, 4], servers: 3 }, ...PASSES },
  { ...{ test: 'T2', of: 9, from: t2, to: t3part1, allowed: [3], servers: 2 }, ...PASSES },
  {
    ...{ test: 'T3 part 1', of: 9, from: t3part1, to: t3part2, allowed: [1], servers: 0 },
    ...{ result: 'fail', what: 'fail line with its key' },
  },
  {
    ...{ test: 'T3 part 2', of: 10, from: t3part2, to: t4, allowed: [3, 4], servers: 3 },
    ...PASSES,
  },
  { ...{ test: 'T4', of: 6, from: t4, to: Infinity, allowed: [3, 4], servers: 3 }, ...PASSES },
];
const T5: FailureTest = {
  ...{ test: 'T5', of: 3, from: t4, to: Infinity, allowed: [3, 4], servers: 3 },
  ...{ result: 'fail', what: `fail lines for ${INVALID_KEY}` },
};

export function failureRows(operation: 'read' | 'update', lines: StoreLines): RubricRow[] {
  // The key and value that all but T5 are about are those of T1.
  const first = lines.operationAt(t1, isValid);
  const counted = {
    success: naming(first?.value, naming(first?.key, lines.successes)),
    fail: naming(first?.key, lines.fails),
  };
  const asked = { operation, key: first?.key, value: first?.value };
  const invalid = naming(INVALID_KEY, lines.fails);
  const invalidValue = operation === 'update' ? 'invalidValue' : '';
  const askedLast = { operation, key: INVALID_KEY, value: invalidValue };
  const all = lines.successes.concat(lines.fails);
  // Where the coordinator is to time out, the one live replica may answer.
  const answers = counted.success.filter(isServers);
  const ofT5 = naming(INVALID_KEY, all);
  return [
    ...TESTS.map((test) => {
      const beside = test.result === 'fail' ? answers : ofT5;
      return failureRow(test, asked, counted[test.result], beside, lines);
    }),
    failureRow(T5, askedLast, invalid, naming(first?.key, all), lines),
  ];
}

/**
 * @param counted the lines that the test is about, of any time
 * @param beside other lines that may be there
 */
function failureRow(
  { test, of, from, to, allowed, servers, result, what }: FailureTest,
  asked: Pattern,
  counted: readonly OutcomeLine[],
  beside: readonly OutcomeLine[],
  lines: StoreLines,
): RubricRow {
  // T4 and T5 share a time: which of the two an operation begins, its key tells.
  const isThere = lines.operationAt(from, test === T5.test ? isInvalid : isValid) !== undefined;
  const found = within(from, to, counted);
  const words = {
    ...{ test, of, expected: `${allowed.join(' or ')} ${what} from ${from}` },
    found: (isThere ? `${found.length}` : 'no operation') + inWords(lines.beyond),
  };
  // Where no server is to log one, the line is the coordinator's.
  const isOfRole = servers > 0 || !found.some(isServers);
  const isEarned = isThere && isOfRole && allowed.includes(found.length) && lines.beyond === 0;
  return row(words, isEarned ? of : 0, ({ missing, instead }) => {
    const [least = 0] = allowed;
    const most = allowed.at(-1) ?? 0;
    if (!isThere) missing.add(operationPattern({ ...asked, time: from }));
    // A time-out may come at any time.
    const pattern = { ...asked, time: result === 'fail' && servers === 0 ? undefined : from };
    const right = isOfRole ? found : found.filter((line) => !isServers(line));
    const lacking = missingOutcomes(valueless(pattern, result), result, servers, right);
    for (const line of lacking.slice(0, Math.max(0, least - right.length))) missing.add(line);
    const usual = new Set([...beside, ...(found.length > most ? [] : right)]);
    const all = within(from, to, lines.successes.concat(lines.fails));
    addEntries(
      instead,
      all.filter((line) => !usual.has(line)),
    );
  });
}

function isInvalid(key: string): boolean {
  return key === INVALID_KEY;
}

function isValid(key: string): boolean {
  return !isInvalid(key);
}

function isServers({ folded }: OutcomeLine): boolean {
  return folded.includes('server');
}

/** A read that fails has no value to log. */
function valueless(pattern: Pattern, result: 'success' | 'fail'): Pattern {
  return pattern.operation === 'read' && result === 'fail' ? { ...pattern, value: '' } : pattern;
}

function within(from: number, to: number, lines: readonly OutcomeLine[]): OutcomeLine[] {
  return lines.filter(({ entry: { time } }) => time >= from && time < to);
}
