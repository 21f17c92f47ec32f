/** The paths at which two values differ. */
export function differences(a: unknown, b: unknown, path = ''): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return [path];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => {
    const part = (value: object) => (value as Record<string, unknown>)[key];
    return differences(part(a), part(b), path === '' ? key : `${path}.${key}`);
  });
}
