import { Copies } from '../../src/checks/copies';
import { NO_VERSION } from '../../src/protocol/store/record';
import { Story } from '../support/hand-made-events';
import { COURSE_PLAN } from '../support/course-plan';

/** Key `k` is to be on 3, 4 and 5 of five nodes; without 3 on 4, 5 and 1. */
const RIGHT = [3, 4, 5];

function fiveNodes(wanted = 3): Story<Copies> {
  return new Story(new Copies(wanted, COURSE_PLAN)).startsTogether(1, 2, 3, 4, 5).at(10);
}

/** Key `k` on its nodes, acknowledged at tick 12. */
function created(wanted = 3): Story<Copies> {
  return fiveNodes(wanted).operates(1, 'create', 'k', RIGHT);
}

/** Who holds the key, and who should. */
function copies({ sink }: Story<Copies>, key = 'k'): number[][] {
  return [sink.holders(key), sink.lacking(key)];
}

test('a key that nobody wrote', () => {
  const { sink } = fiveNodes();
  expect([sink.keys.size, sink.holders('k')]).toEqual([0, []]);
});

test('an acknowledged write is held by those who carried it out', () => {
  const story = created();
  expect(copies(story)).toEqual([RIGHT, []]);
  expect(story.sink.keys.get('k')).toMatchObject({
    ...{ isWritten: true, writtenBy: story.id, shortSince: undefined, longestShort: 0 },
  });
});

test('keys are counted apart', () => {
  const story = created().operates(1, 'create', 'fine', [4, 5]);
  expect([copies(story), copies(story, 'fine')]).toEqual([
    [RIGHT, []],
    [[4, 5], [1]],
  ]);
});

test('what is on other nodes than those that are to hold it is lacking', () => {
  const story = fiveNodes().operates(1, 'create', 'k', [1, 2, 3]);
  expect(copies(story)).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  expect(story.sink.keys.get('k')!.shortSince).toBe(12);
});

test('on the operator’s ring a node keeps its place while it is down, and nobody takes it', () => {
  const story = new Story(new Copies(3, { ...COURSE_PLAN, owners: [1, 2, 3, 4] }))
    .startsTogether(1, 2, 3, 4, 5)
    .at(10);
  story.operates(5, 'create', 'k', [1, 3, 4]).at(20).crashes(1);
  expect(copies(story)).toEqual([[3, 4], []]);
  story.at(30).operates(5, 'update', 'k', [3, 4]).at(40).starts(1);
  expect(copies(story)).toEqual([[3, 4], [1]]);
});

test('by views the next of those that are up takes the place of one that is down', () => {
  const story = created().at(20).crashes(3);
  expect(copies(story)).toEqual([[4, 5], [1]]);
  expect(story.sink.keys.get('k')!.shortSince).toBe(20);
  story.at(45).copies(1, 'k', 4);
  expect(copies(story)).toEqual([[1, 4, 5], []]);
  expect(story.sink.keys.get('k')).toMatchObject({ shortSince: undefined, longestShort: 25 });
  story.at(50).handsOff(5, 'k');
  expect(copies(story)).toEqual([[1, 4], [5]]);
});

test('a replica that is late counts from when it carried the write out', () => {
  const story = fiveNodes();
  const asked = story.invokes(1, 'create', 'k', 'v');
  story.at(11).serves(asked, [3, 4]).at(12).completes(1, asked);
  expect(story.sink.keys.get('k')!.shortSince).toBe(12);
  story.at(19).serves(asked, [5]);
  expect(copies(story)).toEqual([RIGHT, []]);
  expect(story.sink.keys.get('k')).toMatchObject({ shortSince: undefined, longestShort: 7 });
});

test('refusals and reads make no copy', () => {
  const story = created();
  const update = story.invokes(1, 'update', 'k', 'w');
  story.serves(update, [3, 4]).serves(update, [5], 'fail').at(14).completes(1, update);
  expect(copies(story)).toEqual([[3, 4], [5]]);
  const read = story.invokes(1, 'read', 'k');
  story.serves(read, [5, 1]).at(16).completes(1, read);
  expect(copies(story)).toEqual([[3, 4], [5]]);
});

test.each(['fail', 'unknown'] as const)('a write that ends %s acknowledges nothing', (outcome) => {
  const story = created();
  const { writtenBy, acknowledged } = story.sink.keys.get('k')!;
  const update = story.at(20).invokes(1, 'update', 'k', 'w');
  story.at(30).completes(1, update, outcome);
  expect(story.sink.keys.get('k')).toMatchObject({ isWritten: true, writtenBy, acknowledged });
  expect(copies(story)).toEqual([RIGHT, []]);
});

test('nor does one whose coordinator died', () => {
  const story = fiveNodes();
  const asked = story.invokes(1, 'create', 'k', 'v');
  story.at(11).serves(asked, RIGHT).crashes(1);
  const { isWritten, acknowledged } = story.sink.keys.get('k')!;
  expect([isWritten, acknowledged]).toEqual([false, NO_VERSION]);
});

test('whoever has a newer value of which nobody knows has what was acknowledged, and more', () => {
  const story = created();
  const asked = story.at(20).invokes(1, 'update', 'k', 'w');
  story.at(21).serves(asked, [3]).at(30).completes(1, asked, 'unknown');
  expect(copies(story)).toEqual([RIGHT, []]);
});

test('of concurrent writes the newest counts, whichever was acknowledged last', () => {
  const story = created();
  const first = story.invokes(2, 'update', 'k', 'a');
  const second = story.invokes(1, 'update', 'k', 'b');
  story.at(14).serves(second, [3, 4]).completes(1, second);
  const { writtenBy } = story.sink.keys.get('k')!;
  story.at(15).serves(first, [3, 5]).completes(2, first);
  // The storage of n2 is the higher one.
  expect(story.sink.keys.get('k')).toMatchObject({ acknowledged: first.version });
  expect(copies(story)).toEqual([[3, 5], [4]]);
  const late = story.at(16).invokes(1, 'update', 'k', 'c');
  const later = story.at(17).invokes(1, 'update', 'k', 'd');
  story.at(18).serves(later, RIGHT).completes(1, later);
  story.at(19).serves(late, RIGHT).completes(1, late);
  expect(story.sink.keys.get('k')).toMatchObject({ acknowledged: later.version });
  expect(copies(story)).toEqual([RIGHT, []]);
  expect(writtenBy).toBeLessThan(story.sink.keys.get('k')!.writtenBy);
});

describe('an acknowledged delete', () => {
  test('leaves no value to hold', () => {
    const story = created().operates(1, 'delete', 'k', [3, 4]);
    expect(story.sink.keys.get('k')).toMatchObject({ isWritten: false, shortSince: undefined });
  });

  test('ends the time in which there were too few', () => {
    const story = created().at(20).crashes(3).at(25);
    story.operates(2, 'delete', 'k', [4, 5]);
    const { shortSince, longestShort } = story.sink.keys.get('k')!;
    expect({ shortSince, longestShort }).toEqual({ shortSince: undefined, longestShort: 7 });
    story.at(90).crashes(4);
    expect(story.sink.keys.get('k')!.shortSince).toBeUndefined();
  });

  test('is undone by a new create', () => {
    const story = created().operates(1, 'delete', 'k', RIGHT).operates(2, 'create', 'k', [3, 4]);
    expect(story.sink.keys.get('k')!.isWritten).toBe(true);
    expect(copies(story)).toEqual([[3, 4], [5]]);
  });

  test('that failed leaves all as it was', () => {
    const story = created();
    const asked = story.invokes(1, 'delete', 'k');
    story.serves(asked, RIGHT, 'fail').completes(1, asked, 'fail');
    expect(story.sink.keys.get('k')!.isWritten).toBe(true);
    expect(copies(story)).toEqual([RIGHT, []]);
  });
});

describe('a node that was down', () => {
  test('has what it had when it is back', () => {
    const story = created().at(20).crashes(3).at(29).starts(3);
    expect(copies(story)).toEqual([RIGHT, []]);
    expect(story.sink.keys.get('k')).toMatchObject({ shortSince: undefined, longestShort: 9 });
  });

  test('has nothing when its storage is another one', () => {
    const story = created().operates(1, 'create', 'fine', [4, 5, 1]).at(20).crashes(4);
    story.wipes(4).at(29).starts(4);
    expect(copies(story)).toEqual([[3, 5], [4]]);
    expect(copies(story, 'fine')).toEqual([[1, 5], [4]]);
    expect(copies(story.at(40).copies(4, 'k', 3))).toEqual([RIGHT, []]);
  });

  test('lacks what was written meanwhile', () => {
    const story = created().at(20).crashes(4).operates(1, 'update', 'k', [3, 5, 1]);
    expect(copies(story.at(30).starts(4))).toEqual([[1, 3, 5], [4]]);
  });
});

test('a copy of an older value than the acknowledged one is none', () => {
  const story = created().at(20).operates(1, 'update', 'k', [3, 4]).at(30).copies(1, 'k', 5);
  expect(copies(story)).toEqual([[3, 4], [5]]);
});

test('what was given up without the key ever being written is nothing', () => {
  const { sink } = fiveNodes().copies(4, 'k', 2).handsOff(4, 'k');
  expect([sink.holders('k'), sink.keys.get('k')!.isWritten]).toEqual([[], false]);
});

test('the longest of several times with too few counts', () => {
  const story = created().at(20).crashes(3).at(25).copies(1, 'k', 4);
  story.at(30).crashes(4).at(50).copies(2, 'k', 5).at(60).crashes(1).at(62).starts(1);
  expect(story.sink.keys.get('k')!.longestShort).toBe(20);
});

test('a further loss does not begin the time anew, and other copies than those wanted may go', () => {
  const story = created(2).at(20).crashes(5);
  expect(story.sink.keys.get('k')!.shortSince).toBeUndefined();
  story.at(30).crashes(4).at(40).crashes(3);
  expect(story.sink.keys.get('k')!.shortSince).toBe(30);
});

describe('a tombstone that is purged', () => {
  test('of a delete that was acknowledged leaves nothing to hold', () => {
    const story = created().operates(1, 'delete', 'k', RIGHT);
    for (const node of RIGHT) story.purges(node, 'k');
    expect(story.sink.keys.get('k')).toMatchObject({ isWritten: false, shortSince: undefined });
    expect(story.sink.keepers('k')).toEqual([]);
  });

  test('of one that nobody heard the end of neither', () => {
    const story = created();
    story.serves(story.invokes(1, 'delete', 'k'), RIGHT);
    for (const node of RIGHT) story.purges(node, 'k');
    expect(story.sink.keys.get('k')).toMatchObject({ isWritten: false, shortSince: undefined });
  });

  test('that is older than what was acknowledged is what the node lacks', () => {
    const story = created().operates(1, 'delete', 'k', [3]);
    story.operates(1, 'put', 'k', [4, 5]).purges(3, 'k');
    expect(story.sink.keys.get('k')).toMatchObject({ isWritten: true });
    expect(copies(story)).toEqual([[4, 5], [3]]);
  });
});

test('what was to stay for a while is not short of copies when that is over', () => {
  const expiring = (end: number) => {
    const story = fiveNodes().operatesFor(30, 1, 'put', 'k', RIGHT);
    expect(story.sink.keys.get('k')).toMatchObject({ expiresAt: 40, shortSince: undefined });
    return story.at(end).crashes(3).sink.keys.get('k')!.shortSince;
  };
  expect([expiring(39), expiring(40)]).toEqual([39, undefined]);
});
