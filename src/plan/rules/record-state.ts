// Refuses an account because of its record (what the last apply declared): the record must not be used, or other manifests than
// these were applied. Pure.

import type { BehindState, RecordState, RefusedRecord } from '../../base/record/state.ts';
import type { Plan, Refusal } from '../document.ts';
import { refusal } from './reading-limits.ts';

/**
 * Returns the refusal of a record that must neither be used nor overwritten; undefined if the plan does not need the record,
 * because it uses another base. A rollback always needs the record. An account that another environment writes to is refused
 * whatever the base.
 */
export function refusalWithBase(
  record: RefusedRecord,
  { base, rollback }: Pick<Plan, 'base'> & { readonly rollback?: Plan['rollback'] },
): Refusal | undefined {
  const isNeeded = base?.name === 'record' || rollback !== undefined || record.reason === 'other-environment';
  return isNeeded ? refusalOfRefused(record) : undefined;
}

/** Returns the refusal of a record that must neither be used nor overwritten. */
export function refusalOfRefused({ reason, commit, at, remote, environment }: RefusedRecord): Refusal {
  if (reason === 'other-environment') {
    return refusal('record-refused', { why: reason, environment: environment ?? '', at: at ?? '' });
  }
  if (reason === 'unreadable' || commit === undefined || remote === undefined) {
    return refusal('record-refused', { why: 'unreadable' });
  }
  if (at === undefined) return refusal('record-refused', { why: `undated-${reason}`, remote, commit });
  return refusal('record-refused', { why: reason, remote, commit, at });
}

/**
 * Returns the refusal to send anything to the account, if newer or other manifests than these were applied there; otherwise
 * undefined. It is a refusal of apply: the plan itself is shown and not refused.
 */
export function refusalOfPosition(record: RecordState | undefined): Refusal | undefined {
  if (record?.state !== 'applied' || record.commit === null) return undefined;
  const { commit, at, position, behind } = record;
  if (position === 'superseded') return refusal('superseded', { commit, at });
  return behind === undefined ? undefined : refusalOfBehind(at, commit, behind);
}

function refusalOfBehind(at: string, commit: string, { branch, contacts, conflicts }: BehindState): Refusal {
  if (conflicts === 0) return refusal('behind-record', { why: 'apart', commit, branch, at, contacts });
  return refusal('behind-record', { why: 'conflicts', commit, branch, at, contacts, conflicts });
}

/** True if commits that these manifests lack have changed contacts which are changed here, too. */
export function isInConflict(record: RecordState | undefined): boolean {
  return record?.state === 'applied' && (record.behind?.conflicts ?? 0) > 0;
}
