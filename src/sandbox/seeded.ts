// Generates deterministic pseudo-random values: equal arguments always give equal values, in every run.

/** Creates a generator (mulberry32) of numbers in [0, 1). Equal arguments create generators of the same sequence. */
export function randomOf(seed: number, n: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(n, 0x85ebca6b)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Derives a seed from a name: its 32-bit FNV-1a hash. */
export function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Returns a random member of a list that is not empty. */
export function pick<const List extends readonly [unknown, ...unknown[]]>(
  random: () => number,
  from: List,
): List[number] {
  return from[Math.floor(random() * from.length)] ?? from[0];
}

/**
 * Builds an id of 24 hex digits. Different arguments give different ids.
 *
 * @param space number of the id space; each source of ids, such as clients or sample contacts, uses its own
 * @param n number of the id within its space
 */
export function hexId(seed: number, space: number, n: number): string {
  return [hex(seed >>> 0, 8), hex(space, 4), hex(n, 12)].join('');
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
