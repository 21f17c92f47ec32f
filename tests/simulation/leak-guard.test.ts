import { LeakError, withLeakGuard } from '../../src/simulation/leak-guard';

/** Every way into the machine, by the name that the guard must give it. */
const LEAKS: readonly (readonly [string, () => unknown])[] = [
  ['Date', () => new Date()],
  ['Date', () => Date()],
  ['Date.now', () => Date.now()],
  ['Promise', () => new Promise(() => undefined)],
  ['WeakRef', () => new WeakRef({})],
  ['FinalizationRegistry', () => new FinalizationRegistry(() => undefined)],
  ['fetch', () => fetch('http://localhost')],
  ['setTimeout', () => setTimeout(() => undefined, 0)],
  ['setInterval', () => setInterval(() => undefined, 1)],
  ['setImmediate', () => setImmediate(() => undefined)],
  [
    'queueMicrotask',
    () => {
      queueMicrotask(() => undefined);
    },
  ],
  ['crypto', () => crypto.randomUUID()],
  ['Intl', () => new Intl.NumberFormat()],
  ['performance', () => performance.now()],
  ['Math.random', () => Math.random()],
  [
    'process.nextTick',
    () => {
      process.nextTick(() => undefined);
    },
  ],
  ['process.hrtime', () => process.hrtime()],
  ['process.uptime', () => process.uptime()],
  ['process.cwd', () => process.cwd()],
  ['process.memoryUsage', () => process.memoryUsage()],
  ['process.cpuUsage', () => process.cpuUsage()],
  ['String.prototype.localeCompare', () => 'a'.localeCompare('b')],
  ['String.prototype.toLocaleLowerCase', () => 'A'.toLocaleLowerCase()],
  ['String.prototype.toLocaleUpperCase', () => 'a'.toLocaleUpperCase()],
  ['Number.prototype.toLocaleString', () => (1).toLocaleString()],
];
const APPROXIMATED = [
  ...(['acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh', 'cbrt', 'cos', 'cosh', 'exp'] as const),
  ...(['expm1', 'log', 'log10', 'log1p', 'log2', 'sin', 'sinh', 'tan', 'tanh'] as const),
  ...(['atan2', 'hypot', 'pow'] as const),
];
const all = [
  ...LEAKS,
  ...APPROXIMATED.map((name) => [`Math.${name}`, () => Math[name](1, 1)] as const),
];

/** Every property of whatever the guard touches, as it stands now. */
function properties(): Map<string, unknown> {
  const found = new Map<string, unknown>();
  const owners = {
    globalThis,
    Date,
    Math,
    process,
    String: String.prototype,
    Number: Number.prototype,
  };
  for (const [owner, object] of Object.entries(owners)) {
    for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
      for (const [part, value] of Object.entries(own)) found.set(`${owner}.${name} ${part}`, value);
    }
  }
  return found;
}

function changedSince(before: ReadonlyMap<string, unknown>): string[] {
  const now = properties();
  const names = new Set([...before.keys(), ...now.keys()]);
  return [...names].filter(
    (name) => before.has(name) !== now.has(name) || !Object.is(before.get(name), now.get(name)),
  );
}

function leakOf(action: () => unknown): LeakError {
  try {
    withLeakGuard(action);
  } catch (error) {
    if (error instanceof LeakError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test.each(all)('%s throws and names itself and its caller', (name, use) => {
  const { message } = leakOf(function theCaller() {
    return use();
  });
  expect(message).toContain(`${name} was used inside the simulation by `);
  expect(message).toMatch(/leak-guard\.test\.ts:\d+:\d+/);
  expect(message.split('\n').length).toBe(1);
});

test('the caller is the function that used it, not one around it', () => {
  function culprit() {
    return Math.random();
  }
  expect(leakOf(() => culprit()).message).toContain('by culprit (');
});

test('a Date that a module had hold of before cannot tell the time', () => {
  const Held = Date;
  expect(leakOf(() => Held.now()).message).toContain('Date.now was used');
});

test.each<readonly [string, () => unknown]>([
  ['Promise', () => Promise.resolve(1)],
  ['Promise', () => Promise.all([])],
  ['Date', () => Date.parse('2020-01-01')],
  ['Date', () => Date.UTC(2020, 0)],
  ['process.hrtime', () => process.hrtime.bigint()],
])('the functions of %s are named too', (name, use) => {
  expect(leakOf(use).message).toContain(name);
});

test('gives what the slice gives, and lets exact arithmetic through', () => {
  const exact = () =>
    Math.floor(2.5) + Math.imul(3, 5) + Math.clz32(1) + Math.sqrt(16) + 'ab'.length;
  expect(withLeakGuard(exact)).toBe(2 + 15 + 31 + 4 + 2);
  expect(withLeakGuard(() => 'A'.toLowerCase() + String(1.5) + [3, 1, 2].sort().join(''))).toBe(
    'a1.5123',
  );
});

describe('afterwards everything is as it was', () => {
  test('when the slice ends well', () => {
    const before = properties();
    withLeakGuard(() => undefined);
    expect(changedSince(before)).toEqual([]);
  });

  test.each(all)('when it throws on %s', (_name, use) => {
    const before = properties();
    leakOf(use);
    expect(changedSince(before)).toEqual([]);
  });

  test('when it throws something of its own', () => {
    const before = properties();
    expect(() =>
      withLeakGuard(() => {
        throw new TypeError('mine');
      }),
    ).toThrow('mine');
    expect(changedSince(before)).toEqual([]);
    expect(Date.now()).toBeGreaterThan(0);
    expect(Math.sin(0)).toBe(0);
  });

  test('when guards are nested, and an inner one ends or throws', () => {
    const before = properties();
    const thrown = withLeakGuard(() => [
      withLeakGuard(() => 'nothing'),
      nameOfThrown(() => Math.random()),
      nameOfThrown(() => withLeakGuard(() => new Date())),
      nameOfThrown(() => new Date()),
      nameOfThrown(() => performance.now()),
    ]);
    expect(thrown).toEqual(['nothing', 'LeakError', 'LeakError', 'LeakError', 'LeakError']);
    expect(changedSince(before)).toEqual([]);
    expect(performance.now()).toBeGreaterThan(0);
  });

  test('when a global that the guard replaces did not exist', () => {
    const { fetch } = globalThis;
    Reflect.deleteProperty(globalThis, 'fetch');
    try {
      expect(leakOf(() => fetchByName()).message).toContain('fetch');
      expect('fetch' in globalThis).toBe(false);
    } finally {
      globalThis.fetch = fetch;
    }
  });
});

/** Without `expect`, which needs the machine itself. */
function nameOfThrown(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).name;
  }
  return 'nothing';
}

function fetchByName(): unknown {
  return fetch('http://localhost');
}
