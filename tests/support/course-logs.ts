import type { LogEntry } from '../../src/report/dbg-log';

/** Logs that earn every point, built from the course's rules for ten nodes and nothing else. */

export type SpoiledLog = (log: readonly LogEntry[]) => LogEntry[];

const NODES = 10;
const INVALID = 'invalidKey';

export function addressOf(node: number): string {
  return `${node}.0.0.0:0`;
}

export function entry(node: number, time: number, text: string): LogEntry {
  return { address: addressOf(node), time, text };
}

export function joinedLine(observer: number, member: number, time = 5): LogEntry {
  return entry(observer, time, `Node ${addressOf(member)} joined at time ${time}`);
}

export function removedLine(observer: number, member: number, time = 121): LogEntry {
  return entry(observer, time, `Node ${addressOf(member)} removed at time ${time}`);
}

export function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function startOfLog(): LogEntry[] {
  const nodes = range(1, NODES);
  return [
    ...nodes.map((node) => entry(node, 0, 'APP')),
    entry(1, 0, 'Starting up group...'),
    ...nodes.slice(1).map((node) => entry(node, 1, 'Trying to join...')),
    ...nodes.flatMap((observer) => nodes.map((member) => joinedLine(observer, member))),
  ];
}

/** `singlefailure` and `msgdropsinglefailure`: one node fails, the nine others remove it. */
export function singleFailureLog(failed = 4): LogEntry[] {
  const survivors = range(1, NODES).filter((node) => node !== failed);
  return [
    ...startOfLog(),
    entry(failed, 100, 'Node failed at time=100'),
    ...survivors.map((node) => removedLine(node, failed, 120 + (node % 3))),
    entry(1, 500, '@@time=500'),
  ];
}

/** `multifailure`: five nodes in a row fail, each of the five others removes each of them. */
export function multiFailureLog(first = 3): LogEntry[] {
  const failed = range(first, first + 4);
  const survivors = range(1, NODES).filter((node) => !failed.includes(node));
  return [
    ...startOfLog(),
    ...failed.map((node) => entry(node, 100, 'Node failed at time = 100')),
    ...survivors.flatMap((node) => failed.map((member) => removedLine(node, member))),
    entry(1, 500, '@@time=500'),
  ];
}

interface Asked {
  readonly operation: 'create' | 'read' | 'update' | 'delete';
  readonly key: string;
  readonly value: string;
  readonly transId: number;
  readonly time: number;
  readonly coordinator: number;
}

function operationLine({ operation, key, value, time, coordinator }: Asked): LogEntry {
  const part = value === '' ? '' : ` VALUE: ${value}`;
  const text = `${operation.toUpperCase()} OPERATION KEY: ${key}${part} at time: ${time}`;
  return entry(coordinator, time, text);
}

function outcomeLine(asked: Asked, server: number, result: 'success' | 'fail', after: number) {
  const { operation, key, value, transId, coordinator } = asked;
  const time = asked.time + after;
  const role = server === 0 ? 'coordinator' : 'server';
  const keyOnly = operation === 'delete' || (operation === 'read' && result === 'fail');
  const tail = keyOnly ? '' : `, value=${value}`;
  const text = `${role}: ${operation} ${result} at time ${time}, transID=${transId}, key=${key}`;
  return entry(server === 0 ? coordinator : server, time, text + tail);
}

/** An operation, `servers` lines of replicas a tick later, and its coordinator's after two. */
function answered(asked: Asked, result: 'success' | 'fail', servers = 3): LogEntry[] {
  return [
    operationLine(asked),
    ...range(1, servers).map((server) => outcomeLine(asked, server, result, 1)),
    outcomeLine(asked, 0, result, 2),
  ];
}

export function keyNumber(i: number): string {
  return `Key${String.fromCharCode(97 + Math.floor(i / 26), 97 + (i % 26))}`;
}

export function createLog(): LogEntry[] {
  const inserts = range(1, 100).flatMap((i) => {
    const asked = { operation: 'create' as const, key: keyNumber(i), value: `value${i % 7}` };
    return answered({ ...asked, transId: i, time: 100, coordinator: 5 }, 'success');
  });
  return [...startOfLog(), ...inserts];
}

export function deleteLog(): LogEntry[] {
  const deletion = { operation: 'delete' as const, time: 150, coordinator: 6 };
  const deletes = range(2, 51).flatMap((i) => {
    const asked = { ...deletion, key: keyNumber(i), value: `value${i % 7}`, transId: 100 + i };
    return answered(asked, 'success');
  });
  const invalid = { ...deletion, key: INVALID, value: '', transId: 152 };
  return [...createLog(), ...deletes, ...answered(invalid, 'fail')];
}

/** Whether the tests that allow 3 or 4 lines have 3 or 4. */
export type Servers = 2 | 3;

/** `read` and `update`, T1 to T5; the key and value are T1's. */
export function failureTestsLog(operation: 'read' | 'update', servers: Servers = 3): LogEntry[] {
  const key = 'Abc1D';
  const value = operation === 'update' ? 'newValue' : 'value42';
  const asked = (time: number, transId: number): Asked => ({
    ...{ operation, key, value, time, transId, coordinator: 9 },
  });
  const cut = asked(225, 103);
  const invalidValue = operation === 'update' ? 'invalidValue' : '';
  const invalid = { ...asked(285, 106), key: INVALID, value: invalidValue };
  return [
    ...createLog(),
    ...answered(asked(150, 101), 'success', servers),
    entry(7, 175, 'Node failed at time=175'),
    ...answered(asked(175, 102), 'success', 2),
    ...[7, 8].map((node) => entry(node, 225, 'Node failed at time=225')),
    operationLine(cut),
    outcomeLine(cut, 1, 'success', 1),
    outcomeLine(cut, 0, 'fail', 10),
    ...answered(asked(275, 104), 'success', servers),
    entry(2, 285, 'Node failed at time=285'),
    ...answered(asked(285, 105), 'success', servers),
    ...answered(invalid, 'fail', servers),
  ];
}

function indexOf(log: readonly LogEntry[], pattern: RegExp, from: number): number {
  const index = log.findIndex(({ time, text }) => time >= from && pattern.test(text));
  if (index < 0) throw new Error(`no line like ${String(pattern)} from ${from} to spoil`);
  return index;
}

/** Takes out the first line from a time on that is like the pattern. */
export function without(pattern: RegExp, from = 0): SpoiledLog {
  return (log) => log.toSpliced(indexOf(log, pattern, from), 1);
}

/** Writes the first such line twice. */
export function twice(pattern: RegExp, from = 0): SpoiledLog {
  return (log) => {
    const index = indexOf(log, pattern, from);
    return log.toSpliced(index, 0, log[index]!);
  };
}

/** Changes the first such line. */
export function changed(pattern: RegExp, replacement: string, from = 0): SpoiledLog {
  return (log) => {
    const index = indexOf(log, pattern, from);
    const old = log[index]!;
    return log.with(index, { ...old, text: old.text.replace(pattern, replacement) });
  };
}

/** Adds a line at the end. */
export function added(line: LogEntry): SpoiledLog {
  return (log) => [...log, line];
}
