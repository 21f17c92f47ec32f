/**
 * While a slice of the simulation runs, whatever would let the machine in (its clock, chance,
 * timers, promises, locale, or arithmetic that engines approximate differently) throws and names
 * its caller. Lint forbids the same; this also covers users' own protocols and libraries.
 *
 * Not covered: `await` and promises that a module had hold of before, functions saved in a variable
 * before the guard went up, `process.env` and `process.pid`, and locale-dependent methods of arrays
 * and big integers.
 */

/** Thrown by a guarded global; the message names the global and who called it. */
export class LeakError extends Error {
  override readonly name = 'LeakError';
}

const APPROXIMATED = [
  ...['acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cos', 'cosh', 'exp'],
  ...['expm1', 'hypot', 'log', 'log10', 'log1p', 'log2', 'pow', 'sin', 'sinh', 'tan', 'tanh'],
];

/** Globals that are objects: to touch them at all throws. */
const OBJECTS = ['crypto', 'Intl', 'performance'];
const CALLS = [
  ...['Date', 'Promise', 'WeakRef', 'FinalizationRegistry', 'fetch'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
];
const MACHINE = ['nextTick', 'hrtime', 'uptime', 'cwd', 'memoryUsage', 'cpuUsage'];
const LOCALE = ['localeCompare', 'toLocaleLowerCase', 'toLocaleUpperCase'];

interface Saved {
  readonly owner: object;
  readonly name: string;
  readonly own: PropertyDescriptor | undefined;
}

/** Runs `slice` with the guard up; it is down again however the slice ends. */
export function withLeakGuard<T>(slice: () => T): T {
  const saved: Saved[] = [];
  const forbidAll = (owner: object, ownerName: string, names: readonly string[]) => {
    for (const name of names) saved.push(forbid(owner, name, ownerName + name));
  };
  try {
    // First, for whoever has hold of Date already.
    forbidAll(Date, 'Date.', ['now']);
    forbidAll(globalThis, '', [...CALLS, ...OBJECTS]);
    forbidAll(Math, 'Math.', ['random', ...APPROXIMATED]);
    forbidAll(process, 'process.', MACHINE);
    forbidAll(String.prototype, 'String.prototype.', LOCALE);
    forbidAll(Number.prototype, 'Number.prototype.', ['toLocaleString']);
    return slice();
  } finally {
    for (const { owner, name, own } of saved.reverse()) {
      if (own === undefined) Reflect.deleteProperty(owner, name);
      else Object.defineProperty(owner, name, own);
    }
  }
}

function forbid(owner: object, name: string, shown: string): Saved {
  const own = Object.getOwnPropertyDescriptor(owner, name);
  const refuse = refusal(shown);
  const original: unknown = own?.value;
  if (typeof original === 'function') refuseStatics(refuse, original, shown);
  const instead = OBJECTS.includes(name) ? { get: refuse } : { value: refuse, writable: true };
  Object.defineProperty(owner, name, { ...instead, configurable: true });
  return { owner, name, own };
}

/** What hangs on a function refuses too, as `Date.now` and `Promise.all` do. */
function refuseStatics(refuse: () => never, original: object, shown: string): void {
  for (const key of Object.getOwnPropertyNames(original)) {
    if (typeof Reflect.get(original, key) !== 'function') continue;
    const value = refusal(`${shown}.${key}`);
    Object.defineProperty(refuse, key, { value, writable: true, configurable: true });
  }
}

function refusal(shown: string): () => never {
  // A function, not an arrow, so that `new` reaches it too.
  const refuse = function (): never {
    throw new LeakError(`${shown} was used inside the simulation${caller(refuse)}`);
  };
  return refuse;
}

/** ` by FUNCTION (FILE:LINE:COLUMN)`, from the stack above the guarded global. */
function caller(guard: () => never): string {
  const place = { stack: '' };
  Error.captureStackTrace(place, guard);
  const line = place.stack.split('\n')[1]?.trim();
  return line === undefined ? '' : ` by ${line.replace(/^at /, '')}`;
}
