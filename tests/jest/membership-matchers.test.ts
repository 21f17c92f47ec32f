import { cluster, simulation } from '../../src/index';
import { history, messageOf, observation } from '../support/observations';

/** n1, n2 and n3 know each other from tick 1 on; n4 starts late and is known from 54 on. */
function joining() {
  return history().startsTogether(1, 2, 3).at(50).starts(4).at(52).joins(1, 4).joins(4, 1, 2, 3);
}

const told = observation(joining().at(54).joins(2, 4).joins(3, 4).at(60));
const untold = observation(joining().at(60));

describe('toHaveJoined', () => {
  test('every node, where every other has it', () => {
    expect(told).toHaveJoined();
    expect(() => {
      expect(untold).toHaveJoined();
    }).toThrow('not joined by n2, n3');
  });

  test('one node, in any spelling', () => {
    for (const name of ['n4', '4:0', '4.0.0.0:0']) {
      expect(told).toHaveJoined(name);
      expect(() => {
        expect(untold).toHaveJoined(name);
      }).toThrow('not joined by n2, n3');
    }
  });

  test('says who did, who did not, and in which run', () => {
    expect(
      messageOf(() => {
        expect(untold).toHaveJoined('n4');
      }),
    ).toBe(
      [
        'expect(run).toHaveJoined("n4")',
        '',
        'Expected: every node to have n4 as joined',
        'Received: n4 started at tick 50',
        '          joined by n1 (52), n4 (50)',
        '          not joined by n2, n3',
        'Run:      told, seed 7, tick 60',
      ].join('\n'),
    );
    expect(
      messageOf(() => {
        expect(told).not.toHaveJoined('n4', { by: ['n1', 'n2'], within: 9 });
      }),
    ).toBe(
      [
        'expect(run).not.toHaveJoined("n4", {"by": ["n1", "n2"], "within": 9})',
        '',
        'Expected: not n1, n2 to have n4 as joined within 9 ticks',
        'Received: n4 started at tick 50',
        '          joined by n1 (52), n2 (54), n3 (54), n4 (50)',
        'Run:      told, seed 7, tick 60',
      ].join('\n'),
    );
  });

  test('a node that never started has not joined', () => {
    expect(told).not.toHaveJoined('n5');
    expect(
      messageOf(() => {
        expect(told).toHaveJoined('n5');
      }),
    ).toContain(
      'Received: n5 never started\n          joined by nobody\n          not joined by n1, n2, n3, n4',
    );
  });

  test('`not` is that nobody has it, unless said otherwise', () => {
    const none = observation(history().startsTogether(1, 2).starts(3));
    expect(none).not.toHaveJoined('n3');
    expect(() => {
      expect(untold).not.toHaveJoined('n4');
    }).toThrow('not a node to have n4 as joined');
    expect(untold).not.toHaveJoined('n4', { by: 'all' });
  });

  test('without a node, it and its `not` are opposites', () => {
    expect(untold).not.toHaveJoined();
    expect(
      messageOf(() => {
        expect(told).not.toHaveJoined();
      }),
    ).toBe(
      [
        'expect(run).not.toHaveJoined()',
        '',
        'Expected: not every node that started to have joined every other',
        'Received: they did',
        'Run:      told, seed 7, tick 60',
      ].join('\n'),
    );
  });

  test('by all, any, one or several', () => {
    expect(untold).toHaveJoined('n4', { by: 'any' });
    expect(untold).toHaveJoined('n4', { by: 'n1' });
    expect(untold).not.toHaveJoined('n4', { by: 'all' });
    expect(untold).not.toHaveJoined('n4', { by: '2:0' });
    expect(untold).not.toHaveJoined('n4', { by: ['n1', '2.0.0.0:0'] });
    expect(told).toHaveJoined('n4', { by: 'all' });
    expect(told).toHaveJoined('n4', { by: ['n1', '2.0.0.0:0', '3:0'] });
    expect(told).toHaveJoined('n4', { by: ['n1'] });
  });

  test('within so many ticks of the later start of the two', () => {
    expect(told).toHaveJoined('n4', { within: 4 });
    expect(told).not.toHaveJoined('n4', { by: 'all', within: 3 });
    expect(told).toHaveJoined('n4', { by: 'any', within: 2 });
    expect(told).not.toHaveJoined('n4', { within: 1 });
    // n4, which started at tick 50, joined n1 at 52.
    expect(told).toHaveJoined('n1', { within: 2 });
    expect(told).not.toHaveJoined('n1', { by: 'n4', within: 1 });
    expect(told).toHaveJoined(undefined, { within: 4 });
    expect(() => {
      expect(told).toHaveJoined(undefined, { within: 3 });
    }).toThrow('n4 started at tick 50');
  });

  test('a later failure or removal does not undo it', () => {
    const story = joining().at(54).joins(2, 4).joins(3, 4).at(80).removes(1, 4).at(90).crashes(4);
    expect(observation(story.at(120).removedBy(4, 2, 3))).toHaveJoined('n4');
    expect(observation(story)).toHaveJoined();
  });

  test('who started after its failure is not asked', () => {
    const story = history().startsTogether(1, 2).at(20).crashes(2).at(30).starts(3).joins(1, 3);
    expect(observation(story.joins(3, 1))).toHaveJoined('n2');
    expect(observation(story)).toHaveJoined();
  });

  test('a cluster of one has joined itself, one of none has not', () => {
    expect(observation(history().starts(1), 1)).toHaveJoined();
    expect(observation(history(), 1)).not.toHaveJoined();
    expect(observation(history(), 1)).not.toHaveJoined('n1');
  });

  test('long lists are cut', () => {
    const nodes = Array.from({ length: 12 }, (_, i) => i + 1);
    const story = history()
      .startsTogether(...nodes)
      .starts(13);
    const message = messageOf(() => {
      expect(observation(story, 13)).toHaveJoined('n13');
    });
    expect(message).toContain('not joined by n1, n2, n3, n4, n5 and 7 more\n');
    expect(
      messageOf(() => {
        expect(observation(story, 13)).not.toHaveJoined('n1');
      }),
    ).toContain('joined by n1 (0), n2 (1), n3 (1), n4 (1), n5 (1) and 7 more\n');
  });
});

/** n4 fails at tick 100; n1 and n2 remove it at 120 and 121, n3 does not. */
function removal() {
  const story = history().startsTogether(1, 2, 3, 4).at(100).crashes(4).at(120).removes(1, 4);
  return story.at(121).removes(2, 4);
}

const removedByAll = observation(removal().at(123).removes(3, 4).at(150));
const removedByTwo = observation(removal().at(150));

describe('toHaveRemoved', () => {
  test('a node that failed, in any spelling', () => {
    for (const name of ['n4', '4:0', '4.0.0.0:0']) {
      expect(removedByAll).toHaveRemoved(name);
      expect(() => {
        expect(removedByTwo).toHaveRemoved(name);
      }).toThrow('not removed by n3');
    }
  });

  test('says who did, who did not, and in which run', () => {
    expect(
      messageOf(() => {
        expect(removedByTwo).toHaveRemoved('n4', { by: 'all', within: 30 });
      }),
    ).toBe(
      [
        'expect(run).toHaveRemoved("n4", {"by": "all", "within": 30})',
        '',
        'Expected: every node to have removed n4 within 30 ticks',
        'Received: n4 failed at tick 100',
        '          removed by n1 (120), n2 (121)',
        '          not removed by n3',
        'Run:      told, seed 7, tick 150',
      ].join('\n'),
    );
    expect(
      messageOf(() => {
        expect(removedByTwo).not.toHaveRemoved('n4');
      }),
    ).toBe(
      [
        'expect(run).not.toHaveRemoved("n4")',
        '',
        'Expected: not a node to have removed n4',
        'Received: n4 failed at tick 100',
        '          removed by n1 (120), n2 (121)',
        '          not removed by n3',
        'Run:      told, seed 7, tick 150',
      ].join('\n'),
    );
  });

  test('`not` is that nobody did, unless said otherwise', () => {
    expect(removedByTwo).not.toHaveRemoved('n3');
    expect(removedByTwo).not.toHaveRemoved('n5');
    expect(removedByTwo).not.toHaveRemoved('n4', { by: 'all' });
    expect(() => {
      expect(removedByTwo).not.toHaveRemoved('n4');
    }).toThrow('not a node to have removed n4');
  });

  test('by all, any, one or several', () => {
    expect(removedByAll).toHaveRemoved('n4', { by: 'all' });
    expect(removedByTwo).toHaveRemoved('n4', { by: 'any' });
    expect(removedByTwo).toHaveRemoved('n4', { by: '2.0.0.0:0' });
    expect(removedByTwo).toHaveRemoved('n4', { by: ['n1', '2:0'] });
    expect(removedByTwo).not.toHaveRemoved('n4', { by: 'n3' });
    expect(() => {
      expect(removedByTwo).toHaveRemoved('n4', { by: ['n1', 'n3'] });
    }).toThrow('n1, n3 to have removed n4');
    expect(() => {
      expect(removedByTwo).toHaveRemoved('n3', { by: 'any' });
    }).toThrow('n3 did not fail');
  });

  test('within so many ticks of the failure', () => {
    expect(removedByAll).toHaveRemoved('n4', { within: 23 });
    expect(removedByAll).not.toHaveRemoved('n4', { by: 'all', within: 22 });
    expect(removedByAll).toHaveRemoved('n4', { by: 'any', within: 20 });
    expect(removedByAll).not.toHaveRemoved('n4', { within: 19 });
    expect(removedByAll).toHaveRemoved('n4', { by: ['n1', 'n2'], within: 21 });
    expect(removedByAll).not.toHaveRemoved('n4', { by: ['n1', 'n2'], within: 20 });
  });

  test('who never had it in its view, or is down, is not asked', () => {
    const story = removal().at(130).crashes(3).at(140).starts(5).joins(5, 1, 2).joins(1, 5);
    expect(observation(story)).toHaveRemoved('n4');
    expect(observation(story)).not.toHaveRemoved('n4', { by: 'n5' });
  });

  test('nobody who could have noticed is nobody who did', () => {
    const alone = observation(history().starts(1).at(9).crashes(1));
    expect(alone).not.toHaveRemoved('n1');
    expect(() => {
      expect(alone).toHaveRemoved('n1');
    }).toThrow('removed by nobody');
  });

  test('a mistake is a removal, but within no time of a failure; a return undoes it', () => {
    const story = history().startsTogether(1, 2).at(30).removes(1, 2);
    expect(observation(story)).toHaveRemoved('n2');
    expect(observation(story)).not.toHaveRemoved('n2', { within: 1000 });
    expect(observation(story.at(33).joins(1, 2))).not.toHaveRemoved('n2');
  });

  test('a node that is up again has not failed', () => {
    const story = removal().at(125).removes(3, 4).at(130).starts(4);
    expect(observation(story)).not.toHaveRemoved('n4', { by: 'any', within: 100 });
    expect(observation(story.at(133).joins(1, 4))).not.toHaveRemoved('n4', { by: 'all' });
  });
});

describe('toHaveFalseRemovals', () => {
  const mistakes = history().startsTogether(1, 2, 3).at(40).removes(1, 2).at(44).joins(1, 2);

  test('none', () => {
    expect(removedByAll).not.toHaveFalseRemovals();
    expect(
      messageOf(() => {
        expect(removedByAll).toHaveFalseRemovals();
      }),
    ).toBe(
      [
        'expect(run).toHaveFalseRemovals()',
        '',
        'Expected: a node that was up to have been removed',
        'Received: none was',
        'Run:      told, seed 7, tick 150',
      ].join('\n'),
    );
  });

  test('one, even where it returned', () => {
    expect(observation(mistakes)).toHaveFalseRemovals();
    expect(
      messageOf(() => {
        expect(observation(mistakes)).not.toHaveFalseRemovals();
      }),
    ).toBe(
      [
        'expect(run).not.toHaveFalseRemovals()',
        '',
        'Expected: not a node that was up to have been removed',
        'Received: n1 removed n2, which was up, at tick 40',
        'Run:      told, seed 7, tick 44',
      ].join('\n'),
    );
  });

  test('many: five are named, the others counted', () => {
    const story = history().startsTogether(1, 2);
    for (let tick = 20; tick < 28; tick++) story.at(tick).removes(1, 2).joins(1, 2);
    const message = messageOf(() => {
      expect(observation(story)).not.toHaveFalseRemovals();
    });
    expect(message.split('which was up')).toHaveLength(6);
    expect(message).toContain('\n          and 3 more\nRun:');
  });
});

describe('what is no run is refused, with and without `not`', () => {
  const matchers = [
    ...(['toHaveJoined', 'toHaveRemoved', 'toHaveFalseRemovals', 'toReplicate'] as const),
    ...(['toHaveOutcome', 'toHaveEventsInOrder'] as const),
  ];
  const nothings = [undefined, null, 5, 'run', {}, [], { events: [] }, cluster({ nodes: 3 })];

  test.each(matchers)('%s', (matcher) => {
    for (const received of nothings) {
      for (const expectation of [expect(received), expect(received).not]) {
        const assert = expectation[matcher].bind(expectation) as (...args: unknown[]) => void;
        const problem = `expect(...).${matcher} needs a Simulation or a Run, as in finish()`;
        expect(() => {
          assert('n1', []);
        }).toThrow(new TypeError(problem));
      }
    }
  });

  test.each(matchers)('%s of a history that is not whole', (matcher) => {
    const run = observation(history(4).startsTogether(1, 2));
    for (const expectation of [expect(run), expect(run).not]) {
      const assert = expectation[matcher].bind(expectation) as (...args: unknown[]) => void;
      expect(() => {
        assert('n1', []);
      }).toThrow(TypeError);
      expect(() => {
        assert('n1', []);
      }).toThrow(`${matcher} cannot tell: 2 events were left out of the history`);
    }
  });
});

test.each(['n6', 'n0', 'N1', '', '1', 'n01', 'all', 4])('there is no node %j', (name) => {
  const problem = `there is no node ${JSON.stringify(name)}: n1 to n5`;
  const asserts = [
    () => {
      expect(told).toHaveJoined(name as string);
    },
    () => {
      expect(told).not.toHaveJoined(name as string);
    },
    () => {
      expect(told).toHaveRemoved(name as string);
    },
    () => {
      expect(told).not.toHaveRemoved(name as string);
    },
    () => {
      expect(told).toHaveRemoved('n1', { by: [name as string] });
    },
    () => {
      expect(told).not.toHaveJoined('n1', { by: ['n1', name as string] });
    },
  ];
  for (const assert of asserts) {
    expect(assert).toThrow(TypeError);
    expect(assert).toThrow(problem);
  }
});

const OPTIONS_OF_NO_SENSE: [object, RegExp][] = [
  ...[NaN, -1, 0.5, Infinity, '5', null].map((within): [object, RegExp] => {
    return [{ within }, /^within cannot be .*: a whole number from 0$/];
  }),
  [{ by: [] }, /^by cannot be empty: all, any, or nodes by name$/],
];

test.each(OPTIONS_OF_NO_SENSE)('%p is refused, with and without `not`', (options, problem) => {
  for (const expectation of [expect(told), expect(told).not]) {
    const asserts = [
      () => {
        expectation.toHaveJoined('n1', options);
      },
      () => {
        expectation.toHaveJoined(undefined, options);
      },
      () => {
        expectation.toHaveRemoved('n1', options);
      },
      ...('by' in options
        ? []
        : [
            () => {
              expectation.toReplicate('k', options);
            },
          ]),
    ];
    for (const assert of asserts) {
      expect(assert).toThrow(TypeError);
      expect(assert).toThrow(problem);
    }
  }
});

test('a simulation under way is a run', () => {
  const sim = simulation(cluster({ nodes: 3, name: 'mine' }), { seed: 'é' });
  expect(
    messageOf(() => {
      expect(sim).toHaveJoined();
    }),
  ).toContain('Run:      mine, seed é, tick 0');
  expect(sim.runUntil(30)).toHaveJoined();
});

test.each([null, 30, 'all', { witin: 3 }, { by: 3 }])(
  'options such as %j are refused, with and without `not`',
  (options) => {
    const some = observation(history().startsTogether(1, 2).at(9).crashes(2).at(30).removes(1, 2));
    expect(() => {
      expect(some).toHaveRemoved('n2', options as never);
    }).toThrow(TypeError);
    expect(() => {
      expect(some).not.toHaveRemoved('n2', options as never);
    }).toThrow(TypeError);
    expect(() => {
      expect(some).not.toHaveJoined('n1', options as never);
    }).toThrow(TypeError);
  },
);

test('who was too late is named, however many were in time', () => {
  const story = history().startsTogether(1, 2, 3, 4, 5).at(9).crashes(5).at(20);
  for (const node of [1, 2, 3]) story.removes(node, 5);
  const late = observation(story.at(30).removes(4, 5));
  expect(() => {
    expect(late).toHaveRemoved('n5', { within: 15 });
  }).toThrow('too late: n4 (30)');
});
