import { EventLog, type EventView, KERNEL_EVENTS } from '../../src/simulation/events';

const NONE = [0, 0, 0, undefined, 0, 0] as const;

/** Keeps copies of what it is shown. */
function keeper(...kinds: string[]) {
  const seen: EventView[] = [];
  return { kinds, seen, on: (event: EventView) => seen.push({ ...event }) };
}

test('ids count up from 1, whether or not anybody looks', () => {
  const log = new EventLog([]);
  expect(log.count).toBe(0);
  expect(log.emit(KERNEL_EVENTS.started, 1, ...NONE)).toBe(1);
  log.subscribe(keeper('crashed'));
  expect(log.emit(KERNEL_EVENTS.crashed, 1, ...NONE)).toBe(2);
  expect(log.count).toBe(2);
});

test('a sink sees the kinds it asked for, whole, and nothing from before it came', () => {
  const log = new EventLog([{ name: 'joined', number: 40 }]);
  const sink = keeper('joined', 'crashed');
  log.emit(KERNEL_EVENTS.crashed, 9, ...NONE);
  log.subscribe(sink);
  log.time = 12;
  log.cause = 1;
  const data = { kind: 'joined', who: 3 };
  log.emit(40, 5, 6, 7, 8, data, 9, 10);
  log.emit(KERNEL_EVENTS.started, 5, ...NONE);
  log.emit(KERNEL_EVENTS.crashed, 5, ...NONE);
  const common = { node: 5, time: 12, cause: 1 };
  expect(sink.seen).toEqual([
    { ...common, id: 2, kind: 'joined', a: 6, b: 7, c: 8, data },
    { ...common, id: 4, kind: 'crashed', a: 0, b: 0, c: 0, data: undefined },
  ]);
  expect(sink.seen[0]!.data).toBe(data);
});

test('sinks see an event in the order they subscribed', () => {
  const log = new EventLog([]);
  const order: string[] = [];
  for (const name of ['first', 'second']) {
    log.subscribe({ kinds: ['note'], on: () => order.push(name) });
  }
  log.emit(KERNEL_EVENTS.note, 0, ...NONE);
  expect(order).toEqual(['first', 'second']);
});

test('sinks do not change the fingerprint; kind, node, time, cause and digest do', () => {
  const print = (change: (log: EventLog) => void, kind = 3, node = 1, digest = 0) => {
    const log = new EventLog([]);
    change(log);
    log.emit(kind, node, 0, 0, 0, undefined, digest, 0);
    return log.fingerprint.toString();
  };
  const nothing = () => undefined;
  const plain = print(nothing);
  expect(
    print((log) => {
      log.subscribe(keeper('sent', 'note'));
    }),
  ).toBe(plain);
  const others = [
    print(nothing, 4),
    print(nothing, 3, 2),
    print(nothing, 3, 1, 1),
    print((log) => (log.time = 1)),
    print((log) => (log.cause = 1)),
  ];
  expect(new Set([plain, ...others]).size).toBe(6);
});

test('a kind that does not exist cannot be subscribed to', () => {
  expect(() => {
    new EventLog([]).subscribe(keeper('sent', 'snet'));
  }).toThrow('no event kind snet');
});

test.each([1, 3, 31, 0, -1])('a protocol cannot record under number %d', (number) => {
  expect(() => new EventLog([{ name: 'joined', number }])).toThrow('joined');
});

test('two recorded kinds cannot share a number', () => {
  const kinds = [
    { name: 'joined', number: 32 },
    { name: 'left', number: 32 },
  ];
  expect(() => new EventLog(kinds)).toThrow('left');
});
