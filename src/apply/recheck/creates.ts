// Creates that are about to leave are looked for together, where the vendor can be asked for many at once: one request instead of
// one each. What a read in between took too long for is looked for again, directly.

import { type IdentifierKey, identifierKey, type LiveContact, liveIdentifiers } from '../../contact/contact.ts';
import type { PlannedRequest } from '../../plan/document.ts';
import { type AccountRun, type ChangeRun, entriesOf, isStopping, stopFor } from '../run.ts';
import { claimedIdentifiers, judge, spelledOtherwise } from './recheck.ts';

/** @param requests those that leave next, while a re-read counts */
export async function recheckCreates(run: AccountRun, requests: readonly PlannedRequest[]): Promise<void> {
  if (run.at.provider.capabilities.reads.lookUpGroup <= 1 || isStopping(run)) return;
  // What waits for another request may claim an identifier that only that one gives free.
  const ready = requests.filter(({ after }) => after.length === 0);
  // The same contact in two spellings cannot be asked for in one question.
  const entries = ready
    .flatMap(({ items }) => entriesOf(run, items))
    .filter(isUntouchedCreate)
    .filter((entry) => spelledOtherwise(run, entry).length === 0);
  if (entries.length <= 1) return;
  const asked = entries.map((entry) => ({ entry, identifiers: claimedIdentifiers(run, entry) }));
  const owners = new Map<IdentifierKey, LiveContact>();
  const report = await run.at.source.read(
    asked.flatMap(({ identifiers }) => identifiers.map((ask) => ({ ask, also: [] }))),
    (live) => {
      for (const identifier of liveIdentifiers(live)) owners.set(identifierKey(identifier), live);
    },
    { strategy: 'look-up', signal: run.signal },
  );
  if (report.problem !== undefined) return stopFor(run, report.problem);
  for (const { entry, identifiers } of asked) {
    const keys = identifiers.map(identifierKey);
    const problem = keys.map((key) => report.failed.get(key)).find((found) => found !== undefined);
    const owner = keys.map((key) => owners.get(key)).find((found) => found !== undefined);
    await judge(run, entry, problem, owner);
  }
}

function isUntouchedCreate({ change, outcome, written, resumed, checkedAt }: ChangeRun): boolean {
  return change.action === 'create' && outcome === undefined && !written && !resumed && checkedAt === undefined;
}
