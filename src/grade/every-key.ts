/** Create and delete: every key has its four lines. */

import { COURSE_TIMES } from '../workload/course';
import { inWords } from './budget';
import { type Explanation, row, type RubricRow } from './rubric-row';
import {
  addEntries,
  naming,
  type OperationLine,
  type OutcomeLine,
  type StoreLines,
} from './store-lines';
import { missingOutcomes, operationPattern, type Pattern } from './store-patterns';

const SERVERS = 3;
/** Lines that name a key, servers' and coordinator's, if all goes well. */
const LINES_PER_OPERATION = SERVERS + 1;
const VALID_DELETES = 50;
const INVALID_KEY = 'invalidKey';
/** Each key is looked for in each line; the course has a hundred. */
const OPERATIONS_MAX = 1000;

export function createRows(lines: StoreLines): RubricRow[] {
  const { operations } = lines;
  const create = { operation: 'create', time: COURSE_TIMES.insert };
  return [everyKey(create, operations, operations.length, lines)];
}

export function deleteRows(lines: StoreLines): RubricRow[] {
  const valid = lines.operations.filter(({ key }) => key !== INVALID_KEY);
  const deletion = { operation: 'delete', time: COURSE_TIMES.t1 };
  return [everyKey(deletion, valid, VALID_DELETES, lines), invalidDelete(deletion, lines)];
}

/** Success lines are four for each operation, and exactly four name each key. */
function everyKey(
  asked: Pattern,
  operations: readonly OperationLine[],
  count: number,
  { successes, fails, beyond }: StoreLines,
): RubricRow {
  const needed = LINES_PER_OPERATION * count;
  const isCounted = operations.length === count && successes.length === needed && beyond === 0;
  // Where the counts are wrong there is no need to look for keys, however many there are.
  const isSearched = isCounted && count <= OPERATIONS_MAX;
  const wrong = isSearched
    ? operations.filter(({ key }) => naming(key, successes).length !== LINES_PER_OPERATION)
    : [];
  const names = wrong.slice(0, 3).map(({ key }) => key);
  const but = wrong.length === 0 ? '' : `, not ${LINES_PER_OPERATION} for ${names.join(', ')}`;
  const isUsual = operations.length === count && count <= OPERATIONS_MAX;
  const of = isUsual ? '' : ` of ${operations.length} operations`;
  const words = {
    ...{ test: asked.operation, of: 3 },
    expected:
      count === 0
        ? 'operations, and 4 success lines for each'
        : `${Math.min(needed, LINES_PER_OPERATION * OPERATIONS_MAX)} success lines, ${LINES_PER_OPERATION} for each key`,
    found: `${successes.length} success lines${of}${but}${inWords(beyond)}`,
  };
  const isEarned = isSearched && count > 0 && wrong.length === 0;
  return row(words, isEarned ? words.of : 0, (lines) => {
    explainKeys(asked, operations, count, successes, lines);
    addEntries(
      lines.instead,
      fails.filter(({ folded }) => !folded.includes('invalidkey')),
    );
  });
}

function explainKeys(
  asked: Pattern,
  operations: readonly OperationLine[],
  count: number,
  successes: readonly OutcomeLine[],
  { missing, instead }: Explanation,
): void {
  const byKey = groupedByKey(successes);
  const named = new Set(operations.map(({ key }) => key.toLowerCase()));
  let known = named.size;
  for (const [key, lines] of byKey) {
    if (named.has(key)) continue;
    // All that an operation leaves is there, so what lacks is the line of the operation.
    if (lines.length === LINES_PER_OPERATION) {
      missing.add(operationPattern({ ...asked, key: keyOf(lines[0]!.entry.text) }));
      known++;
    } else addEntries(instead, lines);
  }
  for (; known < Math.max(count, 1); known++) missing.add(operationPattern(asked));
  for (const { entry, key, value } of operations) {
    // Of operations with one key the first is right.
    if (!named.delete(key.toLowerCase())) {
      instead.addEntry(entry);
      continue;
    }
    const lines = byKey.get(key.toLowerCase()) ?? [];
    if (lines.length > LINES_PER_OPERATION) addEntries(instead, lines);
    if (lines.length >= LINES_PER_OPERATION) continue;
    const pattern = { ...asked, key, value };
    for (const line of missingOutcomes(pattern, 'success', SERVERS, lines)) missing.add(line);
  }
}

function invalidDelete(asked: Pattern, { successes, fails, beyond }: StoreLines): RubricRow {
  const lines = naming(INVALID_KEY, fails);
  const isEarned = lines.length === LINES_PER_OPERATION && beyond === 0;
  const words = {
    ...{ test: 'delete invalid', of: 4 },
    expected: `${LINES_PER_OPERATION} fail lines for ${INVALID_KEY}`,
    found: `${lines.length} fail lines${inWords(beyond)}`,
  };
  return row(words, isEarned ? words.of : 0, ({ missing, instead }) => {
    if (lines.length > LINES_PER_OPERATION) addEntries(instead, lines);
    else {
      const pattern = { ...asked, key: INVALID_KEY };
      for (const line of missingOutcomes(pattern, 'fail', SERVERS, lines)) missing.add(line);
    }
    addEntries(instead, naming(INVALID_KEY, successes));
    // Fails of other keys: the course deletes only keys that there are.
    addEntries(
      instead,
      fails.filter((line) => !lines.includes(line)),
    );
  });
}

function groupedByKey(lines: readonly OutcomeLine[]): Map<string, OutcomeLine[]> {
  const groups = new Map<string, OutcomeLine[]>();
  for (const line of lines) {
    const key = keyOf(line.folded);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [line]);
    else group.push(line);
  }
  return groups;
}

function keyOf(text: string): string {
  return /key=([^,]*)/i.exec(text)?.[1] ?? '';
}
