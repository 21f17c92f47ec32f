import { diagram } from '../../src/explain/diagram';
import type { Mark } from '../../src/explain/explained';

const up = () => '|';

test('a column a node, a row a tick, what happened in their cells', () => {
  const marks: Mark[] = [
    { time: 5, node: 'n10', text: 'x2', weight: 2 },
    { time: 7, node: 'n2', text: '-10', weight: 3 },
    { time: 7, node: 'n2', text: '<3', weight: 1 },
    { time: 7, node: 'n9', text: 'CRASH', weight: 2 },
  ];
  expect(diagram(['n10', 'n2'], marks, up)).toEqual([
    'tick    n2            n10',
    '5       |             x2',
    '7       -10 <3        |',
    '<3 came from n3, x3 to n3, lost, -3 took n3 out',
  ]);
});

test('of too many ticks the weightiest and latest are shown, the rest counted', () => {
  const marks = Array.from({ length: 60 }, (_, time): Mark => {
    return { time, node: 'n1', text: '<2', weight: time === 3 ? 2 : 1 };
  });
  const lines = diagram(['n1'], marks, up);
  expect(lines.length).toBeLessThanOrEqual(25);
  expect(lines[1]).toBe('3       <2');
  expect(lines.length).toBe(14);
  expect(lines.at(-2)).toBe('59      <2');
  expect(lines.at(-1)).toBe('<3 came from n3, 48 lesser ticks left out');
});

test('of too many nodes the first are shown, and cells are cut to their width', () => {
  const nodes = Array.from({ length: 12 }, (_, i) => `n${i + 1}`);
  const marks = nodes.flatMap((node) =>
    [1, 2, 3, 4].map((i): Mark => ({ time: 1, node, text: `<${i}0${i}`, weight: 1 })),
  );
  const lines = diagram(nodes, marks, up);
  expect(lines[0]).toMatch(/^tick +n1 +n2 +n3 +n4 +n5 +n6 +n7 +n8$/);
  expect(lines[1]).toMatch(/^1 +<101 \.\. +/);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('with every sign and too many ticks to count on a hand, 25 lines are enough', () => {
  const signs = ['<2', '>2', 'x2', '/2', '!2', '-2', '?2', '+2', '=ok', '*'];
  const marks = Array.from({ length: 99_999 }, (_, time): Mark => {
    return { time, node: 'n1', text: signs[time % signs.length]!, weight: 4 };
  });
  const lines = diagram(['n1'], marks, up);
  expect(lines.length).toBe(25);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines.at(-1)).toContain(' lesser ticks left out');
});

test('what must be seen is, however much else there is and however long ago it was', () => {
  const later = Array.from({ length: 60 }, (_, i): Mark => {
    return { time: 100 + i, node: 'n1', text: 'x2', weight: 3 };
  });
  const marks: Mark[] = [{ time: 1, node: 'n2', text: 'CRASH', weight: 4 }, ...later];
  expect(diagram(['n1', 'n2'], marks, up)[1]).toMatch(/^1 +\| +CRASH$/);
});

test('what several say of a moment is shown once', () => {
  const mark: Mark = { time: 1, node: 'n1', text: 'CRASH', weight: 4 };
  expect(diagram(['n1'], [mark, { ...mark, weight: 3 }], up)[1]).toBe('1       CRASH');
});
