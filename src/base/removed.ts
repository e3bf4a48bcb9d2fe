// Turns a contact that the base declared at an account, and the manifests no longer do, into a contact to plan. The result has only
// identifiers and `onRemoved`. Pure.

import { type DesiredContact, type Identifier, identifierKey, type OnRemoved } from '../contact/contact.ts';
import { IDENTIFIER_KINDS } from '../contact/fields.ts';
import type { Account } from '../manifest/configuration.ts';
import type { ContactToPlan } from './contact-to-plan.ts';

/** Identifiers and keys of today's contacts of the account. */
export interface DeclaredToday {
  /** All identifiers as `kind:value`, including previous emails. */
  readonly identifiers: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
}

/**
 * Builds the contact to plan for a removed contact. It gets those identifiers of the contact that no contact declares today. If
 * the declarations disagree on an identifier, the contact may have any of the values at the vendor, so all become alternatives.
 *
 * @param entries its declarations, oldest first
 * @returns undefined if none of these identifiers can be looked up, or if a contact of today has the same key
 */
export function removedContact(
  entries: readonly DesiredContact[],
  account: Account,
  today: DeclaredToday,
): ContactToPlan | undefined {
  const newest = entries.at(-1);
  const { own, alternatives } = identifiersOf(entries, today);
  const canLookUp = [...own, ...alternatives].some(({ kind }) => account.capabilities.identity.lookUp.includes(kind));
  if (newest === undefined || !canLookUp || today.keys.has(newest.key)) return undefined;
  const { key, source, protect } = newest;
  const removed = onRemoved(newest, account);
  const desired = {
    account: account.name,
    key,
    source,
    identifiers: Object.fromEntries(own.map(({ kind, value }) => [kind, value])),
    scalars: {},
    sets: {},
    customProperties: {},
    pruneCustomProperties: false,
    channels: {},
    welcome: false,
    protect,
  };
  return { desired, base: { removed, ...(alternatives.length === 0 ? {} : { alternatives }) } };
}

/**
 * Returns what happens to a contact that is no longer declared: what its last declaration says, otherwise what the account says.
 */
export function onRemoved(last: DesiredContact, account: Account): OnRemoved {
  return last.onRemoved ?? account.onRemoved;
}

interface Identifiers {
  /** Identifiers of the kinds that have one value. */
  readonly own: readonly Identifier[];
  /** All values of the kinds that have several, newest first. */
  readonly alternatives: readonly Identifier[];
}

function identifiersOf(entries: readonly DesiredContact[], today: DeclaredToday): Identifiers {
  const byKind = IDENTIFIER_KINDS.map((kind) => {
    const declared = entries.flatMap(({ identifiers }) => identifiers[kind] ?? []);
    const values = [...new Set(declared.toReversed())];
    return values.map((value) => ({ kind, value })).filter((each) => !today.identifiers.has(identifierKey(each)));
  });
  return {
    own: byKind.filter(({ length }) => length === 1).flat(),
    alternatives: byKind.filter(({ length }) => length > 1).flat(),
  };
}
