/** One node under the test's thumb: what it sends, when, and what it makes of what it hears. */

import { MemberColumns } from '../../../../src/protocol/membership/swim/member-columns';
import { ALIVE, DEAD, LEFT, SUSPECT } from '../../../../src/protocol/membership/swim/members';
import { Swim } from '../../../../src/protocol/membership/swim/swim';
import { pushPullScale } from '../../../../src/protocol/membership/swim/state-sync';
import type { SwimMessage } from '../../../../src/protocol/membership/swim/swim-messages';
import {
  LIFEGUARD_LAN,
  SWIM,
  type SwimOptions,
} from '../../../../src/protocol/membership/swim/swim-options';
import { FakeHost, type Sent } from '../../../support/protocol-host';
import { listOf, repacked, updatesOf } from '../../../support/swim-updates';

const INTERVAL = 1000;
const TIMEOUT = 500;
const FIVE = [1, 2, 3, 4, 5];

type Ping = Extract<SwimMessage, { kind: 'ping' }>;

/** Node 1 of five that know each other, or of the members given. */
class Single {
  readonly host = new FakeHost(1);
  readonly told: string[] = [];
  readonly swim: Swim;

  constructor(options: Partial<SwimOptions> = {}, members: readonly number[] = FIVE) {
    const tell = (what: string) => (member: number, life?: number) => {
      this.told.push([what, member, life].filter((part) => part !== undefined).join(' '));
    };
    this.swim = new Swim(
      this.host,
      { ...LIFEGUARD_LAN, introducers: [], ...options },
      {
        joined: tell('joined'),
        returned: tell('returned'),
        suspected: tell('suspected'),
        aliveAgain: tell('aliveAgain'),
        removed: tell('removed'),
        left: tell('left'),
      },
      members.length === 0 ? undefined : MemberColumns.converged(members),
    );
    this.swim.start();
    this.told.length = 0;
  }

  hear(from: number, message: SwimMessage): this {
    expect(this.swim.onMessage(from, message)).toBe(true);
    return this;
  }

  /** Hears of updates, each of [state, member, incarnation, accuser]. */
  news(...updates: number[][]): this {
    return this.hear(2, { kind: 'news', updates: updatesOf(...updates) });
  }

  /** What it has sent since the last call. */
  taken(): Sent[] {
    return this.host.take().map((sent) => ({
      ...sent,
      message: repacked(sent.message as SwimMessage),
    }));
  }

  /** What it sends in so many ticks, each answered at once by `answer`. */
  run(ticks: number, answer: (sent: Sent) => SwimMessage | undefined = () => undefined): Sent[] {
    const all: Sent[] = [];
    for (let i = 0; i < ticks; i++) {
      this.host.now++;
      const due = this.host.dueTimers('membership');
      for (const { kind, data } of due) this.swim.onTimer(kind, data);
      for (const sent of this.taken()) {
        all.push(sent);
        const reply = answer(sent);
        if (reply !== undefined) this.hear(sent.to, reply);
      }
    }
    return all;
  }

  /** Runs until its next ping, and returns it with its receiver. */
  nextPing(): { to: number; message: Ping } {
    for (let i = 0; i < 10 * INTERVAL; i++) {
      const ping = this.run(1).find(({ message }) => message.kind === 'ping');
      if (ping !== undefined) return { to: ping.to, message: ping.message as Ping };
    }
    throw new Error('no ping');
  }

  row(member: number): { state: string; incarnation: number } | undefined {
    const rows = this.swim.inspect() as { member: number; state: string; incarnation: number }[];
    const row = rows.find((candidate) => candidate.member === member);
    return row && { state: row.state, incarnation: row.incarnation };
  }

  timers(name: string): number {
    return this.host.timers.filter(({ kind }) => kind.name === name).length;
  }
}

function ackOf({ message }: Sent): SwimMessage | undefined {
  if (message.kind !== 'ping') return undefined;
  return { kind: 'ack', sequence: (message as Ping).sequence, updates: updatesOf() };
}

function ofKind<K extends SwimMessage['kind']>(sent: readonly Sent[], kind: K) {
  return sent.filter(({ message }) => message.kind === kind) as (Sent & {
    message: Extract<SwimMessage, { kind: K }>;
  })[];
}

describe('probing', () => {
  test('pings each member once a round, one a period, in an order that changes', () => {
    const pings = ofKind(new Single().run(40 * INTERVAL, ackOf), 'ping').map(({ to }) => to);
    expect(pings).toHaveLength(40);
    const rounds = Array.from({ length: 10 }, (_, i) => pings.slice(4 * i, 4 * i + 4));
    for (const round of rounds) expect(round.toSorted()).toEqual([2, 3, 4, 5]);
    expect(new Set(rounds.map(String)).size).toBeGreaterThan(3);
  });

  test('passes over those that were removed', () => {
    const node = new Single({ heal: false }).news([DEAD, 3, 0, 2], [LEFT, 4, 0, 0]);
    const pings = ofKind(node.run(20 * INTERVAL, ackOf), 'ping').map(({ to }) => to);
    expect(new Set(pings)).toEqual(new Set([2, 5]));
  });

  test('asks helpers only when no ack came in time', () => {
    const node = new Single({ indirectChecks: 9 });
    expect(ofKind(node.run(20 * INTERVAL, ackOf), 'pingRequest')).toEqual([]);
    const { to, message } = node.nextPing();
    expect(ofKind(node.run(TIMEOUT - 1), 'pingRequest')).toEqual([]);
    const requests = ofKind(node.run(1), 'pingRequest');
    expect(requests.map((request) => request.to).sort()).toEqual(
      FIVE.filter((n) => n !== 1 && n !== to),
    );
    for (const request of requests) {
      expect(request.message).toMatchObject({ target: to, sequence: message.sequence });
    }
  });

  test('suspects at the end of the period a member that nobody had an ack from', () => {
    const node = new Single().news(...[2, 3, 4, 5].map((member) => [ALIVE, member, 5, 0]));
    const { to } = node.nextPing();
    node.run(INTERVAL - 1);
    expect(node.told).toEqual([]);
    node.run(1);
    expect(node.told).toEqual([`suspected ${to}`]);
    expect(node.row(to)?.state).toBe('suspected');
  });

  test('takes an ack until the period ends, from whoever brings it, and no other ack', () => {
    const node = new Single();
    const { message } = node.nextPing();
    node.hear(4, { kind: 'ack', sequence: message.sequence + 7, updates: updatesOf() });
    node.run(INTERVAL - 1);
    node.hear(5, { kind: 'ack', sequence: message.sequence, updates: updatesOf() });
    node.run(1);
    expect(node.told).toEqual([]);
  });

  test('does not run for a node that is alone, and begins with its first member', () => {
    const node = new Single({}, []);
    expect(node.host.timers).toEqual([]);
    node.news([ALIVE, 9, 0, 0]);
    expect(node.nextPing().to).toBe(9);
  });

  test('of a newcomer is in the round that is under way, in some rounds', () => {
    const early = Array.from({ length: 40 }, (_, i) => {
      const node = new Single({}, [1, 2, 3, 4, 5, 6]);
      node.run((1 + i) * INTERVAL, ackOf);
      node.news([ALIVE, 7, 0, 0]);
      const pings = ofKind(node.run(5 * INTERVAL, ackOf), 'ping').map(({ to }) => to);
      return pings.includes(7);
    });
    expect(new Set(early)).toEqual(new Set([true, false]));
  });
});

describe('a ping', () => {
  test('is answered, with news', () => {
    const node = new Single().news([SUSPECT, 3, 0, 2]);
    node.taken();
    node.hear(5, { kind: 'ping', sequence: 99, updates: updatesOf() });
    expect(node.taken()).toEqual([
      {
        from: 1,
        to: 5,
        message: { kind: 'ack', sequence: 99, updates: updatesOf([SUSPECT, 3, 0, 2]) },
      },
    ]);
  });

  test('for somebody else is sent on, and its ack brought back under the number asked with', () => {
    const node = new Single();
    node.hear(2, { kind: 'pingRequest', sequence: 50, target: 3, updates: updatesOf() });
    const [ping] = ofKind(node.taken(), 'ping');
    expect(ping!.to).toBe(3);
    node.hear(3, { kind: 'ack', sequence: ping!.message.sequence, updates: updatesOf() });
    // A doubled ack is of no further use.
    node.hear(3, { kind: 'ack', sequence: ping!.message.sequence, updates: updatesOf() });
    expect(node.taken()).toEqual([
      { from: 1, to: 2, message: { kind: 'ack', sequence: 50, updates: updatesOf() } },
    ]);
    expect(node.timers('relay')).toBe(0);
  });

  test.each([true, false])('for somebody else that has no answer: nack is %s', (nacks) => {
    const node = new Single({ nacks });
    node.hear(2, { kind: 'pingRequest', sequence: 50, target: 3, updates: updatesOf() });
    node.taken();
    const sent = node.run(TIMEOUT, ackOf);
    const expected = nacks ? [{ from: 1, to: 2, message: { kind: 'nack', sequence: 50 } }] : [];
    expect(ofKind(sent, 'nack')).toEqual(expected);
    expect(node.timers('relay')).toBe(0);
  });

  test('tells a suspect that it is suspected; without the buddy system not', () => {
    for (const buddy of [true, false]) {
      const node = new Single({ buddy }, [1, 2]).news([SUSPECT, 2, 4, 3]);
      const [first] = listOf(node.nextPing().message.updates);
      expect(first).toEqual(listOf(updatesOf([SUSPECT, 2, 4, buddy ? 1 : 3]))[0]);
      for (let i = 0; i < 30; i++)
        node.hear(5, { kind: 'ping', sequence: i, updates: updatesOf() });
      node.taken();
      expect(node.nextPing().message.updates).toEqual(
        buddy ? updatesOf([SUSPECT, 2, 4, 1]) : updatesOf(),
      );
    }
  });

  test('of a removed member is answered with its removal', () => {
    const node = new Single({}, [1, 2, 3]).news([DEAD, 3, 4, 2]);
    for (let i = 0; i < 30; i++) node.hear(2, { kind: 'ping', sequence: i, updates: updatesOf() });
    node.taken();
    node.hear(3, { kind: 'ping', sequence: 7, updates: updatesOf() });
    expect(node.taken()[0]!.message).toEqual({
      kind: 'ack',
      sequence: 7,
      updates: updatesOf([DEAD, 3, 4, 1]),
    });
  });

  test('of a node nobody told of leads to an exchange of states', () => {
    const node = new Single();
    node.hear(77, { kind: 'ping', sequence: 1, updates: updatesOf() });
    expect(ofKind(node.taken(), 'pushPull').map(({ to }) => to)).toEqual([77]);
  });
});

describe('which update overrides which', () => {
  const known = (state: number, incarnation: number) => {
    const node = new Single().news([ALIVE, 3, incarnation, 0]);
    if (state !== ALIVE) node.news([state, 3, incarnation, 2]);
    node.told.length = 0;
    return node;
  };

  test.each([
    // known, heard: what is told
    [[ALIVE, 5], [ALIVE, 4], []],
    [[ALIVE, 5], [ALIVE, 5], []],
    [[ALIVE, 5], [ALIVE, 6], []],
    [[ALIVE, 5], [ALIVE, 65_536], ['returned 3 65536']],
    [[ALIVE, 5], [SUSPECT, 4], []],
    [[ALIVE, 5], [SUSPECT, 5], ['suspected 3']],
    [[ALIVE, 5], [SUSPECT, 6], ['suspected 3']],
    [[ALIVE, 5], [DEAD, 4], []],
    [[ALIVE, 5], [DEAD, 5], ['removed 3']],
    [[ALIVE, 5], [LEFT, 5], ['left 3']],
    [[SUSPECT, 5], [ALIVE, 5], []],
    [[SUSPECT, 5], [ALIVE, 6], ['aliveAgain 3']],
    [
      [SUSPECT, 5],
      [ALIVE, 65_536],
      ['aliveAgain 3', 'returned 3 65536'],
    ],
    [[SUSPECT, 5], [SUSPECT, 6], []],
    [[SUSPECT, 5], [DEAD, 4], []],
    [[SUSPECT, 5], [DEAD, 5], ['removed 3']],
    [[SUSPECT, 5], [LEFT, 5], ['left 3']],
    [[DEAD, 5], [ALIVE, 5], []],
    [[DEAD, 5], [ALIVE, 6], ['joined 3 0']],
    [[DEAD, 5], [SUSPECT, 6], []],
    [[DEAD, 5], [DEAD, 6], []],
    [[DEAD, 5], [LEFT, 6], []],
    [[LEFT, 5], [ALIVE, 5], []],
    [[LEFT, 5], [ALIVE, 65_536], ['joined 3 65536']],
    [[LEFT, 5], [DEAD, 5], []],
  ])('known %j, heard %j: %j', ([state, at], [heard, incarnation], told) => {
    const node = known(state!, at!);
    node.news([heard!, 3, incarnation!, 2]);
    expect(node.told).toEqual(told);
    // A doubled update changes nothing.
    node.news([heard!, 3, incarnation!, 2]);
    expect(node.told).toEqual(told);
  });

  test('of a member that was never heard of only that it is alive counts', () => {
    const node = new Single().news([SUSPECT, 9, 0, 2], [DEAD, 9, 0, 2], [LEFT, 9, 0, 0]);
    expect([node.told, node.row(9)]).toEqual([[], undefined]);
    expect(node.news([ALIVE, 9, 3, 0]).told).toEqual(['joined 9 0']);
    expect(node.row(9)).toEqual({ state: 'alive', incarnation: 3 });
  });

  test('what is recorded is what is told, with the incarnation', () => {
    const node = new Single();
    node.host.events.length = 0;
    node.news([SUSPECT, 3, 4, 2], [ALIVE, 3, 65_536, 0], [DEAD, 3, 65_540, 2], [LEFT, 4, 0, 0]);
    expect(node.host.events).toEqual([
      { kind: 'suspected', member: 3 },
      { kind: 'aliveAgain', member: 3 },
      { kind: 'returned', member: 3, incarnation: 65_536 },
      { kind: 'removed', member: 3, incarnation: 65_540 },
      { kind: 'left', member: 4, incarnation: 0 },
    ]);
  });

  test.each([
    [SUSPECT, 0, 1],
    [DEAD, 7, 8],
    [LEFT, 7, 8],
    [ALIVE, 7, 8],
  ])('a node refutes state %i of incarnation %i of itself under %i', (state, said, own) => {
    const node = new Single().news([state, 1, said, 2]);
    expect(node.row(1)).toEqual({ state: 'alive', incarnation: own });
    expect(node.nextPing().message.updates).toEqual(updatesOf([ALIVE, 1, own, 0]));
    // What is over by then is not refuted again.
    node.news([SUSPECT, 1, own - 1, 2], [ALIVE, 1, own, 0]);
    expect(node.row(1)?.incarnation).toBe(own);
    expect(node.told).toEqual([]);
  });
});

test.each([
  ['takes for dead', [DEAD, 1, 0, 3], 1],
  ['suspects', [SUSPECT, 1, 0, 4], 1],
  ['passes on that another suspects', [SUSPECT, 1, 0, 3], 0],
])('whoever %s an earlier incarnation of a node is told of the later', (_, update, answers) => {
  const node = new Single().news([SUSPECT, 1, 0, 2]);
  node.taken();
  node.hear(4, { kind: 'ack', sequence: 9, updates: updatesOf(update) });
  const answer = {
    from: 1,
    to: 4,
    message: { kind: 'news', updates: updatesOf([ALIVE, 1, 1, 0]) },
  };
  expect(node.taken()).toEqual(Array(answers).fill(answer));
});

test('a probe that began before a refutation is no reason to suspect after it', () => {
  const node = new Single();
  const { to } = node.nextPing();
  node.news([ALIVE, to, 1, 0]).run(INTERVAL);
  expect(node.told).toEqual([]);
});

describe('a suspicion', () => {
  /** When a suspect that is never heard of again is removed. */
  const removedAfter = (node: Single) => {
    const before = node.host.now;
    for (let i = 0; i < 100 * INTERVAL; i++) {
      node.run(1, ackOf);
      if (node.told.includes('removed 3')) return node.host.now - before;
    }
    return Infinity;
  };

  test('is as long as without Lifeguard where nobody could confirm it', () => {
    expect(removedAfter(new Single(SWIM).news([SUSPECT, 3, 0, 2]))).toBe(4000);
    // Of three, one could confirm it, and two would be needed.
    expect(removedAfter(new Single({}, [1, 2, 3]).news([SUSPECT, 3, 0, 2]))).toBe(4000);
  });

  test('gets shorter with every accuser, and each of them is news', () => {
    expect(removedAfter(new Single().news([SUSPECT, 3, 0, 2]))).toBe(24_000);
    const one = new Single().news([SUSPECT, 3, 0, 2], [SUSPECT, 3, 0, 4], [SUSPECT, 3, 0, 4]);
    expect(listOf(one.nextPing().message.updates).slice(-1)).toEqual(
      listOf(updatesOf([SUSPECT, 3, 0, 4])),
    );
    expect(removedAfter(new Single().news([SUSPECT, 3, 0, 2], [SUSPECT, 3, 0, 4]))).toBe(11_381);
    const two = new Single().news([SUSPECT, 3, 0, 2], [SUSPECT, 3, 0, 4], [SUSPECT, 3, 0, 5]);
    expect(removedAfter(two)).toBe(4000);
  });

  test('that is confirmed late ends at once', () => {
    const node = new Single().news([SUSPECT, 3, 0, 2]);
    node.run(6 * INTERVAL, ackOf);
    node.news([SUSPECT, 3, 0, 4], [SUSPECT, 3, 0, 5]);
    node.run(1, ackOf);
    expect(node.told).toEqual(['suspected 3', 'removed 3']);
  });

  test('ends with a refutation, and its timer with it', () => {
    const node = new Single().news([SUSPECT, 3, 0, 2]);
    expect(node.timers('suspicion')).toBe(1);
    node.news([ALIVE, 3, 1, 0]);
    expect(node.timers('suspicion')).toBe(0);
    node.run(30 * INTERVAL, ackOf);
    expect(node.told).toEqual(['suspected 3', 'aliveAgain 3']);
  });
});

describe('awareness', () => {
  /** Ticks from a ping to the next one, where the first has no answer. */
  const period = (node: Single) => {
    const start = node.host.now;
    const { sequence } = node.nextPing().message;
    expect(sequence).toBeGreaterThan(0);
    return node.host.now - start;
  };

  test('of a node that must refute stretches the wait for an ack, and only that', () => {
    const node = new Single().news([SUSPECT, 1, 0, 2], [SUSPECT, 1, 1, 2]);
    node.nextPing();
    const sent = node.run(3 * INTERVAL - 1);
    expect(ofKind(sent, 'pingRequest').length).toBe(3);
    expect(node.told).toEqual([]);
    node.run(1);
    expect(node.told).toHaveLength(1);
  });

  test('falls with each ack', () => {
    const node = new Single().news([SUSPECT, 1, 0, 2]);
    node.run(2 * INTERVAL, ackOf);
    node.nextPing();
    expect(period(node)).toBe(INTERVAL);
  });

  test.each([
    [3, 1],
    [2, 2],
    [0, 4],
  ])('with nacks of %i of three helpers the next wait is %i periods', (nacking, periods) => {
    const node = new Single();
    const { message } = node.nextPing();
    const helpers = ofKind(node.run(TIMEOUT), 'pingRequest').map(({ to }) => to);
    for (const helper of helpers.slice(0, nacking)) {
      node.hear(helper, { kind: 'nack', sequence: message.sequence });
      node.hear(helper, { kind: 'nack', sequence: message.sequence });
    }
    node.nextPing();
    expect(period(node)).toBe(periods * INTERVAL);
  });

  test('falls by one without a helper to ask', () => {
    const node = new Single({}, [1, 2]);
    node.nextPing();
    node.nextPing();
    expect(period(node)).toBe(2 * INTERVAL);
  });
});

describe('gossip', () => {
  const gossip = (node: Single, ticks: number) =>
    ofKind(
      node.run(ticks, ackOf).filter(({ message }) => message.kind === 'news'),
      'news',
    );

  test('goes to a few members while there is news, and its timer rests without', () => {
    const node = new Single();
    expect(node.timers('gossip')).toBe(0);
    node.news([SUSPECT, 3, 0, 2]);
    expect(node.timers('gossip')).toBe(1);
    const first = gossip(node, 200);
    expect(first).toHaveLength(3);
    expect(new Set(first.map(({ to }) => to)).size).toBe(3);
    expect(first[0]!.message.updates).toEqual(updatesOf([SUSPECT, 3, 0, 2]));
    gossip(node, 2 * INTERVAL);
    expect(node.timers('gossip')).toBe(0);
  });

  test('has a phase of its own, whenever the news comes', () => {
    const phases = [300, 371, 555, 910].map((ticks) => {
      const node = new Single({ heal: false });
      node.run(ticks, ackOf);
      node.news([ALIVE, 3, 1, 0]);
      const due = node.host.timers.find(({ kind }) => kind.name === 'gossip')!.due;
      expect(due - ticks).toBeGreaterThan(0);
      expect(due - ticks).toBeLessThanOrEqual(200);
      return due % 200;
    });
    expect(new Set(phases).size).toBe(1);
  });

  test('goes to one that was lately taken for dead, and later not', () => {
    const toThree = (delay: number) => {
      const options = { gossipNodes: 5, retransmitMult: 20, heal: false };
      const node = new Single(options).news([DEAD, 3, 0, 2]);
      node.run(delay, ackOf);
      node.news([ALIVE, 4, 1, 0]);
      return gossip(node, 200).some(({ to }) => to === 3);
    };
    expect([toThree(20_000), toThree(31_000)]).toEqual([true, false]);
  });

  test('is off at an interval of 0: news rides on pings and acks alone', () => {
    const node = new Single(SWIM).news([ALIVE, 3, 1, 0]);
    const sent = node.run(20 * INTERVAL, ackOf);
    expect(ofKind(sent, 'news')).toEqual([]);
    const carrying = ofKind(sent, 'ping').filter(
      ({ message }) => listOf(message.updates).length > 0,
    );
    expect(carrying).toHaveLength(4);
  });
});

function asked(sent: readonly Sent[]): number[] {
  return ofKind(sent, 'pushPull').map(({ to }) => to);
}

describe('joining', () => {
  test('a newcomer asks its introducers in turn until one has answered in full', () => {
    const node = new Single({ ...SWIM, introducers: [7, 8] }, []);
    const sent = [...node.taken(), ...node.run(4 * INTERVAL)];
    expect(asked(sent)).toEqual([7, 8, 7, 8, 7]);
    expect(sent[0]!.message).toMatchObject({ wanted: 0, updates: updatesOf([ALIVE, 1, 0, 0]) });
    const { session } = ofKind(sent, 'pushPull').at(-1)!.message;
    const reply = { kind: 'pushPullReply', session, wanted: 0, next: 0 } as const;
    // Of another exchange, or from somebody else, it is no answer.
    node.hear(8, { ...reply, updates: updatesOf([ALIVE, 9, 0, 0]) });
    node.hear(7, { ...reply, session: session + 1, updates: updatesOf([ALIVE, 9, 0, 0]) });
    expect(node.swim.size).toBe(1);
    node.hear(7, {
      ...reply,
      updates: updatesOf([ALIVE, 7, 0, 0], [ALIVE, 8, 2, 0], [DEAD, 9, 0, 0]),
    });
    expect(node.told).toEqual(['joined 7 0', 'joined 8 0']);
    expect(node.timers('contact') + node.timers('sync retry')).toBe(1);
    // What its group knew is no news that it would spread.
    expect(node.nextPing().message.updates).toEqual(updatesOf());
    node.run(INTERVAL, ackOf);
    expect(node.timers('contact') + node.timers('sync retry')).toBe(0);
  });

  test('an answer takes as many pages as it needs, each asked for again until it comes', () => {
    const node = new Single({ introducers: [7] }, []);
    node.taken();
    const page = (wanted: number, next: number, member: number): SwimMessage => ({
      ...{ kind: 'pushPullReply', session: 1, wanted, next },
      updates: updatesOf([ALIVE, member, 0, 0]),
    });
    node.hear(7, page(0, 10, 7));
    const second = ofKind(node.taken(), 'pushPull');
    expect(second.map(({ message }) => [message.wanted, message.updates])).toEqual([
      [10, updatesOf()],
    ]);
    // A doubled reply leads to no second request.
    node.hear(7, page(0, 10, 7));
    expect(node.taken()).toEqual([]);
    const again = ofKind(node.run(2 * INTERVAL, ackOf), 'pushPull');
    expect(again.map(({ message }) => message.wanted)).toEqual([10, 10]);
    node.hear(7, page(10, 20, 8)).hear(7, page(20, 0, 9));
    expect([...node.swim.members()]).toEqual([1, 7, 8, 9]);
    expect(node.timers('sync retry')).toBe(0);
  });

  test('a node answers with its table, page by page', () => {
    const many = Array.from({ length: 700 }, (_, i) => i + 1);
    const node = new Single({ introducers: [1] }, many).news([DEAD, 3, 4, 2]);
    const pages: number[] = [];
    let wanted = 0;
    do {
      node.taken();
      node.hear(9, { kind: 'pushPull', session: 5, wanted, updates: updatesOf() });
      const [reply] = ofKind(node.taken(), 'pushPullReply');
      expect([reply!.to, reply!.message.session, reply!.message.wanted]).toEqual([9, 5, wanted]);
      pages.push(...listOf(reply!.message.updates).map(({ member }) => member));
      if (wanted === 0)
        expect(listOf(reply!.message.updates)[2]).toEqual(listOf(updatesOf([DEAD, 3, 4, 0]))[0]);
      wanted = reply!.message.next;
    } while (wanted !== 0);
    expect(pages).toEqual(many);
  });

  test('whom the other takes for dead is suspected, by this node, and can refute', () => {
    const node = new Single();
    const page = updatesOf([DEAD, 3, 0, 0], [DEAD, 1, 0, 0], [LEFT, 4, 0, 0]);
    node.hear(2, { kind: 'pushPull', session: 1, wanted: 0, updates: page });
    expect(node.told).toEqual(['suspected 3', 'left 4']);
    expect(node.row(1)).toEqual({ state: 'alive', incarnation: 1 });
    const [reply] = ofKind(node.taken(), 'pushPullReply');
    expect(listOf(reply!.message.updates).map(({ member }) => member)).toContain(1);
    expect(listOf(node.nextPing().message.updates)).toEqual(
      expect.arrayContaining(listOf(updatesOf([SUSPECT, 3, 0, 1]))),
    );
  });
});

describe('push-pull', () => {
  test('exchanges states with a random member at its interval, and is off at 0', () => {
    const partners = (pushPullIntervalTicks: number) =>
      asked(new Single({ pushPullIntervalTicks }).run(300 * INTERVAL, ackOf));
    const found = partners(30 * INTERVAL);
    expect(found).toHaveLength(10);
    expect(new Set(found).size).toBeGreaterThan(2);
    expect(partners(0)).toEqual([]);
  });

  test('gets rarer in larger views: once more with each doubling above 32', () => {
    const scales = [1, 32, 33, 64, 65, 128, 129, 1024].map(pushPullScale);
    expect(scales).toEqual([1, 1, 2, 2, 3, 3, 4, 6]);
  });
});

describe('the healer', () => {
  /** How often in ten minutes it asks a member that was removed, or has left, and is silent. */
  const knocks = (options: Partial<SwimOptions>, state = DEAD) => {
    const node = new Single({ introducers: [], ...options }, [1, 2, 5]).news([state, 5, 0, 2]);
    const sent = node.run(600 * INTERVAL, (out) => (out.to === 5 ? undefined : ackOf(out)));
    return ofKind(sent, 'ping').filter(({ to }) => to === 5).length;
  };

  test('asks a removed member with probability f/n each half minute, and an introducer always', () => {
    const removed = knocks({});
    expect(removed).toBeGreaterThan(4);
    expect(removed).toBeLessThan(18);
    expect(knocks({ introducers: [5] })).toBeGreaterThan(removed + 8);
    expect(knocks({ healIntervalTicks: 10 * INTERVAL })).toBeGreaterThan(18);
  });

  test('is switched off; an introducer that left is still looked for, for it may come back', () => {
    expect(knocks({ heal: false, introducers: [5] })).toBe(0);
    expect(knocks({}, LEFT)).toBe(0);
    expect(knocks({ heal: false, introducers: [5] }, LEFT)).toBeGreaterThan(8);
  });

  test.each([true, false])('begins an exchange with one that answers: %s', (heal) => {
    const node = new Single({ heal }).news([DEAD, 3, 0, 2]);
    node.taken();
    node.hear(3, { kind: 'ack', sequence: 77, updates: updatesOf() });
    expect(ofKind(node.taken(), 'pushPull').map(({ to }) => to)).toEqual(heal ? [3] : []);
  });

  test('rests while nobody is removed', () => {
    const node = new Single().news([DEAD, 3, 0, 2]);
    expect(node.timers('contact')).toBe(1);
    node.news([ALIVE, 3, 1, 0]).run(60_000, ackOf);
    expect(node.timers('contact')).toBe(0);
  });
});

test('a goodbye goes to as many as any news, and to nobody removed', () => {
  const node = new Single().news([DEAD, 3, 0, 2]);
  node.taken();
  node.swim.leave();
  const sent = ofKind(node.taken(), 'news');
  expect(sent.map(({ to }) => to).sort()).toEqual([2, 4, 5]);
  for (const { message } of sent) expect(message.updates).toEqual(updatesOf([LEFT, 1, 0, 0]));
});

test('a node shows its view', () => {
  const { swim } = new Single().news([DEAD, 3, 0, 2], [SUSPECT, 4, 0, 2]);
  expect(swim.view.size).toBe(4);
  expect([...swim.view.members()]).toEqual([1, 2, 4, 5]);
  expect([2, 3, 4, 9].map((member) => swim.view.stateOf(member))).toEqual([
    'alive',
    'removed',
    'suspected',
    undefined,
  ]);
});

test('messages of other protocols are not its own', () => {
  expect(new Single().swim.onMessage(2, { kind: 'offer' })).toBe(false);
});

test('a host whose messages hold no two updates, or that ran out of incarnations, is refused', () => {
  const make = (change: Partial<FakeHost>) => () =>
    new Swim(
      Object.assign(new FakeHost(1), change),
      { ...SWIM, introducers: [] },
      new Single().swim as never,
    );
  expect(make({ maxMessageBytes: 40 })).toThrow('does not hold two updates');
  expect(make({ boot: 32_768 })).toThrow('no incarnations are left');
});
