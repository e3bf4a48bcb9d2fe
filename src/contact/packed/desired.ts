// Desired contacts whose values lie in a value store. Such a contact looks like any other: its members are there, can be copied with
// spread syntax and are written by JSON.stringify. Each is built when it is asked for, and nobody holds it afterwards.

import type { DesiredContact } from '../contact.ts';
import { createValueStore, type ValueStore } from './value-store.ts';

/** Packs desired contacts. */
export interface ContactPacker {
  /** Returns an equal contact that takes little memory. */
  pack(contact: DesiredContact): DesiredContact;
}

/** Creates a packer whose contacts share a store. */
export function contactPacker(): ContactPacker {
  // Both stores give a contact the same number.
  const names = createValueStore();
  const others = createValueStore();
  const descriptors = new Map<string, PropertyDescriptor>();

  function descriptorOf(name: string): PropertyDescriptor {
    const known = descriptors.get(name) ?? accessor(NAMES.has(name) ? names : others, name);
    descriptors.set(name, known);
    return known;
  }

  return {
    pack(contact) {
      const { account, key, identifiers, emailSpelling, previously, previousSpelling, ...values } = contact;
      names.add({ identifiers, emailSpelling, previously, previousSpelling });
      const packed = { account, key, [INDEX]: others.add(values) };
      Object.defineProperty(packed, INDEX, HIDDEN);
      for (const [name, value] of Object.entries(contact))
        if (value !== undefined && name !== 'account' && name !== 'key')
          Object.defineProperty(packed, name, descriptorOf(name));
      return packed as unknown as DesiredContact;
    },
  };
}

/**
 * What a contact is found by. It is asked for many times while an account is read, and the other values only once or twice, so it is
 * held apart: to build it takes a fraction of the time.
 */
const NAMES: ReadonlySet<string> = new Set(['identifiers', 'emailSpelling', 'previously', 'previousSpelling']);

/** Where a packed contact has the number of its values. */
const INDEX = Symbol('index');
const HIDDEN = { enumerable: false } as const;

/** A member that all contacts of a store share, so that it takes no memory in each of them. */
function accessor(store: ValueStore, name: string): PropertyDescriptor {
  return {
    enumerable: true,
    get(this: { readonly [INDEX]: number }) {
      return store.get(this[INDEX])[name];
    },
  };
}
