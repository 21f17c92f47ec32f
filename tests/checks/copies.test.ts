import { Copies } from '../../src/checks/copies';
import { Story } from '../support/hand-made-events';

const WANTED = 3;

function fiveNodes(wanted = WANTED): Story<Copies> {
  return new Story(new Copies(wanted)).startsTogether(1, 2, 3, 4, 5).at(10);
}

/** Key `k` on the replicas 1, 2 and 3, acknowledged at tick 12. */
function created(wanted = WANTED): Story<Copies> {
  return fiveNodes(wanted).operates(5, 'create', 'k', [1, 2, 3]);
}

function holders({ sink }: Story<Copies>, key = 'k'): number[] {
  return sink.holdersUp(key).sort((a, b) => a - b);
}

test('a key that nobody wrote', () => {
  const { sink } = fiveNodes();
  expect([sink.keys.size, sink.count('k'), sink.holdersUp('k')]).toEqual([0, 0, []]);
  expect(sink.nodesUp).toBe(5);
});

test('an acknowledged write is held by those who carried it out', () => {
  const story = created();
  expect(holders(story)).toEqual([1, 2, 3]);
  expect(story.sink.keys.get('k')).toMatchObject({
    ...{ isWritten: true, writtenBy: story.id, shortSince: undefined, longestShort: 0 },
  });
});

test('keys are counted apart', () => {
  const story = created().operates(5, 'create', 'other', [3, 4]);
  expect([holders(story), holders(story, 'other')]).toEqual([
    [1, 2, 3],
    [3, 4],
  ]);
});

test('a replica that is late counts from when it carried the write out', () => {
  const story = fiveNodes();
  const asked = story.invokes(5, 'create', 'k', 'v');
  story.at(11).serves(asked, [1, 2]).at(12).completes(5, asked);
  expect(story.sink.keys.get('k')!.shortSince).toBe(12);
  story.at(19).serves(asked, [3]);
  expect(holders(story)).toEqual([1, 2, 3]);
  expect(story.sink.keys.get('k')).toMatchObject({ shortSince: undefined, longestShort: 7 });
});

test('refusals and reads make no copy', () => {
  const story = created();
  const update = story.invokes(5, 'update', 'k', 'w');
  story.serves(update, [1, 2]).serves(update, [3], 'fail').at(14).completes(5, update);
  expect(holders(story)).toEqual([1, 2]);
  const read = story.invokes(5, 'read', 'k');
  story.serves(read, [3, 4]).at(16).completes(5, read);
  expect(holders(story)).toEqual([1, 2]);
});

test('a write that failed changes nothing', () => {
  const story = created();
  const { writtenBy } = story.sink.keys.get('k')!;
  const update = story.invokes(5, 'update', 'k', 'w');
  story.serves(update, [1, 2, 3], 'fail').at(30).completes(5, update, 'fail');
  expect(story.sink.keys.get('k')).toMatchObject({ isWritten: true, writtenBy });
  expect(holders(story)).toEqual([1, 2, 3]);
});

describe('a later write of which nobody knows', () => {
  test.each(['delete', 'update'] as const)(
    '(%s) takes the value from those who carried it out, not from the others',
    (operation) => {
      const story = created();
      const { writtenBy } = story.sink.keys.get('k')!;
      const asked = story.at(20).invokes(5, operation, 'k', 'w');
      story.at(21).serves(asked, [1, 2]).at(29);
      expect(holders(story)).toEqual([1, 2, 3]);
      story.at(30).completes(5, asked, 'unknown');
      expect(story.sink.keys.get('k')).toMatchObject({ isWritten: true, writtenBy });
      expect(story.sink.keys.get('k')!.shortSince).toBe(30);
      expect(holders(story)).toEqual([3]);
      // What stabilization then brings elsewhere is not the value either.
      expect(holders(story.at(50).copies(4, 'k', 1))).toEqual([3]);
      expect(holders(story.at(51).copies(5, 'k', 3))).toEqual([3, 5]);
    },
  );

  test('so it is where the coordinator died, and with replicas that are late', () => {
    const story = created();
    const asked = story.at(20).invokes(5, 'update', 'k', 'w');
    story.at(21).serves(asked, [1]).crashes(5);
    expect(holders(story)).toEqual([2, 3]);
    expect(holders(story.at(24).serves(asked, [2]))).toEqual([3]);
  });

  test('a read that nobody answered takes nothing', () => {
    const story = created();
    const asked = story.at(20).invokes(5, 'read', 'k');
    story.at(21).serves(asked, [1]).at(30).completes(5, asked, 'fail');
    expect(holders(story)).toEqual([1, 2, 3]);
  });
});

test('a write whose coordinator died is none', () => {
  const story = fiveNodes();
  const asked = story.invokes(5, 'create', 'k', 'v');
  story.at(11).serves(asked, [1, 2, 3]).crashes(5);
  expect(story.sink.keys.get('k')!.isWritten).toBe(false);
});

test('of concurrent writes the one that is acknowledged last counts, with its own replicas', () => {
  const story = created();
  const first = story.invokes(4, 'update', 'k', 'a');
  const second = story.invokes(5, 'update', 'k', 'b');
  story.serves(first, [1, 2]).serves(second, [2, 3]);
  story.at(15).completes(5, second);
  expect(holders(story)).toEqual([2, 3]);
  story.completes(4, first);
  expect(holders(story)).toEqual([1, 2]);
});

describe('an acknowledged delete', () => {
  test('leaves no value to hold', () => {
    const story = created();
    story.operates(5, 'delete', 'k', [1, 2, 3]);
    expect(story.sink.keys.get('k')).toMatchObject({ isWritten: false, shortSince: undefined });
    expect(holders(story)).toEqual([]);
  });

  test('ends the time in which there were too few', () => {
    const story = created().at(20).crashes(1).at(25);
    story.operates(5, 'delete', 'k', [2, 3]);
    const { shortSince, longestShort } = story.sink.keys.get('k')!;
    expect({ shortSince, longestShort }).toEqual({ shortSince: undefined, longestShort: 7 });
    story.at(90).crashes(2);
    expect(story.sink.keys.get('k')!.shortSince).toBeUndefined();
  });

  test('is undone by a new create', () => {
    const story = created()
      .operates(5, 'delete', 'k', [1, 2, 3])
      .operates(4, 'create', 'k', [1, 2]);
    expect(story.sink.keys.get('k')!.isWritten).toBe(true);
    expect(holders(story)).toEqual([1, 2]);
  });

  test('that failed leaves all as it was', () => {
    const story = created();
    const asked = story.invokes(5, 'delete', 'k');
    story.serves(asked, [1, 2, 3], 'fail').completes(5, asked, 'fail');
    expect(holders(story)).toEqual([1, 2, 3]);
  });
});

test('a node that is down holds nothing, and holds it again when it is back', () => {
  const story = created().at(20).crashes(2);
  expect([holders(story), story.sink.nodesUp]).toEqual([[1, 3], 4]);
  expect(story.sink.keys.get('k')!.shortSince).toBe(20);
  story.at(29).starts(2);
  expect(holders(story)).toEqual([1, 2, 3]);
  expect(story.sink.keys.get('k')).toMatchObject({ shortSince: undefined, longestShort: 9 });
});

test('a node that was down when the key was written does not count when it is back', () => {
  const story = fiveNodes().crashes(3).operates(5, 'create', 'k', [1, 2]).at(20).starts(3);
  expect(holders(story)).toEqual([1, 2]);
  expect(story.sink.keys.get('k')!.shortSince).toBe(12);
});

test('copies are made and given up', () => {
  const story = created().at(20).crashes(1).at(45).copies(4, 'k', 2);
  expect(holders(story)).toEqual([2, 3, 4]);
  expect(story.sink.keys.get('k')!.longestShort).toBe(25);
  story.at(50).handsOff(3, 'k');
  expect(holders(story)).toEqual([2, 4]);
  expect(story.sink.keys.get('k')!.shortSince).toBe(50);
});

test('what was given up without the key ever being written is nothing', () => {
  const { sink } = fiveNodes().copies(4, 'k', 2).handsOff(4, 'k');
  expect([sink.count('k'), sink.keys.get('k')!.isWritten]).toEqual([0, false]);
});

test('the longest of several times with too few counts', () => {
  const story = created().at(20).crashes(1).at(25).copies(4, 'k', 2);
  story.at(30).crashes(4).at(50).copies(5, 'k', 2).at(60).crashes(5).at(62).starts(1);
  expect(story.sink.keys.get('k')!.longestShort).toBe(20);
});

test('a further loss does not begin the time anew, and more copies than wanted are enough', () => {
  const story = created(2).at(20).crashes(1);
  expect(story.sink.keys.get('k')!.shortSince).toBeUndefined();
  story.at(30).crashes(2).at(40).crashes(3);
  expect(story.sink.keys.get('k')!.shortSince).toBe(30);
});

test('a write of unknown outcome that is older than the last acknowledged one displaces nothing', () => {
  const story = new Story(new Copies(3)).startsTogether(1, 2, 3, 4, 5).at(10);
  const older = story.invokes(4, 'create', 'k', 'a');
  story.at(11).serves(older, [1, 2]).at(15);
  story.operates(5, 'update', 'k', [1, 2, 3]).at(20).completes(4, older, 'unknown');
  expect([...story.sink.holdersUp('k')].sort((a, b) => a - b)).toEqual([1, 2, 3]);
});

test('so it is where its coordinator dies', () => {
  const story = new Story(new Copies(3)).startsTogether(1, 2, 3, 4, 5).at(10);
  const older = story.invokes(4, 'create', 'k', 'a');
  story.at(11).serves(older, [1, 2]).at(15);
  story.operates(5, 'update', 'k', [1, 2, 3]).at(18).crashes(4);
  expect([...story.sink.holdersUp('k')].sort((a, b) => a - b)).toEqual([1, 2, 3]);
});
