/**
 * Logs that earn every point, written line by line from the course's description of its logs and
 * graders and from nothing of ours, with what the graders' rules say of losing each line.
 */

/** Points by the row that loses them. */
export type Costs = Readonly<Record<string, number>>;

export interface WrittenLine {
  readonly text: string;
  /** The word by which graders know the line. */
  readonly word: string;
  /** What it costs if the line is not there, or that word is another. */
  readonly costs: Costs;
}

export interface WrittenLog {
  readonly of: number;
  readonly lines: readonly WrittenLine[];
}

const FREE: Costs = {};
const NODES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** The file: `131`, then before each entry a line break, which leaves the second line empty. */
export function fileOf(lines: readonly string[]): string {
  return ['131\n', ...lines].join('\n');
}

/** The number of a line of the log within the file. */
export const FIRST_LINE = 3;

function line(node: number, tick: number, text: string, word: string, costs: Costs): WrittenLine {
  return { text: ` ${node}.0.0.0:0 [${tick}] ${text}`, word, costs };
}

function starts(part: 'MP1' | 'MP2'): WrittenLine[] {
  return [
    ...NODES.map((node) => line(node, 0, 'APP', 'APP', FREE)),
    ...(part === 'MP2' ? NODES.map((node) => line(node, 0, 'APP MP2', 'MP2', FREE)) : []),
    line(1, 0, 'Starting up group...', 'Starting', FREE),
    ...NODES.slice(1).map((node) => line(node, 1, 'Trying to join...', 'Trying', FREE)),
  ];
}

/**
 * 100 pairs of a node and one that it logs. Without a node's own there still are ten nodes with
 * exactly nine others each, so that those cost nothing.
 */
function joins(costs: Costs): WrittenLine[] {
  return NODES.flatMap((node) =>
    NODES.map((other) =>
      line(
        node,
        6,
        `Node ${other}.0.0.0:0 joined at time 6`,
        'joined',
        node === other ? FREE : costs,
      ),
    ),
  );
}

function removed(node: number, failed: number, costs: Costs): WrittenLine {
  const tick = 121 + ((node + failed) % 3);
  return line(node, tick, `Node ${failed}.0.0.0:0 removed at time ${tick}`, 'removed', costs);
}

const clock = line(1, 500, '@@time=500', '@@time', FREE);

/** Nine lines are needed and nine nodes are left. Without the failure nothing tells who failed. */
function single(join: Costs, removal: Costs, failure: Costs): WrittenLine[] {
  return [
    ...[...starts('MP1'), ...joins(join)],
    line(4, 100, 'Node failed at time=100', 'failed', failure),
    ...NODES.filter((node) => node !== 4).map((node) => removed(node, 4, removal)),
    clock,
  ];
}

/**
 * Five fail, so there are 25 removals. Of a failed node that only four name, the 2 points for
 * completeness are lost. Of the 24 removals 20 do not name it, but for each of the others only 19
 * are left: accuracy loses 4 times 2. Without a line of failure the node's 2 and 2 are lost.
 */
function multi(): WrittenLine[] {
  const failed = [3, 4, 5, 6, 7];
  return [
    ...[...starts('MP1'), ...joins({ join: 10 })],
    ...failed.map((node) =>
      line(node, 100, 'Node failed at time = 100', 'failed', { completeness: 2, accuracy: 2 }),
    ),
    ...[1, 2, 8, 9, 10].flatMap((node) =>
      failed.map((other) => removed(node, other, { completeness: 2, accuracy: 8 })),
    ),
    clock,
  ];
}

interface Asked {
  readonly op: 'create' | 'read' | 'update' | 'delete';
  readonly tick: number;
  readonly key: string;
  readonly value: string;
  readonly id: number;
}

function operation({ op, tick, key, value }: Asked, costs: Costs): WrittenLine {
  const part = value === '' ? '' : ` VALUE: ${value}`;
  const text = `${op.toUpperCase()} OPERATION KEY: ${key}${part} at time: ${tick}`;
  return line(9, tick, text, 'OPERATION', costs);
}

function outcome(
  who: number | 'coordinator',
  result: 'success' | 'fail',
  { op, tick, key, value, id }: Asked,
  costs: Costs,
): WrittenLine {
  const [role, node, after] = who === 'coordinator' ? [who, 9, 2] : ['server', who, 1];
  const hasNoValue = op === 'delete' || (op === 'read' && result === 'fail');
  const rest = hasNoValue ? `key=${key}` : `key=${key}, value=${value}`;
  const at = tick + after;
  const text = `${role}: ${op} ${result} at time ${at}, transID=${id}, ${rest}`;
  return line(node, at, text, result, costs);
}

function outcomes(
  servers: readonly number[],
  result: 'success' | 'fail',
  asked: Asked,
  costs: Costs,
): WrittenLine[] {
  return [...servers, 'coordinator' as const].map((who) => outcome(who, result, asked, costs));
}

function keyOf(i: number): string {
  return `Zq${String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26))}x`;
}

/** 100 inserts; every line of one counts. */
function inserts(costs: Costs): WrittenLine[] {
  return Array.from({ length: 100 }, (_, i) => i).flatMap((i) => {
    const asked: Asked = { op: 'create', tick: 100, key: keyOf(i), value: `value${i}`, id: i + 1 };
    return [operation(asked, costs), ...outcomes([2, 3, 5], 'success', asked, costs)];
  });
}

/** 50 valid keys with four lines each, and the invalid one, whose operation nobody looks for. */
function deletes(): WrittenLine[] {
  const valid = Array.from({ length: 50 }, (_, i) => i).flatMap((i) => {
    const key = keyOf(i + 1);
    const asked: Asked = { op: 'delete', tick: 150, key, value: `value${i + 1}`, id: 101 + i };
    const costs = { delete: 3 };
    return [operation(asked, costs), ...outcomes([2, 3, 5], 'success', asked, costs)];
  });
  const asked: Asked = { op: 'delete', tick: 150, key: 'invalidKey', value: '', id: 151 };
  return [
    ...valid,
    operation(asked, FREE),
    ...outcomes([2, 3, 5], 'fail', asked, { 'delete invalid': 4 }),
  ];
}

/**
 * @param servers how many answer where 3 or 4 lines are allowed: with 3 any one line may go, with
 * 2 none
 */
function failureTests(op: 'read' | 'update', servers: 2 | 3): WrittenLine[] {
  const value = op === 'read' ? 'value0' : 'newValue';
  const asked = (tick: number, id: number): Asked => ({ op, tick, key: keyOf(0), value, id });
  const invalidValue = op === 'read' ? '' : 'invalidValue';
  const invalid = { ...asked(285, 106), key: 'invalidKey', value: invalidValue };
  const some = [1, 2, 5].slice(0, servers);
  const unlessSpare = (costs: Costs) => (servers === 3 ? FREE : costs);
  // All but T5 look for the key and value of T1.
  const first = { T1: 3, T2: 9, 'T3 part 1': 9, 'T3 part 2': 10, T4: 6 };
  return [
    operation(asked(150, 101), first),
    ...outcomes(some, 'success', asked(150, 101), unlessSpare({ T1: 3 })),
    line(6, 175, 'Node failed at time=175', 'failed', FREE),
    operation(asked(175, 102), { T2: 9 }),
    ...outcomes([1, 2], 'success', asked(175, 102), { T2: 9 }),
    ...[7, 8].map((node) => line(node, 225, 'Node failed at time=225', 'failed', FREE)),
    operation(asked(225, 103), { 'T3 part 1': 9 }),
    outcome(1, 'success', asked(225, 103), FREE),
    { ...outcome('coordinator', 'fail', asked(233, 103), { 'T3 part 1': 9 }) },
    operation(asked(275, 104), { 'T3 part 2': 10 }),
    ...outcomes(some, 'success', asked(275, 104), unlessSpare({ 'T3 part 2': 10 })),
    line(10, 285, 'Node failed at time=285', 'failed', FREE),
    operation(asked(285, 105), { T4: 6 }),
    ...outcomes(some, 'success', asked(285, 105), unlessSpare({ T4: 6 })),
    operation(invalid, { T5: 3 }),
    ...outcomes(some, 'fail', invalid, unlessSpare({ T5: 3 })),
  ];
}

function store(of: number, test: readonly WrittenLine[], insert: Costs = FREE): WrittenLog {
  return { of, lines: [...starts('MP2'), ...joins(FREE), ...inserts(insert), ...test] };
}

export const WRITTEN_LOGS = {
  singlefailure: {
    of: 30,
    lines: single({ join: 10 }, { completeness: 10 }, { completeness: 10, accuracy: 10 }),
  },
  multifailure: { of: 30, lines: multi() },
  msgdropsinglefailure: {
    of: 30,
    lines: single({ join: 15 }, { completeness: 15 }, { completeness: 15 }),
  },
  create: store(3, [], { create: 3 }),
  delete: store(7, deletes()),
  read: store(40, failureTests('read', 3)),
  update: store(40, failureTests('update', 3)),
} as const satisfies Readonly<Record<string, WrittenLog>>;
export type WrittenName = keyof typeof WRITTEN_LOGS;
export const WRITTEN_NAMES = Object.keys(WRITTEN_LOGS) as WrittenName[];

/** Where 3 or 4 lines are allowed, these have 3. */
export const BARE_LOGS = {
  read: store(40, failureTests('read', 2)),
  update: store(40, failureTests('update', 2)),
} as const satisfies Readonly<Record<string, WrittenLog>>;
