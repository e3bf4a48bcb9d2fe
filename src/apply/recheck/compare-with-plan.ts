// Compares a contact that was read again with the plan: whether a change still applies, is already done, or is done in part. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import { type LiveContact, vendorText } from '../../contact/contact.ts';
import type { Difference } from '../../contact/difference.ts';
import { isEvidence } from '../../contact/evidence.ts';
import { normaliseEmail } from '../../contact/normalise.ts';
import type { PlannedChange, PlannedRequest } from '../../plan/document.ts';
import { type ContactState, fingerprint, hasIdentifiers, retreat, stateOf } from '../../plan/fingerprint.ts';
import { unsatisfied } from '../verify/satisfied.ts';

/**
 * The live contact as compared with a change.
 *
 *   as-planned   it is as it was when the plan was made
 *   done         it is as it should be once the change took effect
 *   partly       it is as it should be once exactly these requests of the change took effect
 *   moved        none of these
 */
export type Comparison =
  | { readonly kind: 'as-planned' | 'done' | 'moved' }
  | { readonly kind: 'partly'; readonly requests: readonly string[] };

/** A change, its declaration and its requests. */
interface Compared {
  readonly change: PlannedChange;
  readonly contact: ContactToPlan;
  /** The requests of the change, in plan order. */
  readonly requests: readonly Pick<PlannedRequest, 'id' | 'items'>[];
  /** True if an earlier run of this plan may have written any part of the change. */
  readonly resumed: boolean;
}

const MOVED = { kind: 'moved' } as const;
const DONE = { kind: 'done' } as const;

/** Compares the live contact of a change with the plan. @param live undefined if there is no such contact */
export function compareWithPlan(compared: Compared, live: LiveContact | undefined): Comparison {
  const { change, contact } = compared;
  const state = stateOf(contact, live);
  if (fingerprint(state) === change.fingerprint)
    return isAddressed(change, state, live) ? { kind: 'as-planned' } : MOVED;
  if (change.action === 'delete') return state === null ? DONE : MOVED;
  if (state === null) return MOVED;
  return change.action === 'create' ? compareCreated(compared, state, live) : compareUpdated(compared, state, live);
}

/** True if the requests address the contact by identifiers that it has, and by the vendor's own text of its emails. */
function isAddressed({ basis }: PlannedChange, state: ContactState | null, live: LiveContact | undefined): boolean {
  if (basis?.live === undefined) return true;
  return state !== null && hasIdentifiers(state, basis.live) && (basis.live.emails ?? []).every(isText(live));
}

/** Returns a test for texts of emails: false if the contact has that email, but the vendor has it in another spelling. */
function isText(live: LiveContact | undefined): (text: string) => boolean {
  return (text) => {
    const value = normaliseEmail(text);
    return live?.emails.includes(value) !== true || vendorText(live, value) === text;
  };
}

/** Compares a contact that a create was to make and that exists: an earlier run of the same plan may have created it. */
function compareCreated(
  { change, requests }: Compared,
  state: ContactState,
  live: LiveContact | undefined,
): Comparison {
  const { differences } = change;
  const isWhole = unsatisfied(differences, live).length === 0;
  // Apart from the change's own values, no managed field has a value, so none has one that is to be removed.
  if (isWhole && Object.keys(retreat(state, differences).managed).length === 0) return DONE;
  const now = fingerprint(state);
  const last = itemsOf(change, requests).findLastIndex(({ item }) => item.expectAfter === now);
  return last < 0 ? MOVED : partly(itemsOf(change, requests).slice(0, last + 1));
}

/**
 * Compares the contact of an update. It is done in part if the contact is as planned except for differences of requests that took
 * effect.
 */
function compareUpdated(
  { change, requests, resumed }: Compared,
  state: ContactState,
  live: LiveContact | undefined,
): Comparison {
  const left = new Set<Difference>(unsatisfied(change.differences, live));
  const done = change.differences.filter((difference) => !left.has(difference));
  const before = retreat(state, done);
  if (fingerprint(before) !== change.fingerprint || !isAddressed(change, before, live)) return MOVED;
  // The contact does not show whether evidence of consent was sent, so a change with evidence is not taken as done.
  if (left.size === 0) return !resumed && change.differences.some(isEvidence) ? { kind: 'as-planned' } : DONE;
  if (resumed) return { kind: 'as-planned' };
  const items = itemsOf(change, requests).map((one) => ({
    ...one,
    carried: one.item.carries.flatMap((index) => change.differences[index] ?? []),
  }));
  const finished = items.filter(({ carried }) => carried.every((difference) => !left.has(difference)));
  const carriedByFinished = new Set(finished.flatMap(({ carried }) => carried));
  // A request writes all its differences together, so if only a part of them is done, somebody else did that.
  return done.length > 0 && done.every((difference) => carriedByFinished.has(difference)) ? partly(finished) : MOVED;
}

interface ItemOf {
  readonly request: string;
  readonly item: PlannedRequest['items'][number];
}

function itemsOf({ id }: PlannedChange, requests: Compared['requests']): readonly ItemOf[] {
  return requests.flatMap((request) =>
    request.items.filter(({ change }) => change === id).map((item) => ({ request: request.id, item })),
  );
}

function partly(items: readonly ItemOf[]): Comparison {
  return { kind: 'partly', requests: items.map(({ request }) => request) };
}
