// Identifiers that were asked for and have not come yet.

import { type Identifier, identifiersOf, type LiveContact } from '../contact/contact.ts';
import type { IdentifierKind } from '../contact/fields.ts';

export interface Missing {
  /** Takes out what the contact carries. */
  takeOut(live: LiveContact): void;
  rest(): readonly Identifier[];
}

export function missingOf(asked: Iterable<Identifier>): Missing {
  // By kind first: no key is put together for the many that are only looked up.
  const kinds = new Map<IdentifierKind, Map<string, Identifier>>();
  for (const identifier of asked) {
    const values = kinds.get(identifier.kind) ?? new Map<string, Identifier>();
    kinds.set(identifier.kind, values);
    values.set(identifier.value, identifier);
  }
  return {
    takeOut(live) {
      for (const [kind, values] of kinds) {
        for (const value of identifiersOf(live, kind)) values.delete(value);
      }
    },
    rest: () => [...kinds.values()].flatMap((values) => [...values.values()]),
  };
}
