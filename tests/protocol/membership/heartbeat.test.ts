import type { Host, Program } from '../../../src/protocol/host';
import { fanOutFor } from '../../../src/protocol/membership/fan-out';
import { Heartbeat, type HeartbeatOptions } from '../../../src/protocol/membership/heartbeat';
import {
  type HeartbeatMessage,
  heartbeatMessages,
  type Rows,
} from '../../../src/protocol/membership/heartbeat-messages';
import type { MembershipEvent } from '../../../src/protocol/membership/membership-events';
import type { Message } from '../../../src/protocol/message';
import { RandomRoot } from '../../../src/simulation/random';
import { rowsOf } from '../../support/protocol-arbitraries';
import type { Sent } from '../../support/protocol-host';
import { FakeWorld } from '../../support/protocol-world';

const TFAIL = 5;
const TREMOVE = 20;
const OPTIONS: HeartbeatOptions = {
  introducers: [1],
  periodTicks: 1,
  failTicks: TFAIL,
  removeTicks: TREMOVE,
  joinRetryTicks: 5,
  fanOut: 'auto' as const,
  incarnations: 'kept' as const,
};

/** A heartbeat as a whole program, with what it told its listener. */
class Member implements Program {
  readonly told: string[] = [];
  readonly heartbeat: Heartbeat;

  constructor(host: Host, options: HeartbeatOptions) {
    const tell = (what: string) => (member: number, incarnation?: number) => {
      this.told.push(
        [what, `n${member}`, incarnation].filter((part) => part !== undefined).join(' '),
      );
    };
    this.heartbeat = new Heartbeat(host, options, {
      joined: tell('joined'),
      returned: tell('returned'),
      suspected: tell('suspected'),
      aliveAgain: tell('aliveAgain'),
      removed: tell('removed'),
      left: tell('left'),
    });
  }

  start(): void {
    this.heartbeat.start();
  }

  leave(): void {
    this.heartbeat.leave();
  }

  onMessage(from: number, message: Message): boolean {
    return this.heartbeat.onMessage(from, message);
  }

  onTimer(...[kind]: Parameters<Program['onTimer']>): void {
    this.heartbeat.onTimer(kind);
  }

  onDisk(): void {
    throw new Error('membership has no disk');
  }

  onCommand(): void {
    throw new Error('membership has no clients');
  }

  inspect(): { member: number; incarnation: number; heartbeat: number; state: string }[] {
    return this.heartbeat.inspect() as ReturnType<Member['inspect']>;
  }
}

class Group extends FakeWorld<Member> {
  constructor(options: Partial<HeartbeatOptions> = {}, seed?: string, maxMessageBytes = 3983) {
    super(
      (host) => new Member(host, { ...OPTIONS, ...options }),
      (host) => {
        host.maxMessageBytes = maxMessageBytes;
      },
      seed,
    );
  }

  view(node: number): number[] {
    return [...this.program(node).heartbeat.view.members()].sort((a, b) => a - b);
  }

  /** The nodes that run and do not see exactly those that run. */
  get disagreeing(): number[] {
    const up = [...this.programs.keys()].sort((a, b) => a - b).join();
    return [...this.programs.keys()].filter((node) => this.view(node).join() !== up);
  }

  incarnation(node: number, seenBy: number): number | undefined {
    return this.program(seenBy)
      .inspect()
      .find(({ member }) => member === node)?.incarnation;
  }

  /** Cuts some nodes off from all the others. */
  cutOff(...nodes: number[]): this {
    this.fate = ({ from, to }) => (nodes.includes(from) === nodes.includes(to) ? 1 : 0);
    return this;
  }

  heal(): this {
    this.fate = () => 1;
    return this;
  }

  /** What was told of a member at all nodes but itself. */
  toldOf(member: number): string[] {
    return [...this.programs].flatMap(([node, { told }]) =>
      node === member ? [] : told.filter((line) => line.split(' ')[1] === `n${member}`),
    );
  }

  deliver(to: number, from: number, message: HeartbeatMessage): this {
    this.program(to).onMessage(from, message);
    return this;
  }
}

const TEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

function ten(options?: Partial<HeartbeatOptions>, seed?: string): Group {
  return new Group(options, seed).start(...TEN).run(15);
}

const gossip = (rows: Rows): HeartbeatMessage => ({ kind: 'gossip', rows });

function rowCount(sent: Sent): number {
  const { rows } = sent.message as Extract<HeartbeatMessage, { kind: 'gossip' }>;
  return (rows.end - rows.start) / 3;
}

describe('joining', () => {
  test('shows every node to every node, each once', () => {
    const group = ten();
    expect(group.disagreeing).toEqual([]);
    for (const node of TEN) {
      const joined = group.program(node).told.filter((line) => line.startsWith('joined'));
      expect(joined.sort()).toEqual(TEN.map((member) => `joined n${member} 0`).sort());
      expect(group.program(node).told).toHaveLength(10);
    }
  });

  test('is recorded as it was told, and says who starts the group', () => {
    const group = new Group().start(1, 2).run(5);
    const kinds = (node: number) => group.host(node).events.map(({ kind }) => kind);
    expect(kinds(1)).toEqual(['groupStarted', 'joined', 'joined']);
    expect(kinds(2)).toEqual(['joinTried', 'joined', 'joined']);
  });

  test('is asked for again and again until it is answered', () => {
    const group = new Group().start(2).run(47);
    const asked = group.sentOf('joinRequest');
    expect(asked).toHaveLength(10);
    expect(asked.every(({ to }) => to === 1)).toBe(true);
    group.start(1).run(20);
    expect(group.disagreeing).toEqual([]);
    const answered = group.history.length;
    group.run(50);
    expect(group.sentOf('joinRequest', answered)).toEqual([]);
  });

  test('succeeds though most requests and replies are lost', () => {
    const draw = new RandomRoot('lost').stream('joining');
    const group = new Group();
    group.fate = ({ message }) => (message.kind === 'gossip' || draw.below(5) === 0 ? 1 : 0);
    group.start(...TEN).run(200);
    expect(group.disagreeing).toEqual([]);
  });

  test('goes through any of several introducers', () => {
    const group = new Group({ introducers: [1, 2, 3] }).start(3, 4, 5).run(10);
    expect(group.disagreeing).toEqual([]);
  });

  test('answers with a large table in parts that fit', () => {
    const all = Array.from({ length: 1000 }, (_, i) => i + 1);
    const group = new Group().start(1);
    const rows = all.slice(1, 999).map((id) => [id, 0, 1] as const);
    for (let i = 0; i < rows.length; i += 200) {
      group.deliver(1, 2, gossip(rowsOf(...rows.slice(i, i + 200))));
    }
    group.host(1).take();
    group.deliver(1, 1000, { kind: 'joinRequest', incarnation: 0, heartbeat: 3 });
    const replies = group.host(1).take();
    expect(replies.map(({ to, message }) => [to, message.kind])).toEqual(
      Array(4).fill([1000, 'joinReply']),
    );
    for (const { message } of replies) {
      expect(heartbeatMessages.encode(message).length).toBeLessThanOrEqual(3983);
    }
    const joining = new Group().start(1000);
    for (const { message } of replies) joining.deliver(1000, 1, message as HeartbeatMessage);
    expect(joining.view(1000)).toEqual(all);
  });

  test('works in messages of 100 bytes, none of which is larger', () => {
    const group = new Group({}, undefined, 100).start(...TEN, 11, 12, 13, 14, 15, 16).run(60);
    expect(group.disagreeing).toEqual([]);
    for (const { message } of group.history) {
      expect(heartbeatMessages.size(message)).toBeLessThanOrEqual(100);
    }
    expect(group.toldOf(3).filter((line) => line.startsWith('removed'))).toEqual([]);
  });
});

describe('a member that falls silent', () => {
  test('is suspected after the failure time, removed after the removal time, by everyone', () => {
    const group = ten().crash(4);
    const crashed = group.now;
    const when = (what: string) => TEN.filter((n) => n !== 4).map((n) => at(group, n, what));
    const at = (of: Group, node: number, what: string) =>
      of.program(node).told.includes(what) ? of.now - crashed : undefined;
    const seen = { suspected: new Set<unknown>(), removed: new Set<unknown>() };
    const before = { suspected: Infinity, removed: Infinity };
    for (let tick = 1; tick <= TREMOVE + 10; tick++) {
      group.run(1);
      for (const what of ['suspected', 'removed'] as const) {
        if (when(`${what} n4`).some((time) => time !== undefined)) {
          before[what] = Math.min(before[what], tick);
        }
        if (when(`${what} n4`).every((time) => time !== undefined)) seen[what].add(tick);
      }
    }
    expect(before.suspected).toBeGreaterThanOrEqual(TFAIL);
    expect(before.removed).toBeGreaterThanOrEqual(TREMOVE);
    expect(Math.min(...([...seen.suspected] as number[]))).toBeLessThanOrEqual(TFAIL + 5);
    expect(Math.min(...([...seen.removed] as number[]))).toBeLessThanOrEqual(TREMOVE + 5);
    expect(group.disagreeing).toEqual([]);
  });

  test('is removed exactly once by each, and nobody else is', () => {
    const group = ten().crash(2, 3, 4, 5, 6).run(300);
    for (const node of [1, 7, 8, 9, 10]) {
      const removed = group.program(node).told.filter((line) => line.startsWith('removed'));
      expect(removed.sort()).toEqual([
        'removed n2',
        'removed n3',
        'removed n4',
        'removed n5',
        'removed n6',
      ]);
    }
  });

  test('is not gossiped about while suspected, so that only news travels', () => {
    const group = ten()
      .crash(4)
      .run(TFAIL + 4);
    const before = group.history.length;
    group.run(5);
    for (const { message } of group.sentOf('gossip', before)) {
      const { words, start, end } = (message as { rows?: Rows }).rows!;
      const ids = [...words.subarray(start, end)].filter((_, i) => i % 3 === 0);
      expect(ids).not.toContain(4);
    }
  });

  test('is alive again as soon as it is heard of, without a new incarnation', () => {
    const group = ten()
      .cutOff(4)
      .run(TFAIL + 6)
      .heal();
    // Nobody gossips to a suspect; it is the suspect that speaks first, having suspected all.
    group.deliver(1, 4, gossip(rowsOf([4, 0, 1000])));
    expect(group.program(1).told.slice(-1)).toEqual(['aliveAgain n4']);
    expect(group.program(1).heartbeat.view.stateOf(4)).toBe('alive');
    expect(group.incarnation(4, 1)).toBe(0);
  });

  test('is remembered: gossip as old as its removal never brings it back', () => {
    const group = ten();
    const last = group.program(4).inspect()[0]!.heartbeat;
    group.crash(4).run(TREMOVE + 6);
    const before = group.toldOf(4).length;
    for (let heartbeat = 0; heartbeat <= last; heartbeat++) {
      for (const node of [1, 2, 3]) group.deliver(node, 5, gossip(rowsOf([4, 0, heartbeat])));
    }
    group.run(30);
    expect(group.toldOf(4)).toHaveLength(before);
    expect(group.disagreeing).toEqual([]);
  });

  test('is told, when it turns out to live, that it was removed', () => {
    const group = ten()
      .crash(4)
      .run(TREMOVE + 6);
    group.host(1).take();
    group.deliver(1, 5, gossip(rowsOf([4, 0, 1_000_000])));
    expect(group.host(1).take()).toEqual([
      { from: 1, to: 4, message: { kind: 'removalNotice', incarnation: 0 } },
    ]);
    expect(group.program(1).heartbeat.view.stateOf(4)).toBe('removed');
  });
});

describe('a member that returns', () => {
  test.each([1, 3, 8, 15, 30, 100])('%i ticks after its crash is seen by all as new', (ticks) => {
    const group = ten().crash(4).run(ticks).start(4).run(15);
    expect(group.disagreeing).toEqual([]);
    const seen = new Set(TEN.map((node) => group.incarnation(4, node)));
    expect([...seen]).toEqual([group.incarnation(4, 4)]);
    expect(group.incarnation(4, 4)).toBeGreaterThan(0);
    const after = ticks >= TREMOVE + 5 ? 'joined' : 'returned';
    for (const node of TEN.filter((other) => other !== 4)) {
      const told = group.program(node).told.filter((line) => line.includes('n4 '));
      expect(told.at(-1)).toBe(`${after} n4 ${group.incarnation(4, 4)!}`);
    }
  });

  test('is not removed once more later', () => {
    const group = ten().crash(4).run(30).start(4).run(15);
    const removals = () => group.toldOf(4).filter((line) => line.startsWith('removed'));
    const before = removals().length;
    group.run(100);
    expect(removals()).toHaveLength(before);
  });

  test('is seen as new after every one of many restarts', () => {
    const group = ten();
    for (let round = 1; round <= 5; round++) {
      group.crash(4).run(round * 7);
      group.start(4).run(15);
      expect(group.disagreeing).toEqual([]);
      expect(group.incarnation(4, 9)).toBeGreaterThanOrEqual(round);
    }
  });

  test('is seen as new though it lives longer than before until it reaches anyone', () => {
    const group = new Group().start(...TEN).run(6);
    group.crash(4).cutOff(4).start(4).run(12);
    group.heal().run(30);
    expect(group.disagreeing).toEqual([]);
    for (const node of TEN) expect(group.incarnation(4, node)).toBeGreaterThan(0);
  });

  test('and lost contact to all for long comes back, and so do all to it', () => {
    const group = ten().cutOff(4, 5).run(40);
    expect(group.view(1)).toEqual([1, 2, 3, 6, 7, 8, 9, 10]);
    expect(group.view(4)).toEqual([4, 5]);
    group.heal().run(2 * TREMOVE + 15);
    expect(group.disagreeing).toEqual([]);
  });
});

describe('the introducer', () => {
  test('is missed by nobody who has joined', () => {
    const group = ten().crash(1).run(30);
    expect(group.disagreeing).toEqual([]);
  });

  test.each([1, 3, 8, 15, 30, 100])('that comes back after %i ticks finds its group', (ticks) => {
    const group = ten().run(100).crash(1).run(ticks);
    group.start(1).run(2 * TREMOVE + 15);
    expect(group.disagreeing).toEqual([]);
    for (const node of TEN) expect(group.incarnation(1, node)).toBeGreaterThan(0);
  });

  test('lets in after its return those who came while it was away', () => {
    const group = new Group().start(1, 2, 3).run(10).crash(1);
    group
      .start(4, 5)
      .run(40)
      .start(1)
      .run(2 * TREMOVE + 15);
    expect(group.disagreeing).toEqual([]);
  });

  test('that was cut off and meets the other one again makes one group of two', () => {
    const group = new Group({ introducers: [1, 2] }).cutOff(1, 3, 5);
    group.start(1, 2, 3, 4, 5, 6).run(60);
    expect([group.view(1), group.view(2)]).toEqual([
      [1, 3, 5],
      [2, 4, 6],
    ]);
    group.heal().run(2 * TREMOVE + 15);
    expect(group.disagreeing).toEqual([]);
  });

  test('is asked by another for ever', () => {
    const group = new Group({ introducers: [1, 2] }).start(2, 3).run(200);
    const asked = group.sentOf('joinRequest').filter(({ to }) => to === 1);
    expect(new Set(asked.map(({ from }) => from))).toEqual(new Set([2, 3]));
    expect(asked.length).toBeGreaterThanOrEqual(2 * (200 / TREMOVE - 2));
  });
});

describe('a member that leaves', () => {
  /** Has it say goodbye and go down; its goodbyes are under way. */
  function leaves(group: Group, node: number): Group {
    group.program(node).leave();
    const goodbyes = group.host(node).take();
    group.crash(node);
    for (const { to, message } of goodbyes) group.deliver(to, node, message as HeartbeatMessage);
    return group;
  }

  test('tells each member once, and nobody else', () => {
    const group = ten();
    group.host(4).take();
    group.program(4).leave();
    const sent = group.host(4).take();
    expect(sent.map(({ to }) => to).sort((a, b) => a - b)).toEqual(TEN.filter((n) => n !== 4));
    for (const { message } of sent) expect(message).toEqual({ kind: 'leaving', incarnation: 0 });
  });

  test('is out of every view at once, as left, and never suspected nor removed', () => {
    const group = leaves(ten(), 4);
    expect(group.disagreeing).toEqual([]);
    for (const node of TEN.filter((other) => other !== 4)) {
      expect(group.program(node).told.at(-1)).toBe('left n4');
      expect(group.host(node).events.at(-1)).toEqual({ kind: 'left', member: 4, incarnation: 0 });
      expect(group.program(node).heartbeat.view.size).toBe(9);
      expect(group.program(node).heartbeat.view.stateOf(4)).toBe('removed');
    }
    const before = group.toldOf(4).length;
    group.run(3 * TREMOVE);
    expect(group.toldOf(4)).toHaveLength(before);
    expect(group.disagreeing).toEqual([]);
  });

  test('is not brought back by gossip of its life, old or newer than the goodbye', () => {
    const group = leaves(ten(), 4);
    const before = group.toldOf(4).length;
    for (const heartbeat of [0, 5, 14, 15, 16, 1000]) {
      for (const node of [1, 2, 3]) group.deliver(node, 5, gossip(rowsOf([4, 0, heartbeat])));
    }
    group.run(30);
    expect(group.toldOf(4)).toHaveLength(before);
    expect(group.disagreeing).toEqual([]);
  });

  test('is not taken out twice by a doubled goodbye', () => {
    const group = leaves(ten(), 4);
    group.deliver(1, 4, { kind: 'leaving', incarnation: 0 });
    expect(group.program(1).told.filter((line) => line === 'left n4')).toHaveLength(1);
    expect(group.program(1).heartbeat.view.size).toBe(9);
  });

  test('is taken out as suspected and removed where its goodbye was lost', () => {
    const group = ten().crash(4);
    group.deliver(1, 4, { kind: 'leaving', incarnation: 0 });
    group.run(TREMOVE + 6);
    expect(group.program(1).told.at(-1)).toBe('left n4');
    expect(group.program(2).told.slice(-2)).toEqual(['suspected n4', 'removed n4']);
    expect(group.disagreeing).toEqual([]);
  });

  test.each([1, 8, 30])('and joins again %i ticks later is there, and stays', (ticks) => {
    const group = leaves(ten(), 4).run(ticks).start(4).run(15);
    expect(group.disagreeing).toEqual([]);
    const incarnation = group.incarnation(4, 4)!;
    expect(incarnation).toBeGreaterThan(0);
    for (const node of TEN.filter((other) => other !== 4)) {
      expect(group.program(node).told.at(-1)).toBe(`joined n4 ${incarnation}`);
    }
    // A goodbye of its earlier life that was long under way is of no account.
    const before = group.toldOf(4).length;
    group.deliver(1, 4, { kind: 'leaving', incarnation: 0 }).run(60);
    expect(group.toldOf(4)).toHaveLength(before);
    expect(group.disagreeing).toEqual([]);
  });

  test('and was never heard of, or is the one who is told, is nobody that could leave', () => {
    const group = ten();
    const told = group.program(1).told.length;
    group.deliver(1, 77, { kind: 'leaving', incarnation: 0 });
    group.deliver(1, 1, { kind: 'leaving', incarnation: 0 });
    expect(group.program(1).told).toHaveLength(told);
    expect(group.program(1).heartbeat.view.size).toBe(10);
  });
});

describe('suspects', () => {
  const LEFT = [1, 2, 3, 4, 5];
  const CUT = TREMOVE - 5;
  const removals = (group: Group) =>
    TEN.flatMap((node) => group.program(node).told).filter((line) => line.startsWith('removed'));

  test.seeds(20)(
    'two halves cut off for less than TREMOVE do not remove each other',
    ({ seed }) => {
      const group = ten({}, seed)
        .cutOff(...LEFT)
        .run(CUT);
      expect(removals(group)).toEqual([]);
      const suspects = TEN.flatMap((node) => {
        const { view } = group.program(node).heartbeat;
        const others = TEN.filter((other) => LEFT.includes(other) !== LEFT.includes(node));
        return others.filter((other) => view.stateOf(other) === 'suspected');
      });
      // Nearly all: a few were heard of late, from others of the half.
      expect(suspects.length).toBeGreaterThan(35);
      group.heal().run(3 * TREMOVE);
      expect(removals(group)).toEqual([]);
      expect(group.disagreeing).toEqual([]);
    },
  );

  test.seeds(20)('without a word to suspects they would', ({ seed }) => {
    const group = ten({}, seed)
      .cutOff(...LEFT)
      .run(CUT);
    group.fate = (sent) => (sent.message.kind === 'gossip' && rowCount(sent) === 1 ? 0 : 1);
    group.run(3 * TREMOVE);
    expect(removals(group).length).toBeGreaterThanOrEqual(25);
  });

  test('one a period is sent the row of the node alone', () => {
    const group = ten()
      .cutOff(4)
      .run(TFAIL + 5);
    const before = group.history.length;
    group.run(3);
    const toFour = group.sentOf('gossip', before).filter(({ to }) => to === 4);
    expect(toFour.map(({ from }) => from).sort((a, b) => a - b)).toEqual(
      TEN.filter((node) => node !== 4).flatMap((node) => [node, node, node]),
    );
    for (const sent of toFour) {
      expect(rowCount(sent)).toBe(1);
      const { words, start } = (sent.message as { rows?: Rows }).rows!;
      expect(words[start]).toBe(sent.from);
    }
    const fromFour = group.sentOf('gossip', before).filter(({ from }) => from === 4);
    expect(fromFour).toHaveLength(3);
  });

  test('that are removed, or of whom there are none, are sent nothing', () => {
    const group = ten()
      .crash(4)
      .run(TREMOVE + 8);
    const before = group.history.length;
    group.run(5);
    expect(group.history.slice(before).filter(({ to }) => to === 4)).toEqual([]);
    const calm = ten();
    const since = calm.history.length;
    calm.run(5);
    expect(calm.history.slice(since)).toHaveLength(10 * 5 * fanOutFor(10, TFAIL, TREMOVE));
  });
});

describe('messages', () => {
  test.seeds(10)('doubled, late and in any order change nothing for the worse', ({ seed }) => {
    const draw = new RandomRoot(seed).stream('trouble');
    const group = new Group({}, seed);
    const late: Sent[] = [];
    group.fate = () => draw.below(3);
    group.order = (mail) => {
      // Some are kept back, for up to a dozen ticks.
      late.push(...mail);
      const now = late.filter(() => draw.below(3) > 0);
      for (const sent of now) late.splice(late.indexOf(sent), 1);
      return now.reverse();
    };
    group.start(...TEN).run(60);
    group.crash(4).run(60);
    group.fate = () => 1;
    group.run(60);
    expect(group.disagreeing).toEqual([]);
    const removed = TEN.filter((n) => n !== 4).flatMap((n) => group.program(n).told);
    expect(removed.filter((line) => line.startsWith('removed'))).toEqual(
      Array(9).fill('removed n4'),
    );
  });

  test('lost one in ten cost no live member its place in 2000 ticks', () => {
    const draw = new RandomRoot('loss').stream('loss');
    const group = ten();
    group.fate = () => (draw.below(10) === 0 ? 0 : 1);
    for (let i = 0; i < 20; i++) {
      group.run(100);
      group.history.length = 0;
    }
    expect(TEN.flatMap((node) => group.program(node).told).join()).not.toContain('removed');
  });

  test('of other protocols are not its own', () => {
    const group = new Group().start(1);
    expect(group.program(1).onMessage(2, { kind: 'offer' })).toBe(false);
  });

  test('each go to as many as the fan-out says, to nobody twice, never to itself', () => {
    const group = ten();
    const before = group.history.length;
    group.step();
    for (const node of TEN) {
      const sent = group.sentOf('gossip', before).filter(({ from }) => from === node);
      const targets = sent.map(({ to }) => to);
      expect(new Set(targets).size).toBe(fanOutFor(10, TFAIL, TREMOVE));
      expect(targets).not.toContain(node);
      expect(sent.map(rowCount)).toEqual(sent.map(() => 10));
    }
  });
});

describe('what a node shows of its view', () => {
  test('its size, states and members agree', () => {
    const group = ten().crash(4).run(30);
    const { view } = group.program(1).heartbeat;
    expect(view.size).toBe(9);
    expect(view.stateOf(4)).toBe('removed');
    expect(view.stateOf(5)).toBe('alive');
    expect(view.stateOf(77)).toBeUndefined();
    expect([...view.members()]).toHaveLength(9);
  });

  test('its events are those of its listener', () => {
    const group = ten().crash(4).run(30).start(4).run(15);
    const { told } = group.program(7);
    const events = group.host(7).events as MembershipEvent[];
    const recorded = events.flatMap((event) => ('member' in event ? [event] : []));
    expect(recorded.map((event) => `${event.kind} n${event.member}`)).toEqual(
      told.map((line) => line.split(' ').slice(0, 2).join(' ')),
    );
  });
});
