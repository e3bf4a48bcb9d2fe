// Detects stale changes: before the first write to a contact, it is read again and compared with the plan's fingerprint. Most
// contacts are read in bulk. Before creates, deletes, and updates with a status or an identifier, each contact is read on its own,
// right before the write, unless creates.ts has just checked it.

import { type Identifier, identifierKey, type LiveContact, liveIdentifiers } from '../../contact/contact.ts';
import type { Channel } from '../../contact/fields.ts';
import type { ReadProblem } from '../../live/problem.ts';
import type { PlannedChange, PlannedRequest } from '../../plan/document.ts';
import { fingerprint, retreat, stateOf } from '../../plan/fingerprint.ts';
import { supersedes } from '../../plan/rules/resubscribe.ts';
import { because, becauseOfProblem, type Reason } from '../reason.ts';
import { type AccountRun, type ChangeRun, finishChange, stopFor } from '../run.ts';
import { unsatisfied } from '../verify/satisfied.ts';
import { declaredIdentifiers, ownIdentifier, readContacts } from './read-contacts.ts';

/** How long a re-read is valid, in milliseconds. */
const FRESH_FOR = 60_000;

/**
 * Whether the contact must be read again before a request. With --no-refresh, only creates, deletes, and changes of a status or an
 * identifier require it.
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

/** Whether the contact must be read on its own, right before the write. */
export function needsDirectRead({ action, differences }: PlannedChange): boolean {
  const delicate = ['channels', 'email', 'phone', 'userId'];
  return action !== 'update' || differences.some(({ path }) => delicate.includes(path[0] ?? ''));
}

/** Reads contacts again. Finishes changes as stale if their contact changed, and as failed or pending if it cannot be read. */
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
  const own = entry.change.action === 'create' ? [] : ownIdentifier(run, entry);
  const claimed = claimedIdentifiers(run, entry);
  let live: LiveContact | undefined;
  let taken = false;
  const ask = (asked: readonly Identifier[]) =>
    run.target.source.read(
      asked.map((identifier) => ({ ask: identifier, also: [] })),
      (contact) => {
        if (isOwn(contact, entry, own)) live = contact;
        else taken = true;
      },
      { strategy: 'look-up', signal: run.signal },
    );
  for (const asked of [[...own, ...claimed], manifestSpelling(run, entry)]) {
    if (asked.length === 0 || taken) continue;
    const report = await ask(asked);
    if (report.problem !== undefined) return stopFor(run, report.problem);
    const [problem] = report.failed.values();
    if (problem !== undefined) return recordRecheck(run, entry, problem, live);
  }
  if (taken) await finishChange(run, entry, 'stale', movedReason(entry, live));
  else await recordRecheck(run, entry, undefined, live);
}

/**
 * The email of a create as the manifest spells it. Some vendors do not find a contact stored in that spelling by its normal form.
 *
 * @returns at most one identifier; none if the manifest spells the email in its normalised form
 */
export function manifestSpelling({ target }: AccountRun, { change, contact }: ChangeRun): readonly Identifier[] {
  const { identifiers: { email } = {}, emailSpelling: spelling } = contact?.desired ?? {};
  if (change.action !== 'create' || email === undefined || spelling === undefined) return [];
  return target.provider.capabilities.identity.lookUp.includes('email')
    ? [{ kind: 'email', value: email, spelling }]
    : [];
}

function isOwn(contact: LiveContact, { change }: ChangeRun, own: readonly Identifier[]): boolean {
  if (own.length === 0) return false;
  if (change.contactId !== undefined) return contact.id === change.contactId;
  const carried = liveIdentifiers(contact).map(identifierKey);
  return own.some((identifier) => carried.includes(identifierKey(identifier)));
}

function isFresh(run: AccountRun, { checkedAt }: ChangeRun): boolean {
  return checkedAt !== undefined && run.clock.now() - checkedAt < FRESH_FOR;
}

/**
 * Records the result of a re-read. Finishes the change as stale if its contact changed, and as failed or pending if the contact
 * cannot be read; otherwise marks the contact as checked.
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
    // Nothing was sent, so a resumed run can still apply the change.
    if (problem.transient === true)
      await finishChange(run, entry, 'pending', because('unread', step, { cause, next: 'resume' }));
    else await finishChange(run, entry, 'failed', because('unread', step, { cause }));
    return;
  }
  if (hasMoved(entry, live) || optedOutAgain(entry, live))
    await finishChange(run, entry, 'stale', movedReason(entry, live));
  else entry.checkedAt = run.clock.now();
}

function hasMoved({ contact, change, resumed }: ChangeRun, live: LiveContact | undefined): boolean {
  if (contact === undefined) return true;
  const state = stateOf(contact, live);
  if (fingerprint(state) === change.fingerprint) return false;
  if (!resumed || state === null) return true;
  // Undo the differences that the earlier run wrote, in the state only; what results must be as planned.
  const left = unsatisfied(change.differences, live);
  const done = change.differences.filter((difference) => !left.includes(difference));
  return fingerprint(retreat(state, done)) !== change.fingerprint;
}

/** Whether the person opted out after giving the declared consent. The fingerprint contains no dates, so it does not show this. */
function optedOutAgain({ change, contact }: ChangeRun, live: LiveContact | undefined): boolean {
  return change.differences.some(({ path: [field, channel], after }) => {
    if (field !== 'channels' || after !== 'subscribed') return false;
    const now = live?.channels[channel as Channel];
    const evidence = contact?.desired.channels[channel as Channel]?.consent;
    return now?.optedOut === true && (evidence === undefined || !supersedes(evidence, now));
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
