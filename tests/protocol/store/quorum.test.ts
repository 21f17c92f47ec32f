import type { PendingRule } from '../../../src/protocol/ring/ring-settings';
import { RingVersion } from '../../../src/protocol/ring/ring-version';
import { TokenRing } from '../../../src/protocol/ring/token-ring';
import {
  type Quorum,
  quorumOf,
  type QuorumRules,
  targetsOf,
} from '../../../src/protocol/store/quorum';
import { placedSpace } from '../../support/placed-ring';

/** Where the key of the tests is, with nodes 11, 12, ... in the slots from there on. */
const KEY = 'abcde';
const SPACE = placedSpace(new Map([11, 12, 13, 14, 15, 16].map((node, i) => [node, [305 + i]])));
const OPTIONS = { replicas: 3, readQuorum: 2, writeQuorum: 2, operationTimeoutTicks: 20 };
const SLOPPY = { ...OPTIONS, quorum: 'sloppy' } as const;

function ringOf(nodes: readonly number[], next?: readonly number[]): RingVersion {
  const ring = (of: readonly number[]) => {
    return TokenRing.of(
      SPACE,
      of.map((address) => ({ address, incarnation: address })),
    );
  };
  return new RingVersion(1, ring(nodes), next && ring(next));
}

const FIVE = ringOf([11, 12, 13, 14, 15]);

/** Who is asked, and for whom: `14 for 12`. */
function asked(targets: Quorum['targets']): string[] {
  return targets.map(({ address, home }) => {
    return home === undefined ? `${address}` : `${address} for ${home.address}`;
  });
}

const upBut =
  (...down: number[]) =>
  (node: number) =>
    !down.includes(node);

describe('whom a coordinator asks', () => {
  test.each([undefined, 'strict'] as const)('quorum %s: the replicas, be they down', (quorum) => {
    const options = quorum === undefined ? OPTIONS : { ...OPTIONS, quorum };
    expect(asked(targetsOf(FIVE, KEY, options, upBut(11, 12)))).toEqual(['11', '12', '13']);
  });

  test.each<[readonly number[], readonly string[]]>([
    [[], ['11', '12', '13']],
    [[12], ['11', '14 for 12', '13']],
    [
      [11, 13],
      ['14 for 11', '12', '15 for 13'],
    ],
    // The next on the ring is down as well.
    [
      [12, 14],
      ['11', '15 for 12', '13'],
    ],
    // There are not enough to stand in for all: the last is asked itself.
    [
      [11, 12, 13],
      ['14 for 11', '15 for 12', '13'],
    ],
    [
      [11, 12, 14, 15],
      ['11', '12', '13'],
    ],
  ])('sloppy, %j being down: %j', (down, targets) => {
    expect(asked(targetsOf(FIVE, KEY, SLOPPY, upBut(...down)))).toEqual(targets);
  });

  test('in the life that the ring knows', () => {
    const [first, second] = targetsOf(FIVE, KEY, SLOPPY, upBut(12));
    expect(first).toMatchObject({ address: 11, incarnation: 11 });
    expect(second).toEqual({
      ...{ address: 14, incarnation: 14 },
      home: { address: 12, incarnation: 12 },
    });
  });
});

describe('when enough have answered', () => {
  const RULES: QuorumRules = { pending: 'none', countHints: false };
  const write = (ring: RingVersion, rules: Partial<QuorumRules>, ...down: number[]) => {
    const targets = targetsOf(ring, KEY, down.length > 0 ? SLOPPY : OPTIONS, upBut(...down));
    return quorumOf(ring, KEY, 3, targets, 2, { ...RULES, ...rules });
  };
  /** Of all sets of those who may answer the smallest that are enough. */
  const enough = (quorum: Quorum): string[] => {
    const nodes = quorum.targets.map(({ address }) => address);
    const sets = Array.from({ length: 2 ** nodes.length }, (_, bits) => {
      return nodes.filter((__, i) => (bits >> i) % 2 === 1);
    });
    const met = sets.filter((set) => quorum.isMetBy(new Set(set)));
    const isLeast = (set: number[]) => {
      return !met.some((other) => other.length < set.length && other.every((n) => set.includes(n)));
    };
    return met.filter(isLeast).map((set) => set.join());
  };

  test('a read: any R of those who were asked, stand-ins too', () => {
    const targets = targetsOf(FIVE, KEY, SLOPPY, upBut(12));
    const rules = { ...RULES, countHints: true };
    const read = (required: number) => quorumOf(FIVE, KEY, 3, targets, required, rules);
    expect(enough(read(2))).toEqual(['11,14', '11,13', '14,13']);
    expect(enough(read(1))).toEqual(['11', '14', '13']);
    expect(read(3).required).toBe(3);
  });

  test('a write: any W of the replicas', () => {
    expect(enough(write(FIVE, {}))).toEqual(['11,12', '11,13', '12,13']);
  });

  test('a write in a sloppy quorum: those who stand in count only where hints do', () => {
    expect(enough(write(FIVE, {}, 12))).toEqual(['11,13']);
    expect(enough(write(FIVE, { countHints: true }, 12))).toEqual(['11,14', '11,13', '14,13']);
  });

  // 16 takes the place of 13 when 13 leaves, in slot 310, and of nobody else.
  const MOVING = ringOf([11, 12, 13, 16], [11, 12, 16]);

  test.each<[PendingRule, number, readonly string[]]>([
    ['inflate', 3, ['11,12,13', '11,12,16', '11,13,16', '12,13,16']],
    // The replaced and the pending replica are one slot, which needs both.
    ['slot', 2, ['11,12', '11,13,16', '12,13,16']],
  ])('while a range moves, pending %s', (pending, required, sets) => {
    const quorum = write(MOVING, { pending });
    expect(asked(quorum.targets)).toEqual(['11', '12', '13', '16']);
    expect(quorum.required).toBe(required);
    expect(enough(quorum)).toEqual(sets);
  });

  test.each(['inflate', 'slot'] as const)(
    'while a range moves, pending %s: a quorum is one of either ring, which it meets',
    (pending) => {
      const meet = (sets: readonly string[], others: readonly string[]) => {
        return sets.every((set) => {
          return others.every((other) => set.split(',').some((n) => other.split(',').includes(n)));
        });
      };
      const [moving, before, after] = [
        enough(write(MOVING, { pending })),
        enough(write(ringOf([11, 12, 13, 16]), {})),
        enough(write(ringOf([11, 12, 16]), {})),
      ];
      expect([meet(moving, before), meet(moving, after), meet(moving, moving)]).toEqual([
        true,
        true,
        true,
      ]);
      expect(meet(before, after)).toBe(false);
    },
  );

  test('pending replicas of a ring that had too few take nobody’s place', () => {
    const growing = ringOf([11, 12], [11, 12, 13]);
    expect(enough(write(growing, { pending: 'slot' }))).toEqual(['11,12']);
    expect(enough(write(growing, { pending: 'inflate' }))).toEqual(['11,12,13']);
  });

  test('who stands in for a replica that is replaced is one slot with the pending one', () => {
    const moving = ringOf([11, 12, 13, 15, 16], [11, 12, 14, 15, 16]);
    const rules = { pending: 'slot', countHints: true } as const;
    expect(asked(write(moving, rules, 13).targets)).toEqual(['11', '12', '15 for 13', '14']);
    expect(enough(write(moving, rules, 13))).toEqual(['11,12', '11,15,14', '12,15,14']);
  });

  test('a pending replica stands in for nobody: it is asked once', () => {
    const quorum = write(MOVING, { pending: 'slot', countHints: true }, 13);
    expect(asked(quorum.targets)).toEqual(['11', '12', '16']);
    expect(enough(quorum)).toEqual(['11,12']);
  });
});
