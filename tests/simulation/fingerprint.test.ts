import fc from 'fast-check';
import { Fingerprint } from '../../src/simulation/fingerprint';
import { tries } from '../support/trials';

type Words = [number, number, number, number, number, number, number, number];

const word = fc.oneof(fc.integer(), fc.nat(300), fc.constantFrom(0, 1, -1, -(2 ** 31)));
const words: fc.Arbitrary<Words> = fc.tuple(word, word, word, word, word, word, word, word);

function fingerprintOf(events: readonly Words[]): string {
  const fingerprint = new Fingerprint();
  for (const event of events) fingerprint.add(...event);
  return fingerprint.toString();
}

function counted(fingerprint: Fingerprint, events: number): void {
  for (let i = fingerprint.events; i < events; i++) fingerprint.add(3, i, i, 1, 2, 3, i * 5, -i);
}

describe('the fingerprint', () => {
  test('is 16 hexadecimal digits, and the same for the same events', () => {
    const events: Words[] = [
      [1, 2, 3, 4, 5, 6, 7, 8],
      [8, 7, 6, 5, 4, 3, 2, 1],
    ];
    expect(fingerprintOf([])).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprintOf(events)).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprintOf(events)).toBe(fingerprintOf(events));
  });

  test('changes with any one word of any event, and stays changed', () => {
    const property = fc.property(
      fc.array(words, { minLength: 1, maxLength: 20 }),
      fc.nat(),
      fc.nat(7),
      word,
      (events, pick, part, value) => {
        const index = pick % events.length;
        fc.pre(events[index]![part] !== value);
        const changed = events.map((event): Words => [...event]);
        changed[index]![part] = value;
        expect(fingerprintOf(changed)).not.toBe(fingerprintOf(events));
      },
    );
    fc.assert(property, { seed: 3, numRuns: tries(2000) });
  });

  test('changes with any one bit of any word', () => {
    const event: Words = [3, 700, 90, 5, 40, 2, 123_456, -99];
    const plain = fingerprintOf([event]);
    for (let part = 0; part < 8; part++) {
      for (let bit = 0; bit < 32; bit++) {
        const changed: Words = [...event];
        changed[part]! ^= 1 << bit;
        expect(fingerprintOf([changed])).not.toBe(plain);
      }
    }
  });

  test('depends on the order of events', () => {
    const property = fc.property(fc.array(words), words, words, (before, one, other) => {
      fc.pre(one.join() !== other.join());
      const [straight, swapped] = [
        [...before, one, other],
        [...before, other, one],
      ];
      expect(fingerprintOf(swapped)).not.toBe(fingerprintOf(straight));
    });
    fc.assert(property, { seed: 4, numRuns: tries(1000) });
  });

  test('depends on which word holds a value', () => {
    const seen = new Set<string>();
    for (let part = 0; part < 8; part++) {
      const event: Words = [0, 0, 0, 0, 0, 0, 0, 0];
      event[part] = 77;
      seen.add(fingerprintOf([event]));
    }
    expect(seen.size).toBe(8);
  });

  test('counts events, those without content included', () => {
    const nothing: Words = [0, 0, 0, 0, 0, 0, 0, 0];
    const prints = [0, 1, 2, 3].map((count) =>
      fingerprintOf(new Array<Words>(count).fill(nothing)),
    );
    expect(new Set(prints).size).toBe(4);
  });
});

describe('check points', () => {
  test('stand at every 1,024th event, with its time and the fingerprint after it', () => {
    const fingerprint = new Fingerprint();
    counted(fingerprint, 1023);
    expect(fingerprint.checkPoints()).toEqual([]);
    counted(fingerprint, 1024);
    const first = { events: 1024, time: 1023, fingerprint: fingerprint.toString() };
    expect(fingerprint.checkPoints()).toEqual([first]);
    counted(fingerprint, 3071);
    expect(fingerprint.checkPoints().map(({ events }) => events)).toEqual([1024, 2048]);
    expect(fingerprint.events).toBe(3071);
  });

  test('double their distance instead of exceeding 128', () => {
    const fingerprint = new Fingerprint();
    let most = 0;
    for (let events = 1024; events <= 300_000; events += 1024) {
      counted(fingerprint, events);
      const points = fingerprint.checkPoints();
      most = Math.max(most, points.length);
      let distance = 1024;
      while (Math.floor(events / distance) >= 128) distance *= 2;
      const expected = Array.from({ length: Math.floor(events / distance) }, (_, i) => i + 1);
      if (points.length !== expected.length || points.at(-1)?.events !== points.length * distance) {
        expect(points.map((point) => point.events)).toEqual(expected.map((i) => i * distance));
      }
    }
    expect(fingerprint.checkPoints().map(({ events }) => events)).toEqual(
      Array.from({ length: 73 }, (_, i) => (i + 1) * 4096),
    );
    expect(most).toBeGreaterThanOrEqual(126);
    expect(most).toBeLessThanOrEqual(128);
  });

  test('tell where two runs part: equal before the first difference, different from then on', () => {
    const [one, other] = [new Fingerprint(), new Fingerprint()];
    counted(one, 60_000);
    counted(other, 30_000);
    other.add(3, 30_000, 30_000, 1, 2, 4, 150_000, -30_000);
    counted(other, 60_000);
    const points = other.checkPoints();
    expect(points.length).toBe(one.checkPoints().length);
    one.checkPoints().forEach((point, i) => {
      expect(point.events).toBe(points[i]!.events);
      expect(point.fingerprint === points[i]!.fingerprint).toBe(point.events <= 30_000);
    });
  });
});
