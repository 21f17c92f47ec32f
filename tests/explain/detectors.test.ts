/** Why members are suspected and removed where they are probed, and where each watches all others. */

import { cluster, type ClusterOptions, runScenario, type Scenario } from '../../src/index';
import { explained, explainedCheck } from '../support/explained-runs';

type Protocol = 'swim' | 'lifeguard' | 'phi';

function scenarioOf(protocol: Protocol, options: Partial<ClusterOptions> = {}): Scenario {
  return cluster({
    ...{ nodes: 4, durationTicks: 60_000, tickMicros: 1000 },
    ...{ membership: { protocol }, ...options },
  });
}

const lossy = (protocol: Protocol) =>
  scenarioOf(protocol, {
    network: { loss: { probability: 0.4, firstTick: 5000, lastTick: 60_000 } },
    ...{ expect: [{ check: 'noFalseRemovals' }], nodes: 6, durationTicks: 120_000 },
  });

/** Prose without its line breaks. */
function prose(lines: readonly string[]): string {
  return lines.join('\n').replace(/\n {4,}(?=\S)/g, ' ');
}

function explainedFirst(scenario: Scenario, kind: 'suspected' | 'removed', node?: string): string {
  const { events } = runScenario(scenario);
  const found = [...events.where({ kind })].find(
    (event) => node === undefined || event.node === node,
  );
  return prose(explained(scenario, '1', found!.id));
}

/** From tick 10,000 on nothing gets to n4 but from n3, and nothing of n3 to n1. */
const noWay = (protocol: Protocol) =>
  scenarioOf(protocol, {
    faults: [
      { id: 'deaf', at: 10_000, link: { loss: 1 }, from: { nodes: [1, 2] }, to: { nodes: [4] } },
      { id: 'mute', at: 10_000, link: { loss: 1 }, from: { nodes: [3] }, to: { nodes: [1] } },
    ],
  });

test.each(['swim', 'lifeguard'] as const)('%s: each way of a probe is told to its end', (name) => {
  const text = explainedFirst(noWay(name), 'suspected', 'n1');
  const [, tick] = /n1 pinged n4 at tick (\d+)/.exec(text) ?? [];
  const at = Number(tick);
  expect(text).toMatch(
    /^n1 suspected n4 at tick \d+ \(event \d+\), because n4 did not answer its probe\./,
  );
  expect(text).toContain(`the ping was lost at tick ${at} (step "deaf" loses 100 %).`);
  expect(text).toMatch(RegExp(`At tick ${at + 500} it asked (n2 and n3|n3 and n2) to ping n4:`));
  const request = `the request arrived at tick ${at + 501}`;
  expect(text).toContain(
    `n2: ${request}; its ping was lost at tick ${at + 501} (step "deaf" loses 100 %).`,
  );
  expect(text).toContain(
    `n3: ${request}; its ping arrived at tick ${at + 502}; ` +
      `the ack of n4 arrived at tick ${at + 503}; ` +
      `its own ack was lost at tick ${at + 503} (step "mute" loses 100 %).`,
  );
});

test.each(['swim', 'lifeguard'] as const)(
  '%s: a suspicion by hearsay goes back to the probe',
  (name) => {
    const scenario = lossy(name);
    const { events } = runScenario(scenario);
    const texts = events
      .where({ kind: 'suspected' })
      .slice(20, 40)
      .map(({ id }) => {
        return prose(explained(scenario, '1', id));
      });
    const told = texts.filter((text) => /, because n\d told it so\./.test(text));
    const found = told.filter((text) => text.includes('Who had found out by itself:\n'));
    expect(told.length).toBeGreaterThan(5);
    expect(found.length).toBeGreaterThan(0.8 * told.length);
    for (const text of found) {
      expect(text).toMatch(
        /\n {2}(n\d) suspected (n\d) at tick .*, after a probe of its own, the first/,
      );
      expect(text).toMatch(/\n {2}n\d pinged n\d at tick \d+ \(event \d+\): /);
    }
  },
);

/** What is to be said of the first who heard of a member again between its suspicion and its removal. */
function refutationOf(protocol: Protocol, member: string, observer: string): string {
  const { events } = runScenario(lossy(protocol));
  const about = events
    .where({ kind: ['suspected', 'aliveAgain', 'removed'] })
    .filter((event) => event.member === member);
  const end = about.findIndex(({ kind, node }) => kind === 'removed' && node === observer);
  const before = about.slice(0, end);
  const begin = before.findLastIndex(({ kind, node }) => kind === 'suspected' && node === observer);
  const heard = before.slice(begin).find(({ kind }) => kind === 'aliveAgain');
  if (heard === undefined) return `Nobody heard of ${member} again since then.`;
  const { node, time, id } = heard;
  return `${node} heard of ${member} again at tick ${time} (event ${id}): it had refuted it.`;
}

test.each(['swim', 'lifeguard'] as const)('%s: a false removal tells of the refutation', (name) => {
  const [first] = explainedCheck(lossy(name), '1', 'noFalseRemovals');
  const text = prose(first!.lines);
  const [, observer, member, ticks] =
    /^(n\d) removed (n\d) at tick .* because it heard no refutation in the\s+(\d+) ticks/.exec(
      text,
    ) ?? [];
  expect(Number(ticks)).toBeGreaterThanOrEqual(4000);
  expect(text).toMatch(
    RegExp(`\\n  ${observer} suspected ${member} at tick \\d+ .*(told it so|of its own)\\.`),
  );
  expect(text).toContain(refutationOf(name, member!, observer!));
  expect(text).toMatch(
    RegExp(`Of \\d+ messages sent to ${observer} since tick .* arrived, and none refuted it\\.`),
  );
});

test('phi: a removal tells of each beat since the last that came', () => {
  const cut = { from: { nodes: [4] }, to: { nodes: [1] }, link: { loss: 1 } };
  const scenario = scenarioOf('phi', { faults: [{ id: 'mute', at: 10_500, ...cut }] });
  const { events } = runScenario(scenario, { events: 'messages' });
  const { id, time } = events.where({ kind: 'removed', node: 'n1' })[0]!;
  const beats = events.where({ kind: 'delivered', node: 'n1' });
  const last = beats.findLast((beat) => beat.from === 'n4' && beat.time < time)!.time;
  const lost = events
    .where({ kind: 'lost', node: 'n4' })
    .filter((one) => one.to === 'n1' && one.type === 'beat');
  const text = prose(explained(scenario, '1', id));
  expect(text).toContain(`because it had heard nothing new of n4\n  since tick ${last}.`);
  const count = lost.filter((beat) => beat.time < time).length;
  expect(count).toBeGreaterThan(10);
  expect(text).toContain(
    `Of ${count} messages sent by n4 to n1 itself since tick ${last}, all lost (step "mute" loses 100 %).`,
  );
  expect(text).toMatch(/n1 suspected n4 at tick \d+/);
});

test.each(['swim', 'lifeguard', 'phi'] as const)(
  '%s: why one that crashed is in a view to the end',
  (protocol) => {
    const faults = [{ id: 'crash', at: 55_500, crash: { nodes: [2] } }];
    const [found] = explainedCheck(scenarioOf(protocol, { faults }), '1', 'failedRemoved');
    const text = prose(found!.lines);
    expect(text).toMatch(
      /and n1 still has n2 in its\s+view at the end, tick 60000, because it had/,
    );
    expect(text).toContain('n2 crashed at tick 55500');
    if (protocol === 'phi') expect(text).toContain('No message was sent by n2 to n1 itself');
    else
      expect(text).toMatch(
        /n\d pinged n2 at tick \d+ .*: the ping met nobody at tick \d+: n2 crashed/,
      );
  },
);
