import type { ClientOperation } from '../../src/index';
import { history, messageOf, observation } from '../support/observations';

/**
 * Key `k` is acknowledged at tick 12, on n3 and n4; on n5 from tick 19 on: its nodes. A fourth would be
 * n1, which is the third without n3.
 */
function written() {
  const story = history().startsTogether(1, 2, 3, 4, 5).at(10);
  const asked = story.invokes(1, 'create', 'k', 'v');
  story.at(11).serves(asked, [3, 4]).at(12).completes(1, asked);
  return story.at(19).serves(asked, [5]);
}

describe('toReplicate', () => {
  const run = observation(written().at(40));

  test('three copies unless said otherwise', () => {
    expect(run).toReplicate('k');
    expect(run).toReplicate('k', { copies: 1 });
    expect(run).toReplicate('k', { copies: 3 });
    expect(run).not.toReplicate('k', { copies: 4 });
    expect(() => {
      expect(run).not.toReplicate('k');
    }).toThrow('not 3 copies of "k"');
  });

  test('says how many there are and where, and for how long there were fewer', () => {
    expect(
      messageOf(() => {
        expect(run).toReplicate('k', { copies: 4, within: 20 });
      }),
    ).toBe(
      [
        'expect(run).toReplicate("k", {"copies": 4, "within": 20})',
        '',
        'Expected: 4 copies of "k", on its nodes, never fewer for more than 20 ticks',
        'Received: 3 copies, at n3, n4, n5',
        '          lacking at n1',
        '          lacking somewhere for 28 ticks at the longest',
        'Run:      told, seed 7, tick 40',
      ].join('\n'),
    );
  });

  test('within: no time with fewer copies is longer', () => {
    expect(run).toReplicate('k', { within: 7 });
    expect(run).not.toReplicate('k', { within: 6 });
    expect(run).toReplicate('k', { copies: 2, within: 0 });
    const lost = written().at(60).crashes(3).at(75).copies(1, 'k', 4).at(90);
    expect(observation(lost)).toReplicate('k', { within: 15 });
    expect(observation(lost)).not.toReplicate('k', { within: 14 });
  });

  test('what is short now is not replicated, be that in time', () => {
    const story = written().at(60).crashes(3).at(62);
    expect(observation(story)).not.toReplicate('k');
    expect(observation(story)).not.toReplicate('k', { within: 30 });
    expect(() => {
      expect(observation(story)).toReplicate('k', { within: 30 });
    }).toThrow(/2 copies, at n4, n5\n.*lacking at n1\n.*somewhere for 7 ticks at the longest/);
  });

  test('a key that was never written, or is deleted, has no value', () => {
    const nothing = 'Received: no acknowledged value of it\nRun:';
    expect(run).not.toReplicate('none');
    expect(
      messageOf(() => {
        expect(run).toReplicate('none', { copies: 1 });
      }),
    ).toContain(nothing);
    const deleted = observation(written().operates(2, 'delete', 'k', [3, 4, 5]));
    expect(deleted).not.toReplicate('k');
    expect(
      messageOf(() => {
        expect(deleted).toReplicate('k');
      }),
    ).toContain(nothing);
  });

  test('a value whose holders are all down is lost, and no more than that', () => {
    const story = written().at(60).crashes(3, 4, 5).at(64);
    expect(
      messageOf(() => {
        expect(observation(story)).toReplicate('k');
      }),
    ).toContain('Received: 0 copies\n          lacking at n1, n2\n');
  });

  test('is of one mind with the check of all keys', () => {
    const stories = [
      ...[written().at(40), written().at(60).crashes(3).at(400)],
      ...[written().at(60).crashes(3).at(75).copies(1, 'k', 4).at(400)],
      ...[written().at(60).crashes(1, 2, 4).at(400), written().at(60).crashes(2, 3, 4, 5).at(400)],
    ];
    const passes = (assert: () => void) => {
      try {
        assert();
      } catch {
        return false;
      }
      return true;
    };
    for (const run of stories.map((story) => observation(story))) {
      for (const copies of [1, 3, 4]) {
        const one = passes(() => {
          expect(run).toReplicate('k', { copies });
        });
        const all = passes(() => {
          expect(run).replicated({ copies, withinTicks: 1 });
        });
        expect(one).toBe(all);
      }
    }
  });
});

test.each([0, -1, 1.5, NaN, Infinity, '3' as never])('%p copies are refused', (copies) => {
  const run = observation(written());
  for (const expectation of [expect(run), expect(run).not]) {
    const assert = () => {
      expectation.toReplicate('k', { copies });
    };
    expect(assert).toThrow(TypeError);
    expect(assert).toThrow(/^copies cannot be .*: a whole number from 1$/);
  }
});

const OPERATION: ClientOperation = {
  ...{ id: 'step 1', request: 1, operation: 'create', key: 'k', value: 'v', coordinator: 'n3' },
  ...{ invokedAt: 10, completedAt: 12, outcome: 'ok' },
};
const OPERATIONS: readonly ClientOperation[] = [
  OPERATION,
  { ...OPERATION, id: 'T1', request: 2, outcome: 'unknown', completedAt: undefined },
  { ...OPERATION, id: 'down', outcome: 'fail', coordinator: undefined, completedAt: undefined },
];

describe('toHaveOutcome', () => {
  const run = observation(history().at(40), 5, OPERATIONS);

  test('of a handle, or of the name of a step', () => {
    expect(run).toHaveOutcome({ id: 'step 1' }, 'ok');
    expect(run).toHaveOutcome('step 1', 'ok');
    expect(run).toHaveOutcome('T1', 'unknown');
    expect(run).toHaveOutcome('down', 'fail');
    expect(run).not.toHaveOutcome('step 1', 'fail');
    expect(run).not.toHaveOutcome({ id: 'T1' }, 'ok');
  });

  test('says what it came to, with and without `not`', () => {
    expect(
      messageOf(() => {
        expect(run).toHaveOutcome({ id: 'step 1' }, 'fail');
      }),
    ).toBe(
      [
        'expect(run).toHaveOutcome("step 1", "fail")',
        '',
        'Expected: step 1 to come to "fail"',
        'Received: ok: create of "k" through n3 at tick 10, ended at tick 12, value "v"',
        'Run:      told, seed 7, tick 40',
      ].join('\n'),
    );
    expect(
      messageOf(() => {
        expect(run).not.toHaveOutcome('T1', 'unknown');
      }),
    ).toBe(
      [
        'expect(run).not.toHaveOutcome("T1", "unknown")',
        '',
        'Expected: not T1 to come to "unknown"',
        'Received: unknown: create of "k" through n3 at tick 10, never ended, value "v"',
        'Run:      told, seed 7, tick 40',
      ].join('\n'),
    );
    expect(
      messageOf(() => {
        expect(run).toHaveOutcome('down', 'ok');
      }),
    ).toContain('fail: create of "k" through a node that was down at tick 10');
  });

  test('properties are compared as far as they are given', () => {
    expect(run).toHaveOutcome('step 1', {});
    expect(run).toHaveOutcome('step 1', { value: 'v', completedAt: 12, coordinator: 'n3' });
    expect(run).toHaveOutcome('down', { coordinator: undefined, completedAt: undefined });
    expect(run).not.toHaveOutcome('step 1', { value: 'v', completedAt: 13 });
    expect(run).not.toHaveOutcome('step 1', { completedAt: undefined });
    expect(() => {
      expect(run).toHaveOutcome('step 1', { value: 'w' });
    }).toThrow('step 1 to come to {"value": "w"}');
  });

  test('asymmetric matchers are welcome', () => {
    expect(run).toHaveOutcome('step 1', { outcome: expect.stringMatching(/^(ok|unknown)$/) });
    expect(run).toHaveOutcome('T1', expect.objectContaining({ outcome: 'unknown' }) as object);
    expect(run).toHaveOutcome('T1', { outcome: expect.not.stringMatching('ok') });
    expect(run).not.toHaveOutcome('step 1', { completedAt: expect.any(String) });
    expect(run).not.toHaveOutcome(
      'T1',
      expect.not.objectContaining({ outcome: 'unknown' }) as object,
    );
    expect(() => {
      expect(run).toHaveOutcome('T1', { completedAt: expect.any(Number) });
    }).toThrow('T1 to come to {"completedAt": Any<Number>}');
  });

  test('what a handle stands for may not have begun yet', () => {
    expect(run).not.toHaveOutcome({ id: 'step 9' }, 'ok');
    expect(
      messageOf(() => {
        expect(run).toHaveOutcome({ id: 'step 9' }, 'ok');
      }),
    ).toContain('Expected: step 9 to come to "ok"\nReceived: not begun yet\n');
  });

  test('a step that there is not is refused, with and without `not`', () => {
    const many = Array.from({ length: 8 }, (_, i) => ({ ...OPERATION, id: `${i + 1}` }));
    const problems = [
      [run, 'there is no operation "T9"; there are "step 1", "T1", "down"'],
      [observation(history()), 'there is no operation "T9"; there are none'],
      [observation(history(), 5, many), 'there are "1", "2", "3", "4", "5" and 3 more'],
    ] as const;
    for (const [observed, problem] of problems) {
      for (const expectation of [expect(observed), expect(observed).not]) {
        const assert = () => {
          expectation.toHaveOutcome('T9', 'ok');
        };
        expect(assert).toThrow(TypeError);
        expect(assert).toThrow(problem);
      }
    }
  });

  test('an outcome that there is not is refused, with and without `not`', () => {
    for (const expectation of [expect(run), expect(run).not]) {
      const assert = () => {
        expectation.toHaveOutcome('T1', 'okay' as 'ok');
      };
      expect(assert).toThrow(TypeError);
      expect(assert).toThrow('no outcome is "okay": ok, fail, unknown');
    }
  });
});

describe('what JavaScript lets through is refused, even with `not`', () => {
  const some = observation(history().startsTogether(1, 2, 3));
  test.each<[string, () => void]>([
    [
      'copies as a number',
      () => {
        expect(some).not.toReplicate('k', 4 as never);
      },
    ],
    [
      'a misspelt option',
      () => {
        expect(some).not.toReplicate('k', { copys: 4 } as never);
      },
    ],
    [
      'a key that is no text',
      () => {
        expect(some).not.toReplicate(7 as never);
      },
    ],
    [
      'no operation',
      () => {
        expect(some).not.toHaveOutcome(undefined as never, 'ok');
      },
    ],
    [
      'an operation of another kind',
      () => {
        expect(some).not.toHaveOutcome({} as never, 'ok');
      },
    ],
  ])('%s', (_, act) => {
    expect(act).toThrow(TypeError);
  });

  test('outcomes', () => {
    const handle = { id: 'step 1' };
    expect(() => {
      expect(some).not.toHaveOutcome(handle, undefined as never);
    }).toThrow(TypeError);
    const misspelt = { outcom: 'ok' } as never;
    expect(() => {
      expect(some).not.toHaveOutcome(handle, misspelt);
    }).toThrow('outcom');
  });
});
