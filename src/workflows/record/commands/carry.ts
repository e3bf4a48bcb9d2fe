// Tells what an account's record passes on to a commit that replaces it: everything whose commits are still part of HEAD's
// history.

import { isAncestor } from '../../../base/git/ancestry.ts';
import { headOf } from '../../../base/git/head.ts';
import { type AppliedRecord, formerIn, isLocal, revisionsOf } from '../../../base/record/document.ts';
import type { OpenedRecords } from '../open.ts';
import { placesOf } from '../places.ts';

/** The parts of a former record that the new one takes over. */
export interface Kept {
  readonly exceptions: AppliedRecord['exceptions'];
  readonly proposed: NonNullable<AppliedRecord['proposed']>;
  readonly rolledBack: NonNullable<AppliedRecord['rolledBack']>;
}

/**
 * Returns the exceptions, proposed contacts and rollback marks (declarations that no plan carries out again) whose commits HEAD
 * contains; others belong to a rewritten history.
 */
export async function keptOf(former: AppliedRecord, opened: OpenedRecords): Promise<Kept> {
  const known = new Set<string>();
  for (const revision of revisionsOf(former)) if (await isInHistory(revision, opened)) known.add(revision);
  const isKnown = ({ entries }: Kept['exceptions'][number]): boolean =>
    entries.every((revision) => known.has(revision));
  return {
    exceptions: former.exceptions.filter(isKnown),
    proposed: (former.proposed ?? []).filter(isKnown),
    rolledBack: (former.rolledBack ?? []).filter(({ revision }) => known.has(revision)),
  };
}

/** True if the new record would forget something that was applied for contacts of the former one. */
export function losesSome({ exceptions, proposed }: Kept, former: AppliedRecord): boolean {
  return exceptions.length < former.exceptions.length || proposed.length < (former.proposed ?? []).length;
}

/** Returns the record together with the parts that are kept of the former one. */
export function carryingOver(
  record: AppliedRecord,
  { exceptions, proposed, rolledBack }: Kept,
  former: AppliedRecord,
): AppliedRecord {
  const earlier = [...exceptions, ...proposed].flatMap(({ entries }) => entries);
  const { letGo, withheld, absent, erased, undeclared, carried } = former;
  const owed = new Set(exceptions.flatMap(({ contacts }) => contacts));
  const stillOwed = (hashes: readonly string[] = []): readonly string[] => hashes.filter((hash) => owed.has(hash));
  const [seen, present] = [stillOwed(former.seen), stillOwed(former.present)];
  return {
    ...record,
    // These members are about people at the vendor, so they stay true whichever commit is recorded.
    ...(withheld && { withheld }),
    ...(absent && { absent }),
    ...(erased && { erased }),
    ...(undeclared && { undeclared }),
    ...(carried && { carried }),
    ...(rolledBack.length === 0 ? {} : { rolledBack }),
    ...(proposed.length === 0 ? {} : { proposed }),
    ...(seen.length === 0 ? {} : { seen }),
    ...(present.length === 0 ? {} : { present }),
    ...(exceptions.length === 0
      ? {}
      : { exceptions, ...formerIn(former.former, exceptions), ...(letGo === undefined ? {} : { letGo }) }),
    ...placesOf([...earlier, ...rolledBack.map(({ revision }) => revision)], record, [former]),
  };
}

/** True if HEAD's history contains every revision that the former record names and the new one does not. */
export async function continues(record: AppliedRecord, former: AppliedRecord, opened: OpenedRecords): Promise<boolean> {
  const named = new Set(revisionsOf(record));
  for (const revision of revisionsOf(former)) {
    if (!named.has(revision) && !(await isInHistory(revision, opened))) return false;
  }
  return true;
}

async function isInHistory(revision: string, { location }: OpenedRecords): Promise<boolean> {
  if (isLocal(revision) || location === undefined) return true;
  const head = await headOf(location.repository);
  return head !== undefined && (await isAncestor(location.repository, revision, head).catch(() => false));
}
