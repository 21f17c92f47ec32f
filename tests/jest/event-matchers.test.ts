import { history, messageOf, observation } from '../support/observations';

const story = history().startsTogether(1, 2).at(20).crashes(2).at(40).removes(1, 2);
const run = observation(story.operates(1, 'create', 'k', [1]));

describe('toHaveEventsInOrder', () => {
  test('events by some of their fields, whatever is between them', () => {
    expect(run).toHaveEventsInOrder([{ kind: 'crashed', node: 'n2' }, { kind: 'removed' }]);
    expect(run).toHaveEventsInOrder([
      { time: 20, boot: 1 },
      { key: 'k', outcome: 'ok' },
    ]);
  });

  test('not in another order, and each event but once', () => {
    expect(run).not.toHaveEventsInOrder([{ kind: 'removed' }, { kind: 'crashed' }]);
    expect(run).toHaveEventsInOrder([{ kind: 'started' }, { kind: 'started' }]);
    expect(run).not.toHaveEventsInOrder([{ kind: 'crashed' }, { kind: 'crashed' }]);
    expect(run).not.toHaveEventsInOrder([{ kind: 'started' }, { node: 'n2' }, { time: 99 }]);
  });

  test('asymmetric matchers, for events and for their fields', () => {
    expect(run).toHaveEventsInOrder([
      expect.objectContaining({ kind: 'crashed' }),
      { kind: expect.stringMatching(/^removed$/), time: expect.any(Number), member: 'n2' },
      expect.not.objectContaining({ kind: 'removed' }),
    ]);
    expect(run).not.toHaveEventsInOrder([{ kind: 'crashed', time: expect.any(String) }]);
    expect(run).toHaveEventsInOrder([{ kind: 'crashed' }, expect.anything()]);
    expect(run).not.toHaveEventsInOrder([{ kind: 'completed' }, expect.anything()]);
  });

  test('a field that is given must be there', () => {
    expect(run).not.toHaveEventsInOrder([{ kind: 'crashed', key: undefined }]);
    expect(run).not.toHaveEventsInOrder([{ nothing: 1 }]);
  });

  test('says how far it came', () => {
    const ordered = [{ kind: 'crashed' }, { kind: 'removed', node: 'n2' }];
    expect(
      messageOf(() => {
        expect(run).toHaveEventsInOrder(ordered);
      }),
    ).toBe(
      [
        'expect(run).toHaveEventsInOrder()',
        '',
        'Expected: 2 events in this order',
        'Received: found    {"boot": 1, "cause": 0, "id": 7, "kind": "crashed", "node": "n2", "time": 20}',
        '          no later {"kind": "removed", "node": "n2"}',
        'Run:      told, seed 7, tick 42',
      ].join('\n'),
    );
    expect(
      messageOf(() => {
        expect(run).toHaveEventsInOrder([{ kind: 'suspected' }]);
      }),
    ).toContain('Received: no {"kind": "suspected"}\n');
    expect(
      messageOf(() => {
        expect(run).not.toHaveEventsInOrder([{ kind: 'crashed' }]);
      }),
    ).toBe(
      [
        'expect(run).not.toHaveEventsInOrder()',
        '',
        'Expected: not 1 events in this order',
        'Received: found    {"boot": 1, "cause": 0, "id": 7, "kind": "crashed", "node": "n2", "time": 20}',
        'Run:      told, seed 7, tick 42',
      ].join('\n'),
    );
  });

  test('a kind that was not kept is refused, with and without `not`', () => {
    for (const kind of ['lost', 'timer', 'vanished']) {
      const problem = `${JSON.stringify(kind)} is not kept; kept are started, crashed,`;
      expect(() => {
        expect(run).toHaveEventsInOrder([{ kind: 'crashed' }, { kind }]);
      }).toThrow(problem);
      expect(() => {
        expect(run).not.toHaveEventsInOrder([{ kind }]);
      }).toThrow(problem);
    }
  });

  test('of many that were found the last three are shown', () => {
    const started = [{ time: 0 }, { time: 0 }, { time: 0 }, { time: 0 }, { kind: 'note' }];
    const message = messageOf(() => {
      expect(run).toHaveEventsInOrder(started);
    });
    expect(message.split('found    ')).toHaveLength(4);
  });
});

test.each([undefined, [], [null], ['removed'], {}])('%j is no list of events', (events) => {
  const some = observation(history().startsTogether(1, 2));
  expect(() => {
    expect(some).toHaveEventsInOrder(events as never);
  }).toThrow(TypeError);
  expect(() => {
    expect(some).not.toHaveEventsInOrder(events as never);
  }).toThrow(TypeError);
});
