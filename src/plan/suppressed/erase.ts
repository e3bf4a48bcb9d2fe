// Decides on people who asked to be forgotten (docs/semantics.md#erasures). A live contact that no manifest declares is deleted,
// if the vendor can delete it. Otherwise the contact is unsubscribed and its values are cleared; the plan then asks for the
// vendor's own form until the manifest says that the erasure is done. A contact that was created after the request, or exists
// although the erasure is done, belongs to a person who has come back, and is left alone. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { LiveContact } from '../../contact/contact.ts';
import type { Difference } from '../../contact/difference.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { AccountSchema } from '../../providers/contract.ts';
import { blockedChange, type Decision } from '../decision.ts';
import { blockContact } from '../match.ts';
import { compareManaged } from '../projection/compare-managed.ts';
import { closedAfter, refuseByAccount } from '../rules/account-names.ts';
import { refuseListRemoval } from '../rules/lists/list-removal.ts';
import { heldClaims, unsubscribes } from './decide.ts';

const RETURNED: Decision = { kind: 'kept', notices: [{ rule: 'erasure-returned', path: [] }], held: [] };
const OPEN = [{ rule: 'erasure-open', path: [] }] as const;

/** Decides on a live contact that an erasure names. */
export function decideErased(
  contact: ContactToPlan,
  live: LiveContact,
  account: Account,
  schema: AccountSchema,
): Decision {
  const { desired, base, suppressed } = contact;
  if (isLater(contact, live, account)) return RETURNED;
  if (desired.protect) return blockedChange(contact, blockContact('protected', { why: 'removed' }));
  const shared = { kind: 'change', desired, base, live, blocked: [], held: [] } as const;
  const mark = suppressed === undefined ? {} : { suppressed };
  // A declared person may have come back, so do not delete the contact.
  if (suppressed?.isDeclared === false && canDelete(live, account))
    return { ...shared, ...mark, action: 'delete', differences: [], notices: [] };
  const held = heldClaims(contact);
  const differences = [...unsubscribes(live), ...clears(contact, live, account, schema)];
  if (differences.length === 0) return { kind: 'kept', notices: OPEN, held };
  return { ...shared, ...mark, action: 'update', differences, held, notices: OPEN };
}

/** Returns the differences that clear the contact's values, as far as the vendor and the account allow that. */
function clears(
  contact: ContactToPlan,
  live: LiveContact,
  account: Account,
  schema: AccountSchema,
): readonly Difference[] {
  const closed = closedAfter(live, []);
  return compareManaged(contact, live, account, schema).differences.filter(
    (change) =>
      refuseListRemoval(change, account) === undefined &&
      refuseByAccount(change, { schema, account, live, closed }) === undefined,
  );
}

/** True if the contact was created after the erasure was requested, or exists although the erasure is done. */
function isLater({ suppressed }: ContactToPlan, { id }: LiveContact, { capabilities }: Account): boolean {
  const { ids, isDone = false } = suppressed?.erasure ?? {};
  // Ids are only compared at vendors that can look up contacts by id. Elsewhere, the id of a contact may not be stable.
  const isStable = capabilities.identity.lookUp.includes('id');
  return isDone || (isStable && ids !== undefined && id !== undefined && !ids.includes(id));
}

/**
 * True if the vendor can delete the contact. Some vendors do not delete contacts that have opted out, to remember the opt-out.
 */
function canDelete(live: LiveContact, { capabilities }: Account): boolean {
  const isOptedOut = Object.values(live.channels).some(({ optedOut }) => optedOut);
  return capabilities.deletes && (capabilities.deletesOptedOut || !isOptedOut);
}
