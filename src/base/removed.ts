// A contact that the base declared at an account and the manifests no longer do → what is still desired of it: that the account's
// `onRemoved` is followed. Pure.

import { type DesiredContact, identifierKey } from '../contact/contact.ts';
import { IDENTIFIER_KINDS } from '../contact/fields.ts';
import type { Account } from '../manifest/configuration.ts';

/** What today's contacts of the account are known by. */
export interface Claimed {
  /** `kind:value`, previous addresses included. */
  readonly identifiers: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
}

/** Known by the identifiers that nobody else has taken over; undefined without any, as it is part of another contact then. */
export function removedContact(base: DesiredContact, account: Account, claimed: Claimed): DesiredContact | undefined {
  const own = IDENTIFIER_KINDS.flatMap((kind) => {
    const value = base.identifiers[kind];
    const isTaken = value === undefined || claimed.identifiers.has(identifierKey({ kind, value }));
    return isTaken ? [] : [[kind, value] as const];
  });
  const canLookUp = own.some(([kind]) => account.capabilities.identity.lookUp.includes(kind));
  if (!canLookUp || claimed.keys.has(base.key)) return undefined;
  const { key, source, protect } = base;
  return {
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
    removed: account.onRemoved,
  };
}
