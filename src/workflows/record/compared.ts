// Tells whether a plan was compared with the record that exists now. Pure.

import { type AppliedRecord, type Revision, recordName } from '../../base/record/document.ts';
import type { Plan } from '../../plan/document.ts';
import type { Destination } from '../../providers/contract.ts';
import type { OpenedRecords } from './open.ts';

/** The records of a destination and this directory, newest first. */
export function recordsOf(
  destination: Destination,
  { found, theirs, directory }: OpenedRecords,
): readonly AppliedRecord[] {
  const name = recordName(destination, directory);
  const records = [...found, ...theirs].flatMap((one) =>
    one.name === name && one.record !== undefined ? [one.record] : [],
  );
  return records.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/**
 * Returns `at` of the record that a plan was compared with at an account; null if there was no record, undefined if the plan has
 * another base.
 */
export function plannedRecord(account: string, { base, accounts }: Plan): string | null | undefined {
  if (base?.name !== 'record') return undefined;
  const known = accounts.find((one) => one.account === account)?.record;
  return known?.state === 'applied' ? known.at : null;
}

/**
 * True if a plan knows everything that the latest record declares. It does not if another run has recorded something since the
 * plan was saved, or while the plan waited for a lock. The record that this apply, or the one that it resumes, wrote when it
 * began is no such change: the plan knows what it declares.
 *
 * @param revision of the manifests that were planned
 * @param planned from `plannedRecord`
 */
export function isComparedWith(
  latest: AppliedRecord | undefined,
  revision: Revision,
  planned: string | null | undefined,
): boolean {
  if (planned === undefined) return false;
  if (planned === (latest?.at ?? null)) return true;
  return latest?.begunFrom === planned && latest.revision === revision;
}
