import fc from 'fast-check';
import { NodeClock } from '../../src/simulation/node-clock';

test('a clock that nobody touched shows the time of the simulation', () => {
  const clock = new NodeClock();
  expect([clock.monotonic(7), clock.wall(7), clock.wait(3)]).toEqual([7, 7, 3]);
});

test('a step moves the wall clock alone, forwards or back', () => {
  const clock = new NodeClock();
  clock.step(5000);
  expect([clock.monotonic(10), clock.wall(10)]).toEqual([10, 5010]);
  clock.step(-6000);
  expect([clock.monotonic(10), clock.wall(10)]).toEqual([10, -990]);
});

test('drift counts from when it begins, and ends', () => {
  const clock = new NodeClock();
  clock.drift(100_000, 1000);
  expect(clock.monotonic(1000)).toBe(1000);
  expect(clock.monotonic(2000)).toBe(2100);
  expect(clock.wall(2000)).toBe(2100);
  clock.drift(0, 2000);
  expect(clock.monotonic(3000)).toBe(3100);
  clock.drift(-500_000, 3000);
  expect(clock.monotonic(3010)).toBe(3105);
});

test('a fast clock waits less, a slow one more, never less than it shows', () => {
  const clock = new NodeClock();
  clock.drift(100_000, 0);
  expect(clock.wait(1100)).toBe(1000);
  expect(clock.wait(1)).toBe(1);
  expect(clock.wait(0)).toBe(0);
  clock.drift(-500_000, 0);
  expect(clock.wait(10)).toBe(20);
});

test('whatever drifts, the monotonic clock never steps back, and a wait is long enough', () => {
  const changes = fc.array(
    fc.record({
      ppm: fc.integer({ min: -900_000, max: 1_000_000 }),
      after: fc.integer({ min: 0, max: 10_000 }),
      delay: fc.integer({ min: 0, max: 10_000 }),
    }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(changes, (list) => {
      const clock = new NodeClock();
      let now = 0;
      let last = 0;
      for (const { ppm, after, delay } of list) {
        clock.drift(ppm, now);
        const shown = clock.monotonic(now);
        expect(clock.monotonic(now + clock.wait(delay))).toBeGreaterThanOrEqual(shown + delay - 1);
        now += after;
        expect(clock.monotonic(now)).toBeGreaterThanOrEqual(last);
        last = clock.monotonic(now);
      }
    }),
  );
});
