/** Fields that are there, and no others. */

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The same without the fields that are undefined, for such are not the same as none. */
export function given<T extends object>(fields: T): Given<T> {
  const entries = Object.entries(fields) as [string, unknown][];
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Given<T>;
}

/** What a function makes of a value, where there is one. */
export function made<A, B>(value: A | undefined, make: (value: A) => B): B | undefined {
  return value === undefined ? undefined : make(value);
}
