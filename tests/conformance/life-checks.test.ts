import { NewerIncarnations, presentLives, Unsuspected } from '../../src/conformance/life-checks';
import { Views } from '../../src/checks/views';
import type { EventView } from '../../src/simulation/events';

let id = 0;

function event(kind: string, node: number, data: object = {}, time = id): EventView {
  return { kind, node, id: ++id, time, cause: 0, a: 1, b: 0, c: 0, data };
}

describe('newer incarnations', () => {
  const fold = (...incarnations: number[]) => {
    const checked = new NewerIncarnations();
    checked.on(event('started', 1));
    for (const incarnation of incarnations) {
      checked.on(event('joined', 1, { member: 2, incarnation }));
    }
    return checked;
  };

  test('pass where each is newer than the last', () => {
    expect(fold(0, 1, 65_536).verdict().verdict).toBe('pass');
  });

  test.each([[[3, 3]], [[3, 2]]])('fail for %j', (incarnations) => {
    const { verdict, reason } = fold(...incarnations).verdict();
    expect([verdict, reason]).toEqual([
      'fail',
      `n1 took in n2 again at incarnation ${incarnations[1]}, having known 3`,
    ]);
  });

  test('a node that was restarted knows nobody any more', () => {
    const checked = fold(3);
    checked.on(event('started', 1));
    checked.on(event('joined', 1, { member: 2, incarnation: 3 }));
    expect(checked.verdict().verdict).toBe('pass');
  });
});

test('who is not to be suspected must not be, by anybody', () => {
  const fold = new Unsuspected(3);
  fold.on(event('suspected', 1, { member: 2 }));
  expect(fold.verdict().verdict).toBe('pass');
  fold.on(event('suspected', 1, { member: 3 }));
  expect(fold.verdict()).toMatchObject({ verdict: 'fail', reason: 'n3 was suspected once' });
});

test('whoever was restarted is heard of again by all who were there', () => {
  const views = new Views();
  const tell = (time: number, kind: string, node: number, data?: object) => {
    views.on(event(kind, node, data, time));
  };
  for (const node of [1, 2]) tell(0, 'started', node);
  for (const [node, member] of [
    [1, 2],
    [2, 1],
  ] as const)
    tell(1, 'joined', node, { member });
  tell(5, 'crashed', 2);
  tell(6, 'started', 2);
  tell(7, 'joined', 2, { member: 1 });
  expect(presentLives(views)).toMatchObject({
    verdict: 'fail',
    reason: 'n1 never heard that n2 was restarted',
  });
  tell(8, 'returned', 1, { member: 2 });
  expect(presentLives(views).verdict).toBe('pass');
});
