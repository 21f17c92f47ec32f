import fc from 'fast-check';

import { compareVersions } from '../../../src/protocol/store/record';
import { VersionClock } from '../../../src/protocol/store/version-clock';
import { FakeHost } from '../../support/protocol-host';
import { tries } from '../../support/trials';

const set = fc.record({ kind: fc.constant('set' as const), to: fc.nat(50) });
const observe = fc.record({ kind: fc.constant('observe' as const), to: fc.nat(50) });
const restart = fc.record({ kind: fc.constant('restart' as const), to: fc.constant(0) });

describe('a version clock', () => {
  test('by the wall stamps what the wall says, whatever it has seen', () => {
    const host = new FakeHost(3);
    const clock = new VersionClock(host, 'wall');
    host.wallAhead = 40;
    clock.observe(1000);
    expect(clock.stamp()).toMatchObject({ timestamp: 40, storageId: host.storageId });
    host.wallAhead = 5;
    expect(clock.stamp().timestamp).toBe(5);
  });

  test('that is hybrid goes by the wall, and never to or below what it has seen', () => {
    const host = new FakeHost(3);
    const clock = new VersionClock(host, 'hybrid');
    const times = () => clock.stamp().timestamp;
    host.now = 40;
    expect([times(), times()]).toEqual([40, 41]);
    clock.observe(60);
    clock.observe(50);
    expect([times(), times()]).toEqual([61, 62]);
    host.now = 100;
    expect(times()).toBe(100);
    host.wallAhead = -90;
    expect(times()).toBe(101);
  });

  test.each(['wall', 'hybrid'] as const)('%s never stamps twice alike', (kind) => {
    const what = fc.array(fc.oneof(set, observe, restart), { maxLength: 30 });
    fc.assert(
      fc.property(what, (all) => {
        const host = new FakeHost(3);
        let clock = new VersionClock(host, kind);
        let highest = -1;
        const stamped = new Set<string>();
        for (const { kind: what, to } of all) {
          if (what === 'set') host.wallAhead = to;
          else if (what === 'restart') {
            host.restart();
            clock = new VersionClock(host, kind);
            highest = -1;
          } else {
            clock.observe(to);
            highest = Math.max(highest, to);
          }
          const version = clock.stamp();
          if (kind === 'hybrid') expect(version.timestamp).toBeGreaterThan(highest);
          highest = Math.max(highest, version.timestamp);
          stamped.add(JSON.stringify(version));
        }
        expect(stamped.size).toBe(all.length);
      }),
      { seed: 1, numRuns: tries(300) },
    );
  });

  test('that is hybrid stamps in the order in which it is asked', () => {
    const host = new FakeHost(3);
    const clock = new VersionClock(host, 'hybrid');
    const first = clock.stamp();
    host.wallAhead = -5000;
    expect(compareVersions(clock.stamp(), first)).toBeGreaterThan(0);
  });
});
