// Decides on people who asked to be forgotten (docs/semantics.md#erasures). Who is there is deleted where the vendor deletes, and
// unsubscribed elsewhere; the rest is the vendor's own form, which the plan asks for until the manifest says that it is done. Who
// came later, or after it was done, came by themselves and is left alone. Pure.

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
  // Whoever is declared may have come back, and is not deleted.
  if (suppressed?.isDeclared === false && canDelete(live, account))
    return { ...shared, ...mark, action: 'delete', differences: [], notices: [] };
  const held = heldClaims(contact);
  const differences = [...unsubscribes(live), ...clears(contact, live, account, schema)];
  if (differences.length === 0) return { kind: 'kept', notices: OPEN, held };
  return { ...shared, ...mark, action: 'update', differences, held, notices: OPEN };
}

/** The values that the vendor lets be cleared; its own form does the rest. */
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

/** Whether the contact came to be after the erasure was asked for, or is there although it was done. */
function isLater({ suppressed }: ContactToPlan, { id }: LiveContact, { capabilities }: Account): boolean {
  const { ids, isDone = false } = suppressed?.erasure ?? {};
  // An id that the vendor does not look up may be another one in the next answer.
  const isStable = capabilities.identity.lookUp.includes('id');
  return isDone || (isStable && ids !== undefined && id !== undefined && !ids.includes(id));
}

/** Some vendors keep whoever opted out, so that nobody mails them again. */
function canDelete(live: LiveContact, { capabilities }: Account): boolean {
  const isOptedOut = Object.values(live.channels).some(({ optedOut }) => optedOut);
  return capabilities.deletes && (capabilities.deletesOptedOut || !isOptedOut);
}
