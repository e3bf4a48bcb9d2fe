// Compares plain data: what JSON can represent, and undefined. Gives the same result as isDeepStrictEqual of node:util in less
// than half the time. This matters because an apply compares every declared contact with its base several times. Pure.

/** True if both values are equal. The order of keys makes no difference; a key with the value undefined differs from no key. */
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
