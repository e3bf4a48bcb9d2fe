// A list of the rows of a large data file that holds them packed. Each is built when it is asked for, and nobody holds it afterwards.

import { createValueStore } from '../../contact/packed/value-store.ts';
import type { ManifestFile } from '../read/source.ts';
import type { RowItems } from '../sources/entries.ts';
import type { Item } from '../syntax/item.ts';

/** Creates an empty list. All items that are added must be of the same file. */
export function packedItems(): RowItems {
  const store = createValueStore();
  let file: ManifestFile | undefined;

  function itemAt(index: number): Item {
    return { file, ...store.get(index) } as unknown as Item;
  }

  return {
    get length() {
      return store.size;
    },
    push({ file: own, ...item }) {
      file ??= own;
      if (own !== file) throw new TypeError('a list of rows takes the rows of one file');
      return store.add(item) + 1;
    },
    slice(start = 0, end = store.size) {
      const last = Math.min(end, store.size);
      return Array.from({ length: Math.max(0, last - start) }, (_, index) => itemAt(start + index));
    },
    *[Symbol.iterator]() {
      for (let index = 0; index < store.size; index += 1) yield itemAt(index);
    },
  };
}
