// Plans go stale: before the first write to a contact, live is read again and compared with the fingerprint of the plan. In
// bulk where that is cheap; directly, right before the write, where a status, an identifier, a create or a delete is at stake.

import type { Identifier, LiveContact } from '../contact/contact.ts';
import type { ReadProblem } from '../live/source.ts';
import type { PlannedChange } from '../plan/document.ts';
import { fingerprint, stateOf } from '../plan/fingerprint.ts';
import { declaredIdentifiers, ownIdentifier, readContacts } from './read-contacts.ts';
import { type AccountRun, type ChangeRun, end } from './run.ts';

/** A re-read counts for so long (milliseconds). */
const FRESH_FOR = 60_000;

export function needsDirectRead({ action, differences }: PlannedChange): boolean {
  const delicate = ['channels', 'email', 'phone', 'userId'];
  return action !== 'update' || differences.some(({ path }) => delicate.includes(path[0] ?? ''));
}

/** Ends updates whose contact moved as stale, and those whose contact cannot be read as failed. */
export async function recheckInBulk(run: AccountRun, entries: readonly ChangeRun[]): Promise<void> {
  if (entries.length === 0) return;
  for (const [entry, { live, problem }] of await readContacts(run, entries)) await judge(run, entry, problem, live);
}

/** Reads one contact right before a write, and asks again whether identifiers that it claims are free. */
export async function recheckDirectly(run: AccountRun, entry: ChangeRun): Promise<void> {
  const own = entry.change.action === 'create' ? [] : ownIdentifier(run, entry);
  const claimed = claimedIdentifiers(run, entry);
  let live: LiveContact | undefined;
  let taken = false;
  const report = await run.at.source.read(
    [...own, ...claimed].map((ask) => ({ ask, also: [] })),
    (contact) => {
      if (contact.id === entry.change.contactId && entry.change.action !== 'create') live = contact;
      else taken = true;
    },
    { way: 'look-up' },
  );
  const problem = report.problem ?? [...report.failed.values()][0];
  if (problem === undefined && taken) await end(run, entry, 'stale', movedReason(entry.change.action));
  else await judge(run, entry, problem, live);
}

/** A bulk re-read that is older than a minute by the time its write leaves is not believed. */
export function isFresh(run: AccountRun, { checkedAt }: ChangeRun): boolean {
  return checkedAt !== undefined && run.clock.now() - checkedAt < FRESH_FOR;
}

async function judge(
  run: AccountRun,
  entry: ChangeRun,
  problem: ReadProblem | undefined,
  live: LiveContact | undefined,
): Promise<void> {
  if (problem !== undefined) {
    await end(run, entry, 'failed', { code: 'unread', message: problem.message, hint: problem.hint });
    return;
  }
  const { desired, change } = entry;
  const moved = desired === undefined || fingerprint(stateOf(desired, live)) !== change.fingerprint;
  if (moved) await end(run, entry, 'stale', movedReason(change.action));
  else entry.checkedAt = run.clock.now();
}

function movedReason(action: PlannedChange['action']): { code: string; message: string; hint: string } {
  const message =
    action === 'create'
      ? 'the contact appeared at the vendor since the plan was made'
      : 'the contact changed at the vendor since the plan was made';
  return { code: 'live-moved', message, hint: 'plan again' };
}

/** Identifiers that must be free: all of a create's, and those that an update adds. */
function claimedIdentifiers({ at }: AccountRun, entry: ChangeRun): readonly Identifier[] {
  const all = declaredIdentifiers(at.provider.capabilities.identity.lookUp, entry);
  if (entry.change.action === 'create') return all;
  return all.filter(({ kind }) => entry.change.differences.some(({ path }) => path[0] === kind));
}
