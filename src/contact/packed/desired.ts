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
  const store = createValueStore();
  const descriptors = new Map<string, PropertyDescriptor>();

  function descriptorOf(name: string): PropertyDescriptor {
    const known = descriptors.get(name) ?? accessor(store, name);
    descriptors.set(name, known);
    return known;
  }

  return {
    pack(contact) {
      const { account, key, ...values } = contact;
      const packed = { account, key, [INDEX]: store.add(values) };
      Object.defineProperty(packed, INDEX, HIDDEN);
      for (const [name, value] of Object.entries(values))
        if (value !== undefined) Object.defineProperty(packed, name, descriptorOf(name));
      return packed as unknown as DesiredContact;
    },
  };
}

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
