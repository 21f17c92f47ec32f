import { chainInWords } from '../../src/explain/chain-words';
import type { SimulationEvent } from '../../src/index';

function timer(id: number, name = 'period'): SimulationEvent {
  return { kind: 'timer', id, time: id, cause: id - 1, node: 'n1', timer: name, number: 0 };
}

function chainOf(events: readonly SimulationEvent[]): string[] {
  const causes = new Map(events.map((event) => [event.id, event]));
  return chainInWords([...causes.keys()], causes, { faults: [] }).map((line) =>
    line.replace(/ +/g, ' '),
  );
}

test('a message is one line, and a timer that set itself anew is one', () => {
  const base = { type: 'gossip' } as const;
  expect(
    chainOf([
      { kind: 'delivered', id: 9, time: 9, cause: 8, node: 'n2', from: 'n1', ...base },
      { kind: 'sent', id: 8, time: 7, cause: 7, node: 'n1', to: 'n2', bytes: 3, ...base },
      ...[timer(7), timer(6), timer(5), timer(4, 'contact')],
      { kind: 'started', id: 1, time: 1, cause: 0, node: 'n1', boot: 1 },
    ]),
  ).toEqual([
    'tick 9 event 9 n2 received a gossip of n1, sent at tick 7',
    `tick 7 event 7 n1's timer "period" fired, as 2 times before, from tick 5 on`,
    `tick 4 event 4 n1's timer "contact" fired`,
    'tick 1 event 1 n1 started',
  ]);
});

test('of a long chain both ends are shown, and what is between is counted', () => {
  const names = (id: number) => `t${id}`;
  const lines = chainOf(Array.from({ length: 50 }, (_, i) => timer(50 - i, names(50 - i))));
  expect(lines).toHaveLength(13);
  expect(lines[9]).toContain('"t41"');
  expect(lines[10]).toBe('... and 38 causes between');
  expect(lines.at(-1)).toContain('"t1"');
});

test('causes that were not kept are counted, too', () => {
  const causes = new Map([timer(50), timer(1, 'x')].map((event) => [event.id, event]));
  const ids = Array.from({ length: 50 }, (_, i) => 50 - i);
  expect(chainInWords(ids, causes, { faults: [] }).join('\n')).toContain('48 causes between');
});
