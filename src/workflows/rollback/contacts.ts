// The contacts of a rollback: what an apply wrote to each of its contacts. Enters: the plan of that apply, and what its journal says
// was written. Leaves: contacts to plan. Pure.

import type { WrittenItem, WrittenState } from '../../apply/journal/written.ts';
import type { ContactToPlan, WrittenChange, WrittenDifference } from '../../base/contact-to-plan.ts';
import { difference } from '../../contact/difference.ts';
import type { Channel, IdentifierKind } from '../../contact/fields.ts';
import { normaliseIdentifier } from '../../contact/normalise.ts';
import type { Plan, PlannedChange, PlannedDifference, PlannedRequest } from '../../plan/document.ts';
import { declaring } from '../../plan/rollback/contact.ts';

/** Which of the written contacts are rolled back. */
export interface ContactSelection {
  /** Whether the account with this name is chosen. */
  readonly isAccountChosen: (account: string) => boolean;
  /** Whether the contact with this key is chosen. */
  readonly isChosen: (key: string) => boolean;
  /** Whether the manifests protect the contact with this key. */
  readonly isProtected: (key: string) => boolean;
}

/**
 * The contacts that an apply wrote, in the order of its plan.
 *
 * @param plan of that apply
 */
export function writtenContacts(
  plan: Plan,
  { changes }: Pick<WrittenState, 'changes'>,
  { isAccountChosen, isChosen, isProtected }: ContactSelection,
): readonly ContactToPlan[] {
  const requests = new Map(plan.requests.map((request) => [request.id, request]));
  return plan.changes.flatMap((change) => {
    const items = changes.get(change.id);
    if (items === undefined || !isAccountChosen(change.account) || !isChosen(change.key)) return [];
    const written = writtenChange(change, items, requests);
    return [{ desired: subjectOf(change), written: { ...written, isProtected: isProtected(change.key) } }];
  });
}

/** The number of contacts that an apply wrote at each account. */
export function countWritten(
  plan: Plan,
  { changes }: Pick<WrittenState, 'changes'>,
): readonly { readonly account: string; readonly origin: string; readonly contacts: number }[] {
  const counts = new Map<string, number>();
  for (const { id, account } of plan.changes) if (changes.has(id)) counts.set(account, (counts.get(account) ?? 0) + 1);
  return plan.accounts.flatMap(({ account, origin }) => {
    const contacts = counts.get(account);
    return contacts === undefined ? [] : [{ account, origin, contacts }];
  });
}

/**
 * The identifiers of a written contact, as a desired contact that declares nothing else. If the vendor's id is known, it finds
 * exactly the contact that was written.
 */
function subjectOf(change: PlannedChange): ContactToPlan['desired'] {
  const { account, key, source, contactId, basis } = change;
  const declared = basis?.desired.identifiers ?? {};
  const texts: Partial<Record<IdentifierKind, string>> =
    contactId === undefined ? declared : { id: contactId, ...withLive(declared, basis?.live) };
  const identifiers = Object.fromEntries(
    Object.entries(texts).map(([kind, text]) => [kind, normaliseIdentifier(kind as IdentifierKind, text)]),
  );
  const spelling = texts.email === undefined || texts.email === identifiers.email ? {} : { emailSpelling: texts.email };
  return { ...declaring({ account, key, source, identifiers }, [], 'after'), ...spelling };
}

/**
 * Returns the declared identifiers. A contact that was removed from the manifests declares none: then returns those that the
 * vendor showed when the plan was made.
 */
function withLive(
  declared: Partial<Record<IdentifierKind, string>>,
  live: { readonly userId?: string; readonly emails?: readonly string[] } = {},
): Partial<Record<IdentifierKind, string>> {
  if (Object.keys(declared).length > 0) return declared;
  const [email] = live.emails ?? [];
  return {
    ...(live.userId === undefined ? {} : { userId: live.userId }),
    ...(email === undefined ? {} : { email }),
  };
}

function writtenChange(
  change: PlannedChange,
  items: ReadonlyMap<string, WrittenItem>,
  requests: ReadonlyMap<string, PlannedRequest>,
): Omit<WrittenChange, 'isProtected'> {
  const { action } = change;
  const carried = [...items].flatMap(([id]) =>
    (requests.get(id)?.items ?? []).filter((item) => item.change === change.id).flatMap((item) => item.carries),
  );
  const differences = change.differences.filter((_, index) => carried.includes(index));
  const doubt = action === 'create' ? doubtOf([...items.values()]) : undefined;
  const shared = doubt === undefined ? {} : { doubt };
  return { action, differences: differences.map((one) => withOptOut(one, change)), ...shared };
}

function doubtOf(items: readonly WrittenItem[]): WrittenChange['doubt'] {
  if (items.includes('existed')) return 'existed';
  return items.every((item) => item === 'unanswered') ? 'unanswered' : undefined;
}

/**
 * Returns the difference with `unsubscribed` as its former value if the change superseded an opt-out that the vendor shows as
 * something else (an expired consent as never asked): a rollback must restore the opt-out.
 */
function withOptOut(written: PlannedDifference, { basis }: PlannedChange): WrittenDifference {
  const { path, before, after, vendorOnly } = written;
  const [field, channel] = path;
  const declared = field === 'channels' ? basis?.desired.channels?.[channel as Channel] : undefined;
  const isLost = declared?.consent?.supersedesOptOut === true && before !== 'subscribed';
  return {
    ...difference(path, isLost ? 'unsubscribed' : before, after),
    ...(vendorOnly === undefined ? {} : { vendorOnly }),
  };
}
