// Plans go stale: before the first write to a contact, live is read again and compared with the fingerprint of the plan. In
// bulk where that is cheap; directly, right before the write, where a status, an identifier, a create or a delete is at stake.

import { type Identifier, identifierKey, type LiveContact, liveIdentifiers } from '../../contact/contact.ts';
import type { Channel } from '../../contact/fields.ts';
import type { ReadProblem } from '../../live/problem.ts';
import type { PlannedChange, PlannedRequest } from '../../plan/document.ts';
import { fingerprint, retreat, stateOf } from '../../plan/fingerprint.ts';
import { supersedes } from '../../plan/rules/resubscribe.ts';
import { because, becauseOfProblem, type Reason } from '../reason.ts';
import { type AccountRun, type ChangeRun, end, stopFor } from '../run.ts';
import { unsatisfied } from '../verify/satisfied.ts';
import { declaredIdentifiers, ownIdentifier, readContacts } from './read-contacts.ts';

/** A re-read counts for so long (milliseconds). */
const FRESH_FOR = 60_000;

/**
 * Whether it is read again at all: without a refresh only where a mistake could not be undone.
 *
 * @param request the one that is about to leave for it
 */
function mustRecheck(
  { refresh }: AccountRun,
  { change }: ChangeRun,
  { mayCreate }: Pick<PlannedRequest, 'mayCreate'>,
): boolean {
  return refresh || mayCreate === true || needsDirectRead(change);
}

export function needsDirectRead({ action, differences }: PlannedChange): boolean {
  const delicate = ['channels', 'email', 'phone', 'userId'];
  return action !== 'update' || differences.some(({ path }) => delicate.includes(path[0] ?? ''));
}

/** Ends updates whose contact moved as stale, and those whose contact cannot be read as failed, or pending. */
export async function recheckInBulk(run: AccountRun, entries: readonly ChangeRun[]): Promise<void> {
  if (entries.length === 0) return;
  const { contacts, problem: unreadable } = await readContacts(run, entries);
  if (unreadable !== undefined) return stopFor(run, unreadable);
  for (const [entry, { live, problem }] of contacts) await judge(run, entry, problem, live);
}

/** What has not been checked lately is read right before its write. */
export async function recheckBeforeWrite(run: AccountRun, entry: ChangeRun, request: PlannedRequest): Promise<void> {
  if (entry.outcome !== undefined || (entry.written && !entry.resumed) || isFresh(run, entry)) return;
  if (!mustRecheck(run, entry, request)) return;
  // Two requests of one change that read apart could take each other's write for somebody else's.
  entry.checking ??= recheckDirectly(run, entry).finally(() => {
    entry.checking = undefined;
  });
  await entry.checking;
}

/** Reads one contact, and asks again whether identifiers that it claims are free. */
async function recheckDirectly(run: AccountRun, entry: ChangeRun): Promise<void> {
  const own = entry.change.action === 'create' ? [] : ownIdentifier(run, entry);
  const claimed = claimedIdentifiers(run, entry);
  let live: LiveContact | undefined;
  let taken = false;
  const ask = (asked: readonly Identifier[]) =>
    run.at.source.read(
      asked.map((identifier) => ({ ask: identifier, also: [] })),
      (contact) => {
        if (isOwn(contact, entry, own)) live = contact;
        else taken = true;
      },
      { strategy: 'look-up', signal: run.signal },
    );
  for (const asked of [[...own, ...claimed], spelledOtherwise(run, entry)]) {
    if (asked.length === 0 || taken) continue;
    const report = await ask(asked);
    if (report.problem !== undefined) return stopFor(run, report.problem);
    const [problem] = report.failed.values();
    if (problem !== undefined) return judge(run, entry, problem, live);
  }
  if (taken) await end(run, entry, 'stale', movedReason(entry, live));
  else await judge(run, entry, undefined, live);
}

/** A create that a vendor would not find by the normal form may be there all the same, as the manifest spells it. */
export function spelledOtherwise({ at }: AccountRun, { change, contact }: ChangeRun): readonly Identifier[] {
  const { identifiers: { email } = {}, emailSpelling: spelling } = contact?.desired ?? {};
  if (change.action !== 'create' || email === undefined || spelling === undefined) return [];
  return at.provider.capabilities.identity.lookUp.includes('email') ? [{ kind: 'email', value: email, spelling }] : [];
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

/** Ends a change whose contact moved as stale, and one whose contact cannot be read as failed; the others may be written now. */
export async function judge(
  run: AccountRun,
  entry: ChangeRun,
  problem: ReadProblem | undefined,
  live: LiveContact | undefined,
): Promise<void> {
  if (problem !== undefined) {
    const cause = becauseOfProblem(problem);
    const step = { step: 'before-write' } as const;
    // Nothing was sent, so that a later run can begin where this one could not.
    if (problem.transient === true)
      await end(run, entry, 'pending', because('unread', step, { cause, next: 'resume' }));
    else await end(run, entry, 'failed', because('unread', step, { cause }));
    return;
  }
  if (hasMoved(entry, live) || leftAgain(entry, live)) await end(run, entry, 'stale', movedReason(entry, live));
  else entry.checkedAt = run.clock.now();
}

function hasMoved({ contact, change, resumed }: ChangeRun, live: LiveContact | undefined): boolean {
  if (contact === undefined) return true;
  const state = stateOf(contact, live);
  if (fingerprint(state) === change.fingerprint) return false;
  if (!resumed || state === null) return true;
  // With what an earlier run brought about set back, everything must be as the plan knew it.
  const left = unsatisfied(change.differences, live);
  const done = change.differences.filter((difference) => !left.includes(difference));
  return fingerprint(retreat(state, done)) !== change.fingerprint;
}

/** The fingerprint holds no dates, so an opt-out that was renewed since, after the consent that was to lift it, shows here. */
function leftAgain({ change, contact }: ChangeRun, live: LiveContact | undefined): boolean {
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

/** Identifiers that must be free: all of a create's, and those that an update adds. */
export function claimedIdentifiers({ at }: AccountRun, entry: ChangeRun): readonly Identifier[] {
  const all = declaredIdentifiers(at.provider.capabilities.identity.lookUp, entry);
  if (entry.change.action === 'create') return all;
  return all.filter(({ kind }) => entry.change.differences.some(({ path }) => path[0] === kind));
}
