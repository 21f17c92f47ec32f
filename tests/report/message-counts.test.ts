import { MessageCounts } from '../../src/report/message-counts';
import { DROP_REASONS, type DropReason } from '../../src/simulation/events';
import { COURSE_SCENARIOS, quiet, recorded, shipped } from '../support/course-runs';

function counting(nodes: number, ticks: number) {
  const counts = new MessageCounts(quiet(nodes, ticks));
  const show = (kind: string, node: number, time: number, b = 0) => {
    counts.on({ kind, node, time, b, id: 1, cause: 0, a: 0, c: 0, data: undefined });
  };
  const drop = (node: number, time: number, reason: DropReason) => {
    show('dropped', node, time, DROP_REASONS.indexOf(reason));
  };
  return { show, drop, text: () => [...counts.text()].join('') };
}

const totalsOf = (text: string) =>
  [...text.matchAll(/^node +(\d+) sent_total +(\d+) {2}recv_total +(\d+)$/gm)].map((match) =>
    match.slice(1).map(Number),
  );

test('the layout is the course’s, byte for byte', () => {
  const { show, text } = counting(2, 12);
  for (let i = 0; i < 3; i++) show('sent', 1, 0);
  show('sent', 1, 9);
  show('sent', 2, 11);
  for (let i = 0; i < 12_345; i++) show('delivered', 2, 10);
  const none = ' (   0,    0)';
  expect(text()).toBe(
    [
      `node   1  (   3,    0)${none.repeat(8)} (   1,    0)`,
      `         ${none.repeat(2)}`,
      'node   1 sent_total      4  recv_total      0',
      '',
      `node   2 ${none.repeat(10)}`,
      '          (   0, 12345) (   1,    0)',
      'node   2 sent_total      1  recv_total  12345',
      '',
      '',
    ].join('\n'),
  );
});

test('where the last tick is a tenth one, the nine blanks stand before the totals’ newline', () => {
  const { text } = counting(1, 10);
  expect(text()).toBe(
    `node   1 ${' (   0,    0)'.repeat(10)}\n         \n` +
      'node   1 sent_total      0  recv_total      0\n\n',
  );
});

test('a lost send is not counted, nor one that the buffer refused or that met a cut', () => {
  const { show, drop, text } = counting(1, 5);
  for (let i = 0; i < 9; i++) show('sent', 1, 2, 100);
  show('lost', 1, 2, 1);
  show('lost', 1, 2, DROP_REASONS.indexOf('nobody there'));
  drop(1, 2, 'too large');
  drop(1, 2, 'network full');
  drop(1, 2, 'link full');
  drop(1, 2, 'cut');
  expect(totalsOf(text())).toEqual([[1, 3, 0]]);
});

test('mail to the dead and mail that is not understood was sent all the same', () => {
  const { show, drop, text } = counting(1, 5);
  show('sent', 1, 2, 100);
  show('sent', 1, 2, 100);
  drop(1, 3, 'nobody there');
  drop(1, 3, 'unknown kind');
  expect(totalsOf(text())).toEqual([[1, 2, 0]]);
});

test.each(COURSE_SCENARIOS)('%s: the totals are those of the network', (name) => {
  const { messageCounts, run } = recorded(shipped(name), '1');
  const totals = totalsOf(messageCounts);
  const { sent, lost, delivered, dropped } = run.counts.network;
  const sum = (column: number) => totals.reduce((all, row) => all + row[column]!, 0);
  expect(totals.map(([node]) => node)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(sum(1)).toBe(sent - lost - dropped['too large'] - dropped['network full']);
  expect(sum(2)).toBe(delivered);
  expect(lost > 0).toBe(name === 'msgdropsinglefailure');
});

test('each node’s cells add up to its totals, 700 of them, of the 67th node as well', () => {
  const scenario = quiet(68, 60);
  const { messageCounts } = recorded(scenario, '1');
  const blocks = messageCounts.split('\n\n').slice(0, -1);
  expect(blocks).toHaveLength(68);
  for (const block of blocks) {
    const cells = [...block.matchAll(/\( *(\d+), +(\d+)\)/g)];
    expect(cells).toHaveLength(60);
    const sum = (column: number) => cells.reduce((all, cell) => all + Number(cell[column]), 0);
    expect(totalsOf(block)[0]!.slice(1)).toEqual([sum(1), sum(2)]);
  }
  expect(messageCounts).not.toContain('special');
  expect(recorded(shipped('create'), '1').messageCounts.match(/\(/g)).toHaveLength(7000);
});

test('node numbers of three digits keep their columns', () => {
  const { text } = counting(100, 1);
  expect(text()).toContain('node  99  (   0,    0)\nnode  99 sent_total      0  recv');
  expect(text()).toContain('node 100  (   0,    0)\nnode 100 sent_total      0  recv');
});
