// Orders requests that move an identifier from one contact of a plan to another. One request releases the identifier (takes it
// from its contact), the other one claims it (gives it to the other contact). The second is sent only after the first was
// confirmed. Pure.

import { type IdentifierKey, identifierKey } from '../../contact/contact.ts';
import { normaliseEmail, normaliseIdentifier } from '../../contact/normalise.ts';
import type { ChangeDraft, RequestOrder } from '../contract.ts';

/** The kinds of identifiers that two Envoke contacts cannot share. */
const UNIQUE = ['email', 'userId'] as const;

/**
 * Returns one list per change, in the same order: the requests that the change must wait for, because they release an identifier
 * that it claims. The n-th change is planned as the n-th request.
 */
export function orderMoves(changes: readonly ChangeDraft[]): readonly (readonly RequestOrder<number>[])[] {
  const releases = new Map<IdentifierKey, number>();
  for (const [index, change] of changes.entries()) for (const key of released(change)) releases.set(key, index);
  return changes.map((change, index) => {
    const waits = new Set(claimed(change).map((key) => releases.get(key)));
    return [...waits].flatMap((request) => {
      const releaser = request === undefined || request === index ? undefined : changes[request];
      return request === undefined || releaser === undefined
        ? []
        : [{ request, change: releaser.id, result: 'confirmed' as const }];
    });
  });
}

function released({ action, live, differences }: ChangeDraft): readonly IdentifierKey[] {
  if (action === 'delete') {
    return [
      ...(live?.emails ?? []).map((text) => identifierKey({ kind: 'email', value: normaliseEmail(text) })),
      ...userIdOf(live?.userId),
    ];
  }
  return keys(differences, 'before');
}

function userIdOf(value: string | undefined): readonly IdentifierKey[] {
  return value === undefined ? [] : [identifierKey({ kind: 'userId', value })];
}

function claimed({ differences }: ChangeDraft): readonly IdentifierKey[] {
  return keys(differences, 'after');
}

function keys(differences: ChangeDraft['differences'], side: 'before' | 'after'): readonly IdentifierKey[] {
  return UNIQUE.flatMap((kind) => {
    const value = differences.find(({ path }) => path[0] === kind)?.[side];
    return typeof value === 'string' ? [identifierKey({ kind, value: normaliseIdentifier(kind, value) })] : [];
  });
}
