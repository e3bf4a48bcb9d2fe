// Tracks which of the identifiers to read have not been found yet.

import { type Identifier, identifiersOf, type LiveContact } from '../contact/contact.ts';
import type { IdentifierKind } from '../contact/fields.ts';

/** The identifiers that have not been found yet. */
export interface Missing {
  /** Removes all identifiers of a live contact that was found. */
  remove(live: LiveContact): void;
  /** Removes identifiers of a contact that was found but cannot be decoded. */
  drop(identifiers: readonly Identifier[]): void;
  remaining(): readonly Identifier[];
}

/** Starts tracking; at first, all the given identifiers are missing. */
export function trackMissing(asked: Iterable<Identifier>): Missing {
  // Use nested maps (kind, then value), so that no combined key has to be built for every listed contact.
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
    drop(identifiers) {
      for (const { kind, value } of identifiers) kinds.get(kind)?.delete(value);
    },
    remaining: () => [...kinds.values()].flatMap((values) => [...values.values()]),
  };
}
