// The ids by which a plan, and what a manifest says of a contact, are known again. Pure.

import { createHash } from 'node:crypto';
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

/** The desired values alone: what a manifest says, wherever it stands and whatever was declared before it. */
export function desiredHashOf(contact: DesiredContact): string {
  return sha256(Object.fromEntries(Object.entries(contact).filter(([name]) => !BESIDE_VALUES.has(name))));
}

const BESIDE_VALUES: ReadonlySet<string> = new Set([
  'account',
  'key',
  'source',
  'emailSpelling',
  'outdatedClaims',
  'resubscribes',
  'changedEvidence',
] satisfies (keyof DesiredContact)[]);
