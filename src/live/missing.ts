// Tracks which of the identifiers to read have not been found yet.

import { type Identifier, identifierKey, identifiersOf, type LiveContact } from '../contact/contact.ts';
import type { IdentifierKind } from '../contact/fields.ts';
import { createKeyIndex } from '../contact/packed/key-index.ts';
import type { Question } from './source.ts';

/** The identifiers that have not been found yet. */
export interface Missing {
  /** Removes all identifiers of a live contact that was found. */
  remove(live: LiveContact): void;
  /** Removes identifiers of a contact that was found but cannot be decoded. */
  drop(identifiers: readonly Identifier[]): void;
  remaining(): readonly Identifier[];
}

/**
 * Starts tracking; at first, all identifiers that are asked for are missing. Holds none of them: those of the questions are compared.
 */
export function trackMissing(questions: readonly Pick<Question, 'ask'>[]): Missing {
  const index = createKeyIndex();
  const isFound = new Uint8Array(questions.length);
  /** The last question of several that ask for the same identifier, by the first. */
  const lastOf = new Map<number, number>();
  const kinds = new Set<IdentifierKind>();
  const numberOf = (identifier: Identifier): number | undefined =>
    index.find(identifierKey(identifier)).find((number) => isSame(questions[number]?.ask, identifier));
  for (const [number, { ask }] of questions.entries()) {
    kinds.add(ask.kind);
    const first = numberOf(ask);
    if (first === undefined) index.add(identifierKey(ask), number);
    else {
      lastOf.set(first, number);
      isFound[number] = 1;
    }
  }
  const drop = (identifier: Identifier): void => {
    const number = numberOf(identifier);
    if (number !== undefined) isFound[number] = 1;
  };
  return {
    remove(live) {
      for (const kind of kinds) for (const value of identifiersOf(live, kind)) drop({ kind, value });
    },
    drop(identifiers) {
      identifiers.forEach(drop);
    },
    remaining() {
      const missing = questions.flatMap((question, number) =>
        isFound[number] === 1 ? [] : [(questions[lastOf.get(number) ?? number] ?? question).ask],
      );
      return [...kinds].flatMap((kind) => missing.filter((identifier) => identifier.kind === kind));
    },
  };
}

function isSame(one: Identifier | undefined, other: Identifier): boolean {
  return one?.kind === other.kind && one.value === other.value;
}
