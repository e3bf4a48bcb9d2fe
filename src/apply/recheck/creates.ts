// Checks in bulk that the contacts of the next creates do not exist yet, if the vendor can look up several contacts in one request.
// If such a check is too old when the create is sent, recheck.ts repeats it for that contact.

import { type IdentifierKey, identifierKey, type LiveContact, liveIdentifiers } from '../../contact/contact.ts';
import type { PlannedRequest } from '../../plan/document.ts';
import { type AccountRun, type ChangeRun, entriesOf, isStopping, stopFor } from '../run.ts';
import { claimedIdentifiers, isSameContact, otherTexts, recordRecheck, recordTaken } from './recheck.ts';

/**
 * Looks up the contacts of the creates among these requests, and records what that means for each create (recordRecheck).
 *
 * @param requests the requests that are sent next, before this check becomes too old
 */
export async function recheckCreates(run: AccountRun, requests: readonly PlannedRequest[]): Promise<void> {
  if (run.target.provider.capabilities.reads.lookUpGroup <= 1 || isStopping(run)) return;
  // Skip requests that wait for another one: they may claim an identifier that is still to be released.
  const ready = requests.filter(({ after }) => after.length === 0);
  const entries = ready.flatMap(({ items }) => entriesOf(run, items)).filter(isUntouchedCreate);
  if (entries.length <= 1) return;
  const asked = entries.map((entry) => {
    const claimed = claimedIdentifiers(run, entry);
    return { entry, identifiers: [...claimed, ...otherTexts(entry, claimed)] };
  });
  const owners = new Map<IdentifierKey, LiveContact>();
  const report = await run.target.source.read(
    asked.flatMap(({ identifiers }) => identifiers.map((ask) => ({ ask, also: [] }))),
    (live) => {
      for (const identifier of liveIdentifiers(live)) owners.set(identifierKey(identifier), live);
    },
    { strategy: 'look-up', signal: run.signal },
  );
  if (report.problem !== undefined) return stopFor(run, report.problem);
  for (const { entry, identifiers } of asked) {
    const keys = [...new Set(identifiers.map(identifierKey))];
    const problem = keys.map((key) => report.failed.get(key)).find((found) => found !== undefined);
    const found = keys.flatMap((key) => owners.get(key) ?? []);
    const [owner] = found;
    if (found.some((other) => owner !== undefined && !isSameContact(owner, other))) await recordTaken(run, entry);
    else await recordRecheck(run, entry, problem, owner);
  }
}

function isUntouchedCreate({ change, outcome, written, resumed, checkedAt }: ChangeRun): boolean {
  return change.action === 'create' && outcome === undefined && !written && !resumed && checkedAt === undefined;
}
