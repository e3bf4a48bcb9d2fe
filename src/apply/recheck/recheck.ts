// Detects stale plans and changes that are done already: before the first write to a contact, it is read again and compared with
// the plan. Most contacts are read in bulk; those with a create, a delete, a status or an identifier are read one by one, right
// before the write.

import { finalCause } from '../../contact/consent.ts';
import { type Identifier, identifierKey, type LiveContact, liveIdentifiers } from '../../contact/contact.ts';
import { textsOfEmail } from '../../contact/email.ts';
import type { Channel } from '../../contact/fields.ts';
import type { ReadProblem } from '../../live/problem.ts';
import type { PlannedChange, PlannedRequest } from '../../plan/document.ts';
import { isExcluded } from '../../plan/rules/exclusion/excluded.ts';
import { supersedes } from '../../plan/rules/resubscribe.ts';
import { because, becauseOfProblem, type Reason } from '../reason.ts';
import { type AccountRun, type ChangeRun, finishChange, stopFor } from '../run.ts';
import { finishSucceeded } from '../verify/verify.ts';
import { compareWithPlan } from './compare-with-plan.ts';
import { declaredIdentifiers, ownIdentifier, readContacts } from './read-contacts.ts';

/**
 * True if the contact must be read again before a request. With --no-refresh, only creates, deletes, and changes of a status or
 * an identifier require that.
 *
 * @param request the request that is about to be sent
 */
function mustRecheck(
  { refresh }: AccountRun,
  { change }: ChangeRun,
  { mayCreate }: Pick<PlannedRequest, 'mayCreate'>,
): boolean {
  return refresh || mayCreate === true || needsDirectRead(change);
}

/** True if the contact must be read on its own, right before the write. */
export function needsDirectRead({ action, differences }: PlannedChange): boolean {
  const delicate = ['channels', 'email', 'phone', 'userId'];
  return action !== 'update' || differences.some(({ path }) => delicate.includes(path[0] ?? ''));
}

/** Reads contacts again and records for each change what that means (recordRecheck). */
export async function recheckInBulk(run: AccountRun, entries: readonly ChangeRun[]): Promise<void> {
  if (entries.length === 0) return;
  const { contacts, problem: unreadable } = await readContacts(run, entries);
  if (unreadable !== undefined) return stopFor(run, unreadable);
  for (const [entry, { live, problem }] of contacts) await recordRecheck(run, entry, problem, live);
}

/** Reads a contact right before its write, unless it was checked recently. */
export async function recheckBeforeWrite(run: AccountRun, entry: ChangeRun, request: PlannedRequest): Promise<void> {
  if (entry.outcome !== undefined || (entry.written && !entry.resumed) || isFresh(run, entry)) return;
  if (!mustRecheck(run, entry, request)) return;
  // If two requests of one change read separately, one could mistake the other's write for an outside change.
  entry.checking ??= recheckDirectly(run, entry).finally(() => {
    entry.checking = undefined;
  });
  await entry.checking;
}

/** Reads one contact, and checks that the identifiers that the change claims are still free. */
async function recheckDirectly(run: AccountRun, entry: ChangeRun): Promise<void> {
  const own = identifiersOf(run, entry);
  const claimed = claimedIdentifiers(run, entry);
  let live: LiveContact | undefined;
  let taken = false;
  const ask = (asked: readonly Identifier[]) =>
    run.target.source.read(
      asked.map((identifier) => ({ ask: identifier, also: [] })),
      (contact) => {
        if (isOwn(contact, entry, own) || isCreated(contact, entry, live)) live = contact;
        else taken = true;
      },
      { strategy: 'look-up', signal: run.signal },
    );
  for (const asked of [[...own, ...claimed], otherTexts(entry, claimed)]) {
    if (asked.length === 0 || taken || live !== undefined) continue;
    const report = await ask(asked);
    if (report.problem !== undefined) return stopFor(run, report.problem);
    const [problem] = report.failed.values();
    if (problem !== undefined) return recordRecheck(run, entry, problem, live);
  }
  if (taken) await recordTaken(run, entry, live);
  else await recordRecheck(run, entry, undefined, live);
}

/** Finishes a change as stale because another contact has an identifier that it claims. @param live its own contact */
export async function recordTaken(run: AccountRun, entry: ChangeRun, live?: LiveContact): Promise<void> {
  await finishChange(run, entry, 'stale', movedReason(entry, live));
}

/** Identifiers that find the change's contact. A contact to delete is gone only if none of its identifiers finds it. */
function identifiersOf(run: AccountRun, entry: ChangeRun): readonly Identifier[] {
  const { lookUp } = run.target.provider.capabilities.identity;
  switch (entry.change.action) {
    case 'create':
      return [];
    case 'update':
      return ownIdentifier(run, entry);
    case 'delete':
      return uniqueIdentifiers([...ownIdentifier(run, entry), ...declaredIdentifiers(lookUp, entry)]);
  }
}

function uniqueIdentifiers(identifiers: readonly Identifier[]): readonly Identifier[] {
  return [...new Map(identifiers.map((identifier) => [identifierKey(identifier), identifier])).values()];
}

/** True if a contact that a create's identifiers found may be the created one: all of them found the same contact. */
function isCreated(contact: LiveContact, { change }: ChangeRun, found: LiveContact | undefined): boolean {
  return change.action === 'create' && (found === undefined || isSameContact(found, contact));
}

/** Whether two reads returned the same contact. */
export function isSameContact(one: LiveContact, other: LiveContact): boolean {
  if (one.id !== undefined || other.id !== undefined) return one.id === other.id;
  const keys = new Set(liveIdentifiers(one).map(identifierKey));
  return liveIdentifiers(other).some((identifier) => keys.has(identifierKey(identifier)));
}

/** Other texts by which the vendor may have an email that a change claims: a look-up finds an address only by its own text. */
export function otherTexts({ contact }: ChangeRun, claimed: readonly Identifier[]): readonly Identifier[] {
  const email = claimed.find(({ kind, value }) => kind === 'email' && value === contact?.desired.identifiers.email);
  if (email === undefined) return [];
  const { kind, value, spelling: asked = value } = email;
  const texts = textsOfEmail(value, contact?.desired.emailSpelling);
  return texts.filter((text) => text !== asked).map((spelling) => ({ kind, value, spelling }));
}

function isOwn(contact: LiveContact, { change }: ChangeRun, own: readonly Identifier[]): boolean {
  if (own.length === 0) return false;
  if (change.contactId !== undefined) return contact.id === change.contactId;
  const carried = liveIdentifiers(contact).map(identifierKey);
  return own.some((identifier) => carried.includes(identifierKey(identifier)));
}

/**
 * True if the contact of a change was read so recently that it need not be read again.
 *
 * @param share part of `maxAge` that may have passed since the reading; less than 1 if the write follows only later
 */
export function isFresh({ clock, maxAge }: AccountRun, { checkedAt }: ChangeRun, share = 1): boolean {
  const age = checkedAt === undefined ? Number.POSITIVE_INFINITY : clock.now() - checkedAt;
  return age >= 0 && age < maxAge * share;
}

/**
 * Records what a re-read means for a change. As planned: it may be written. Done: it has succeeded, and nothing is sent. Partly done:
 * only the other requests are sent. Changed otherwise: it is stale. Not read: it is failed or pending.
 */
export async function recordRecheck(
  run: AccountRun,
  entry: ChangeRun,
  problem: ReadProblem | undefined,
  live: LiveContact | undefined,
): Promise<void> {
  if (problem !== undefined) {
    const cause = becauseOfProblem(problem);
    const step = { step: 'before-write' } as const;
    // A resumed run can still apply the change; and after an earlier write, it finds out what became of that write.
    if (problem.transient === true || entry.written || entry.repeated)
      await finishChange(run, entry, 'pending', because('unread', step, { cause, next: 'resume' }));
    else await finishChange(run, entry, 'failed', because('unread', step, { cause }));
    return;
  }
  const { change, contact, resumed } = entry;
  const requests = change.requests.flatMap((id) => run.requestsById.get(id) ?? []);
  const compared = contact === undefined ? undefined : compareWithPlan({ change, contact, requests, resumed }, live);
  if (
    compared === undefined ||
    compared.kind === 'moved' ||
    optedOutAgain(entry, live) ||
    isNowExcluded(run, entry, live)
  ) {
    await finishChange(run, entry, 'stale', movedReason(entry, live));
    return;
  }
  entry.checkedAt = run.clock.now();
  if (compared.kind === 'done') await finishAlreadyDone(run, entry);
  if (compared.kind === 'partly') for (const request of compared.requests) confirm(entry, request);
}

/** Finishes a change whose result the live contact shows. Changes that wait for its requests may go on. */
async function finishAlreadyDone(run: AccountRun, entry: ChangeRun): Promise<void> {
  for (const request of entry.open) confirm(entry, request);
  await finishSucceeded(run, entry, entry.written ? undefined : because('already-done', {}));
}

function confirm({ open, confirmed }: ChangeRun, request: string): void {
  open.delete(request);
  confirmed.add(request);
}

/** Whether the contact has become one that the account excludes: it was given a tag since the plan, for instance. */
function isNowExcluded({ target }: AccountRun, { change }: ChangeRun, live: LiveContact | undefined): boolean {
  const { account: name, exclude } = target;
  return exclude !== undefined && isExcluded(change, live, { name, exclude });
}

/** Whether the person opted out after giving the declared consent. The fingerprint contains no dates, so it does not show this. */
function optedOutAgain({ change, contact }: ChangeRun, live: LiveContact | undefined): boolean {
  return change.differences.some(({ path: [field, channel], after }) => {
    if (field !== 'channels' || after !== 'subscribed') return false;
    const now = live?.channels[channel as Channel];
    const evidence = contact?.desired.channels[channel as Channel]?.consent;
    if (now?.optedOut !== true) return false;
    return finalCause(now) !== undefined || evidence === undefined || !supersedes(evidence, now);
  });
}

function movedReason({ change }: ChangeRun, live: LiveContact | undefined): Reason {
  if (change.action === 'create') return because('live-moved', { what: 'appeared' });
  return because('live-moved', { what: live === undefined ? 'gone' : 'changed' });
}

/** The declared identifiers that no other contact may have: for a create all of them, for an update those that it changes. */
export function claimedIdentifiers({ target }: AccountRun, entry: ChangeRun): readonly Identifier[] {
  const all = declaredIdentifiers(target.provider.capabilities.identity.lookUp, entry);
  if (entry.change.action === 'create') return all;
  return all.filter(({ kind }) => entry.change.differences.some(({ path }) => path[0] === kind));
}
