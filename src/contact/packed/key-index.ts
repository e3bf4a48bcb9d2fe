// An index from texts to numbers that holds no text: two hashes of 32 bits each, in typed arrays. Whoever uses it compares the texts
// themselves, or asks only whether a text may have occurred.

/** An index of texts. The same text may have several numbers. */
export interface KeyIndex {
  /** Number of entries. */
  readonly size: number;
  /** Adds a text. @param value from 0 to 2³² − 2 */
  add(text: string, value: number): void;
  /** Returns the numbers of all texts with the hash of this text: those of the text, and very rarely those of another one. */
  find(text: string): readonly number[];
  /** Whether a text with the hash of this one was added. */
  mayHave(text: string): boolean;
}

/** Numbers of an entry: both hashes, and the value plus one; 0 in an unused entry. */
const NUMBERS = 3;

/** Creates an empty index. */
export function createKeyIndex(): KeyIndex {
  let capacity = 1024;
  let entries = new Uint32Array(capacity * NUMBERS);
  let size = 0;
  const hash = { high: 0, low: 0 };

  function hashOf(text: string): void {
    let high = 0xdeadbeef;
    let low = 0x41c6ce57;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
    low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
    hash.high = high >>> 0;
    hash.low = low >>> 0;
  }

  function put(high: number, low: number, stored: number): void {
    let at = low % capacity;
    while (entries[at * NUMBERS + 2] !== 0) at = at + 1 === capacity ? 0 : at + 1;
    entries[at * NUMBERS] = high;
    entries[at * NUMBERS + 1] = low;
    entries[at * NUMBERS + 2] = stored;
  }

  function grow(): void {
    const former = entries;
    capacity *= 2;
    entries = new Uint32Array(capacity * NUMBERS);
    for (let at = 0; at < former.length; at += NUMBERS)
      if (former[at + 2] !== 0) put(former[at] ?? 0, former[at + 1] ?? 0, former[at + 2] ?? 0);
  }

  return {
    get size() {
      return size;
    },
    add(text, value) {
      if (size * 3 >= capacity * 2) grow();
      hashOf(text);
      put(hash.high, hash.low, value + 1);
      size += 1;
    },
    find(text) {
      hashOf(text);
      const { high, low } = hash;
      let found: number[] | undefined;
      for (let at = low % capacity; entries[at * NUMBERS + 2] !== 0; at = at + 1 === capacity ? 0 : at + 1) {
        if (entries[at * NUMBERS] !== high || entries[at * NUMBERS + 1] !== low) continue;
        found ??= [];
        found.push((entries[at * NUMBERS + 2] ?? 0) - 1);
      }
      return found ?? NONE;
    },
    mayHave(text) {
      return this.find(text).length > 0;
    },
  };
}

const NONE: readonly never[] = [];
