// A contact that the base declared at an account and the manifests no longer do → what is still desired of it: that the account's
// `onRemoved` is followed. Pure.

import { type DesiredContact, identifierKey } from '../contact/contact.ts';
import { IDENTIFIER_KINDS } from '../contact/fields.ts';
import type { Account } from '../manifest/configuration.ts';
import type { ContactToPlan } from './contact-to-plan.ts';

/** What today's contacts of the account are known by. */
export interface DeclaredToday {
  /** `kind:value`, previous addresses included. */
  readonly identifiers: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
}

/** Known by the identifiers that nobody else has taken over; undefined without any, as it is part of another contact then. */
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
