// Compares plain data: what JSON can hold, and undefined. Does the same as isDeepStrictEqual of node:util for it, in less than half
// of the time, as every declared contact is compared with its base several times in an apply. Pure.

/** True if both are equal, in any order of keys. A key without a value is not the same as no key. */
export function isSameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && isSameList(a, b);
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(b, key) || !isSameData(a[key as keyof typeof a], b[key as keyof typeof b])) return false;
  }
  return true;
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => isSameData(item, b[index]));
}
