// Turns a contact that the base declared at an account, and the manifests no longer do, into a contact to plan. The result has only
// identifiers and the account's `onRemoved`. Pure.

import { type DesiredContact, identifierKey } from '../contact/contact.ts';
import { IDENTIFIER_KINDS } from '../contact/fields.ts';
import type { Account } from '../manifest/configuration.ts';
import type { ContactToPlan } from './contact-to-plan.ts';

/** Identifiers and keys of today's contacts of the account. */
export interface DeclaredToday {
  /** `kind:value`, including previous emails. */
  readonly identifiers: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
}

/**
 * Builds the contact to plan for a removed contact. It has those identifiers that no contact declares today.
 *
 * @returns undefined if none of these identifiers can be looked up, or if a contact of today has the same key
 */
export function removedContact(
  base: DesiredContact,
  account: Account,
  today: DeclaredToday,
): ContactToPlan | undefined {
  const own = IDENTIFIER_KINDS.flatMap((kind) => {
    const value = base.identifiers[kind];
    const isTaken = value === undefined || today.identifiers.has(identifierKey({ kind, value }));
    return isTaken ? [] : [[kind, value] as const];
  });
  const canLookUp = own.some(([kind]) => account.capabilities.identity.lookUp.includes(kind));
  if (!canLookUp || today.keys.has(base.key)) return undefined;
  const { key, source, protect } = base;
  const desired = {
    account: account.name,
    key,
    source,
    identifiers: Object.fromEntries(own),
    scalars: {},
    sets: {},
    customProperties: {},
    pruneCustomProperties: false,
    channels: {},
    welcome: false,
    protect,
  };
  return { desired, base: { removed: account.onRemoved } };
}
