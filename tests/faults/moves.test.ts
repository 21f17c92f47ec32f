import type { FaultStep } from '../../src/faults/plan';
import { whatHappened } from '../../src/explain/words';
import { eventOf } from '../../src/library/event';
import type { RingChangedEvent } from '../../src/protocol/ring/ring-events';
import { ringOf } from '../../src/protocol/ring/ring-of';
import { ringSpace } from '../../src/protocol/ring/ring-space';
import type { ClusterOptions } from '../../src/scenario/cluster';
import { asPlan, faultRun, type FaultRun } from '../support/fault-runs';

const RING: Partial<ClusterOptions> = {
  ...{ nodes: 5, later: [5], store: true, durationTicks: 120 },
  ring: { policy: 'operator', hash: 'murmur3', tokens: 20 },
};
const START: FaultStep = { id: 'start', at: 20, start: { nodes: [5] } };

function moveRun(faults: readonly FaultStep[], changes: Partial<ClusterOptions> = {}): FaultRun {
  return faultRun([START, ...faults], { ...RING, ...changes });
}

/** `n1 3: +5 -2`: who has come and gone in the end, as each node has it. */
function ends(run: FaultRun): string[] {
  const latest = new Map<number, RingChangedEvent>();
  for (const { node, data } of run.of('ringChanged')) latest.set(node, data as RingChangedEvent);
  const texts = [...latest.values()].map(({ epoch, added, taken, moving }) => {
    const parts = [...added.map((node) => `+${node}`), ...taken.map((node) => `-${node}`)];
    return [`${epoch}:`, ...parts, ...moving.map((node) => `?${node}`)].join(' ');
  });
  return [...new Set(texts)].map((text) => `${latest.size} nodes ${text}`);
}

test('owners come and go by command, and all nodes go by it', () => {
  const run = moveRun([
    { id: 'add', at: 40, addOwner: 5 },
    { id: 'remove', at: 60, removeOwner: 2 },
  ]);
  expect(ends(run)).toEqual(['5 nodes 3: +5 -2']);
  expect(run.of('moveRefused')).toEqual([]);
});

test('the lowest owner that is up is told, or whoever is named', () => {
  const run = moveRun([
    { id: 'down', at: 38, crash: { nodes: [1] }, restartAfter: 10 },
    { id: 'add', at: 40, addOwner: 5 },
    { id: 'remove', at: 60, removeOwner: 2, by: 4 },
  ]);
  const told = run.of('command').map(({ node, time }) => [node, time]);
  expect(told).toEqual([
    [2, 40],
    [4, 60],
  ]);
  const moves = run.resolved.filter(({ id }) => id === 'add' || id === 'remove');
  expect(moves).toEqual([
    { id: 'add', at: 40, addOwner: 5, by: 2, rule: { addOwner: 5 } },
    { id: 'remove', at: 60, removeOwner: 2, by: 4, rule: { removeOwner: 2, by: 4 } },
  ]);
  const again = faultRun(asPlan(run.resolved), RING);
  expect(again.fingerprint).toBe(run.fingerprint);
});

test('a step that finds nobody to tell does nothing, and says so', () => {
  const run = moveRun([
    { id: 'all', at: 30, crash: { nodes: [1, 2, 3, 4] } },
    { id: 'add', at: 40, addOwner: 5 },
    { id: 'gone', at: 41, removeOwner: 2, by: 3 },
  ]);
  expect(run.of('command')).toEqual([]);
  expect(run.application.idleSteps()).toEqual([
    { id: 'add', why: 'no node to act on' },
    { id: 'gone', why: 'no node to act on' },
  ]);
});

test('the replicas of a key are those of the newest ring', () => {
  const space = ringSpace({ hash: 'murmur3', tokens: 20, ties: 'address' });
  const isOn5 = (key: string) => {
    return ringOf(space, [1, 2, 3, 4, 5]).preferenceList(key, 3)[0]!.address === 5;
  };
  const of = ['k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8', 'k9'].find(isOn5)!;
  const plan = (at: number): FaultStep[] => [
    { id: 'add', at: 40, addOwner: 5 },
    { id: 'crash', at, crash: { replicas: 3, of } },
  ];
  const struck = (at: number) => {
    const crash = moveRun(plan(at)).resolved.find(({ id }) => id === 'crash')!;
    return 'crash' in crash && 'nodes' in crash.crash ? crash.crash.nodes : [];
  };
  const [before, after] = [struck(39), struck(60)];
  expect(before).not.toContain(5);
  expect(after).toContain(5);
  expect(after.filter((node) => !before.includes(node))).toEqual([5]);
});

test('while a movement is under way it says who is to come, and nobody more is moved', () => {
  const run = moveRun(
    [
      { id: 'cut', at: 39, partition: [{ nodes: [5] }, { nodes: [1, 2, 3, 4] }] },
      { id: 'add', at: 40, addOwner: 5 },
      { id: 'remove', at: 60, removeOwner: 2 },
    ],
    { ring: { policy: 'operator', hash: 'murmur3', tokens: 20, pending: 'inflate' } },
  );
  expect(ends(run)).toEqual(['4 nodes 2: ?5']);
  const said = run.of('command', 'moveRefused', 'ringChanged').map((view) => {
    return whatHappened(eventOf(view), { faults: run.resolved });
  });
  expect(said[0]).toBe('n1 was told to add n5');
  expect(said).toContain('n3 went by epoch 2 of the ring, in which n5 is to come or to go');
  expect(said).toContain('n1 was told to remove n2');
  expect(said.at(-1)).toBe('n1 did not move n2: a movement is under way');
});

test('a ring that nobody changes says nothing, and is the same run whatever is to be pending', () => {
  const none = faultRun([START], RING);
  const slot = faultRun([START], {
    ...RING,
    ring: { policy: 'operator', hash: 'murmur3', tokens: 20, pending: 'slot' },
  });
  expect(none.of('ringChanged')).toEqual([]);
  expect(slot.fingerprint).toBe(none.fingerprint);
});
