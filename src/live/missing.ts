// Tracks identifiers that were asked for and are not found yet.

import { type Identifier, identifiersOf, type LiveContact } from '../contact/contact.ts';
import type { IdentifierKind } from '../contact/fields.ts';

/** The identifiers that are not found yet. */
export interface Missing {
  /** Removes the identifiers of a contact that was found. */
  remove(live: LiveContact): void;
  remaining(): readonly Identifier[];
}

/** Starts with all identifiers missing. */
export function trackMissing(asked: Iterable<Identifier>): Missing {
  // Nested maps, so that no combined key has to be built for every listed contact.
  const kinds = new Map<IdentifierKind, Map<string, Identifier>>();
  for (const identifier of asked) {
    const values = kinds.get(identifier.kind) ?? new Map<string, Identifier>();
    kinds.set(identifier.kind, values);
    values.set(identifier.value, identifier);
  }
  return {
    remove(live) {
      for (const [kind, values] of kinds) {
        for (const value of identifiersOf(live, kind)) values.delete(value);
      }
    },
    remaining: () => [...kinds.values()].flatMap((values) => [...values.values()]),
  };
}
