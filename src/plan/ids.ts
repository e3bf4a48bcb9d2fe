// The ids by which a plan, and what a manifest says of a contact, are known again. Pure.

import { createHash } from 'node:crypto';
import type { BaseComparison, ContactToPlan } from '../base/contact-to-plan.ts';
import { canonicalJson, sha256 } from '../contact/canonical.ts';
import type { DesiredContact } from '../contact/contact.ts';
import type { PlannedChange, PlannedRequest } from './document.ts';

/**
 * The sha256 of the canonical JSON of changes and requests: over what the plan will do, without source lines, estimates or the
 * way of reading. Entry by entry, as the whole text of a large plan may be longer than a string can be.
 */
export function planIdOf(changes: readonly PlannedChange[], requests: readonly PlannedRequest[]): string {
  const hash = createHash('sha256');
  hash.update('{"changes":[');
  for (const [index, { source: _, ...change }] of changes.entries()) {
    hash.update(`${index === 0 ? '' : ','}${canonicalJson(change)}`);
  }
  hash.update('],"requests":[');
  for (const [index, { estimate: _, ...request }] of requests.entries()) {
    hash.update(`${index === 0 ? '' : ','}${canonicalJson(request)}`);
  }
  return hash.update(']}').digest('hex');
}

/**
 * Lower-case hex sha256 of what is to be done to a contact: the values that its manifests declare, and what they dropped since
 * the base. An apply sends nothing for a contact whose hash differs from the one in its plan.
 */
export function desiredHashOf({ desired, base = {} }: ContactToPlan): string {
  return sha256({ ...pick(desired, HASHED_VALUES), ...pick(base, HASHED_FINDINGS) });
}

type Coverage<T> = Readonly<Record<keyof T, 'hashed' | 'left out'>>;

/** Where a contact is declared, and how its email is spelled there, changes nothing that is sent. */
const DESIRED_COVERAGE = {
  account: 'left out',
  key: 'left out',
  source: 'left out',
  identifiers: 'hashed',
  emailSpelling: 'left out',
  previously: 'hashed',
  scalars: 'hashed',
  sets: 'hashed',
  customProperties: 'hashed',
  pruneCustomProperties: 'hashed',
  channels: 'hashed',
  welcome: 'hashed',
  protect: 'hashed',
} as const satisfies Coverage<DesiredContact>;

/** What only explains a decision, or allows one that the plan already shows, is left out. */
const BASE_COVERAGE = {
  dropped: 'hashed',
  removed: 'hashed',
  undeclaredEmailChange: 'hashed',
  resubscribes: 'left out',
  changedEvidence: 'left out',
  outdatedClaims: 'left out',
} as const satisfies Coverage<BaseComparison>;

const HASHED_VALUES = hashedMembers<DesiredContact>(DESIRED_COVERAGE);
const HASHED_FINDINGS = hashedMembers<BaseComparison>(BASE_COVERAGE);

function hashedMembers<T>(coverage: Coverage<T>): readonly (keyof T)[] {
  return (Object.keys(coverage) as (keyof T)[]).filter((name) => coverage[name] === 'hashed');
}

/** Members that are absent come out as undefined, which canonical JSON leaves out. */
function pick<T extends object>(value: T, names: readonly (keyof T)[]): Partial<T> {
  const picked: Partial<T> = {};
  for (const name of names) picked[name] = value[name];
  return picked;
}
