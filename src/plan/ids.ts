// Computes the id of a plan and the hash of a contact's desired values. Pure.

import { createHash } from 'node:crypto';
import type { BaseComparison, ContactToPlan } from '../base/contact-to-plan.ts';
import { canonicalJson, sha256 } from '../contact/canonical.ts';
import type { DesiredContact } from '../contact/contact.ts';
import type { PlannedChange, PlannedRequest, PlannedRollback } from './document.ts';

/**
 * Returns the plan id: the lower-case hex sha256 of the canonical JSON of the changes and requests (without source lines, `owed`
 * and estimates) and, for a rollback, of the apply that it takes back. Hashes entry by entry, because the JSON of a large plan
 * may exceed the maximum length of a string.
 */
export function planIdOf(
  changes: readonly PlannedChange[],
  requests: readonly PlannedRequest[],
  rollback?: PlannedRollback,
): string {
  const hash = createHash('sha256');
  hash.update('{"changes":[');
  for (const [index, { source: _, owed: _owed, ...change }] of changes.entries()) {
    hash.update(`${index === 0 ? '' : ','}${canonicalJson(change)}`);
  }
  hash.update('],"requests":[');
  for (const [index, { estimate: _, ...request }] of requests.entries()) {
    hash.update(`${index === 0 ? '' : ','}${canonicalJson(request)}`);
  }
  hash.update(']');
  if (rollback !== undefined) hash.update(`,"rollback":${canonicalJson(rollback)}`);
  return hash.update('}').digest('hex');
}

/** What the id of a change is computed from, in addition to the origin and the environment. */
type Identified = Pick<PlannedChange, 'account' | 'key' | 'desiredHash' | 'differences'>;

/**
 * Returns the id of a change: the lower-case hex sha256 of account, environment, origin, key, desired values and differences.
 * Caveats of the differences do not influence it.
 *
 * @param environment null for none
 */
export function changeIdOf(
  { account, key, desiredHash, differences }: Identified,
  origin: string,
  environment: string | null,
): string {
  const bare = differences.map(({ path, op, before, after }) => ({ path, op, before, after }));
  const where = { account, origin, ...(environment === null ? {} : { environment }) };
  return sha256({ ...where, key, desired: desiredHash, differences: bare });
}

/**
 * Returns the lower-case hex sha256 of what a contact should become: its declared values, the declarations dropped since the
 * base, and whether it must not be mailed. apply sends nothing for a contact whose hash differs from the one in the plan.
 */
export function desiredHashOf({ desired, base = {}, suppressed }: ContactToPlan): string {
  const mark = suppressed === undefined ? {} : { suppressed: true };
  return sha256({ ...pick(desired, HASHED_VALUES), ...pick(base, HASHED_FINDINGS), ...mark });
}

/** States for each member of a type whether the hash covers it. A value that lacks a member does not compile. */
type Coverage<T> = Readonly<Record<keyof T, 'hashed' | 'left out'>>;

/**
 * The hash does not cover what is not a value of the contact: its key, its position in a manifest, the spelling of its emails and
 * phone, and the settings that decide whether it is planned at all.
 */
const DESIRED_COVERAGE = {
  account: 'left out',
  key: 'left out',
  source: 'left out',
  identifiers: 'hashed',
  emailSpelling: 'left out',
  phoneSpelling: 'left out',
  previousSpelling: 'left out',
  previously: 'hashed',
  scalars: 'hashed',
  sets: 'hashed',
  customProperties: 'hashed',
  pruneCustomProperties: 'hashed',
  channels: 'hashed',
  welcome: 'hashed',
  protect: 'hashed',
  recreate: 'hashed',
  createdAt: 'hashed',
  onMissing: 'left out',
  onRemoved: 'left out',
  unmanaged: 'left out',
} as const satisfies Coverage<DesiredContact>;

/** The hash does not cover findings that only explain a decision, or that allow a change which the plan shows as a difference. */
const BASE_COVERAGE = {
  dropped: 'hashed',
  removed: 'hashed',
  alternatives: 'hashed',
  undeclaredEmailChange: 'hashed',
  renamed: 'left out',
  resubscribes: 'left out',
  changedEvidence: 'left out',
  outdatedClaims: 'left out',
  owed: 'left out',
  rolledBack: 'left out',
} as const satisfies Coverage<BaseComparison>;

const HASHED_VALUES = hashedMembers<DesiredContact>(DESIRED_COVERAGE);
const HASHED_FINDINGS = hashedMembers<BaseComparison>(BASE_COVERAGE);

function hashedMembers<T>(coverage: Coverage<T>): readonly (keyof T)[] {
  return (Object.keys(coverage) as (keyof T)[]).filter((name) => coverage[name] === 'hashed');
}

/** Returns only the named members. Absent members become undefined, which canonical JSON omits. */
function pick<T extends object>(value: T, names: readonly (keyof T)[]): Partial<T> {
  const picked: Partial<T> = {};
  for (const name of names) picked[name] = value[name];
  return picked;
}
