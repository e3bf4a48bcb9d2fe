// Checks that a plan sends what it shows: every request is built again from the differences of the changes that it serves, by the
// code that made the plan, and compared. A plan id proves nothing here, as whoever edits a plan can compute its id. Pure.

import { isDeepStrictEqual } from 'node:util';
import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import { personal } from '../../contact/argument.ts';
import { canonicalJson } from '../../contact/canonical.ts';
import { STATUSES } from '../../contact/consent.ts';
import { type Difference, difference } from '../../contact/difference.ts';
import { evidenceParts, isEvidence } from '../../contact/evidence.ts';
import { type Channel, SET_FIELDS } from '../../contact/fields.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { joined, type Sentence, sentence } from '../../contact/sentence.ts';
import { isVendorId } from '../../contact/vendor-id.ts';
import { providerOf } from '../../providers/table.ts';
import { isWritten } from '../decision.ts';
import type { Plan, PlannedChange, PlannedRequest } from '../document.ts';
import { advance, fingerprint } from '../fingerprint.ts';
import { changeIdOf, desiredHashOf } from '../ids.ts';
import { desiredBasis, type RequestBasis, withoutGivenDates } from './basis.ts';
import { type DerivedRequest, deriveRequests, groupByChange } from './derive.ts';

/** Maximum number of contacts that a message names. */
const MAX_NAMED = 3;

/**
 * Refuses a plan whose changes or requests were edited.
 *
 * @param fileName the file's name for the error message
 * @throws HintedError `plan-file` (`edited`) that names the changes
 */
export function assertSendsWhatItShows(plan: Plan, fileName: string): void {
  const derived = deriveAll(plan);
  const requestsOf = groupByChange(derived);
  const origins = new Map(plan.accounts.map(({ account, origin }) => [account, origin]));
  const isEdited = (change: PlannedChange, index: number): boolean =>
    change.id !== `c${index + 1}` ||
    !isConsistent(change, origins.get(change.account), plan.environment) ||
    (plan.rollback !== undefined && !takesBack(change)) ||
    !isSame(change.requests, requestsOf.get(change.id) ?? []);
  const edited = new Set([...plan.changes.filter(isEdited), ...changesOfOtherRequests(plan, derived)]);
  const isComplete = plan.requests.length === derived.length;
  if (edited.size > 0 || !isComplete) throw editedPlan(sentence`${personal('file', fileName)}`, [...edited]);
}

/**
 * True if a rollback may contain the change: it creates nobody and subscribes nobody. Needed because a rollback is not made from
 * the manifests, and so is not compared with them.
 */
function takesBack({ action, differences }: PlannedChange): boolean {
  return (
    action !== 'create' &&
    !differences.some(({ path: [field], after }) => field === 'channels' && after === 'subscribed')
  );
}

/** True if the members of a change fit together: its id, its differences, its basis, and whether it has requests. */
function isConsistent(change: PlannedChange, origin: string | undefined, environment: Plan['environment']): boolean {
  const { changeId, contactId, action, differences, basis } = change;
  if (contactId !== undefined && !isVendorId(contactId)) return false;
  if (origin === undefined || changeIdOf(change, origin, environment) !== changeId) return false;
  if (!differences.every(isPlannable)) return false;
  if (!isWritten(change)) return basis === undefined;
  if (basis === undefined || (basis.live === undefined) !== (action === 'create')) return false;
  if (!differences.every((one) => isAsDeclared(one, basis))) return false;
  return action !== 'create' || change.fingerprint === fingerprint(null);
}

/**
 * True if a planner makes such differences. A provider does not check values: it would treat an unknown status like a known one.
 */
function isPlannable({ path, op, before, after, defines }: Difference): boolean {
  const [field = '', name] = path;
  if (difference(path, before, after).op !== op) return false;
  if (defines !== undefined && !(path[0] === 'customProperties' && typeof after === defines)) return false;
  if (isEvidence({ path })) return before === null && Array.isArray(after);
  if (field === 'channels') return STATUSES.some((status) => status === after);
  return name === undefined || !SET_FIELDS.some((set) => set === field) || after === true || after === null;
}

/**
 * True if the difference agrees with the declared values in the basis. Concerns evidence, `country` and `countryCode`: requests
 * take these from the basis. (A vendor may store the two country fields in one place, so that one difference may send both.)
 */
function isAsDeclared(
  { path, after }: Difference,
  { desired: { scalars = {}, channels = {} } }: RequestBasis,
): boolean {
  const [field, channel] = path;
  if (isEvidence({ path })) {
    const { status, consent } = channels[channel as Channel] ?? {};
    return status === 'subscribed' && isSame(after, evidenceParts(consent));
  }
  return (field !== 'country' && field !== 'countryCode') || after === (scalars[field] ?? null);
}

/**
 * Builds the requests of all accounts again. If those of an account cannot be built, it gets none, so that the plan does not
 * match.
 */
function deriveAll({ accounts, changes }: Plan): readonly DerivedRequest[] {
  const requests: DerivedRequest[] = [];
  for (const { account, dialect, keyField } of accounts) {
    const sources = changes.flatMap((change) =>
      change.account === account && change.basis !== undefined ? [{ ...change, basis: change.basis }] : [],
    );
    try {
      requests.push(...deriveRequests(sources, { account, keyField, provider: providerOf(dialect) }, requests.length));
    } catch (error) {
      // Providers throw a RangeError for a change that they cannot carry out, and no planner makes such a change. Encoding an id
      // with an unpaired surrogate throws a URIError.
      if (!(error instanceof RangeError || error instanceof URIError)) throw error;
    }
  }
  return requests;
}

/** Returns the changes of those requests that differ between the plan and what was derived from its differences. */
function changesOfOtherRequests(plan: Plan, derived: readonly DerivedRequest[]): readonly PlannedChange[] {
  const changes = new Map(plan.changes.map((change) => [change.id, change]));
  const hasOwnFingerprints = fingerprintCheck(changes);
  const others = Array.from({ length: Math.max(plan.requests.length, derived.length) }, (_, index) => {
    const [found, expected] = [plan.requests[index], derived[index]];
    const isDerived = found !== undefined && expected !== undefined && isSame(sentPart(found), sentPart(expected));
    if (isDerived && hasOwnFingerprints(found)) return [];
    return [...(found?.items ?? []), ...(expected?.items ?? [])].map(({ change }) => change);
  });
  return others.flat().flatMap((id) => changes.get(id) ?? []);
}

/**
 * Returns the part of a request that is compared: all but the fingerprints (see `fingerprintCheck`) and the estimates for
 * display.
 */
function sentPart({ estimate: _, items, ...request }: DerivedRequest | PlannedRequest): unknown {
  return { ...request, items: items.map(({ change, pointer, carries }) => ({ change, pointer, carries })) };
}

/**
 * Creates a check of the fingerprints in the requests (`expectAfter`). Call it with the requests in plan order. The fingerprints
 * of a create follow from its differences. Those of an update cannot be checked, because they depend on live values that the plan
 * does not contain; apply does not use them.
 */
function fingerprintCheck(changes: ReadonlyMap<string, PlannedChange>): (request: PlannedRequest) => boolean {
  const written = new Map<PlannedChange, Difference[]>();
  return ({ items }) =>
    items.every(({ change: id, carries, expectAfter }) => {
      const change = changes.get(id);
      if (change === undefined) return false;
      const done = [...(written.get(change) ?? []), ...carries.flatMap((index) => change.differences[index] ?? [])];
      written.set(change, done);
      if (change.action === 'create') return expectAfter === fingerprint(advance(null, done));
      return done.length > 0 || expectAfter === change.fingerprint;
    });
}

/** A live contact without dates, so that `desiredBasis` dates no subscription by a live status. */
const UNDATED = { channels: {} };

/**
 * Refuses a plan whose requests contain declared values that the manifests do not have. Contacts whose declaration has changed
 * since the plan are left out: nothing is sent for them.
 *
 * @param contacts the contacts as declared now, by key
 * @param now milliseconds since 1970
 * @throws HintedError `plan-file` (`edited`) that names the changes
 */
export function assertBuiltFrom(contacts: ReadonlyMap<string, ContactToPlan>, { changes }: Plan, now: number): void {
  const edited = changes.filter((change) => {
    const contact = contacts.get(change.key);
    if (change.basis === undefined || contact === undefined) return false;
    const declared = desiredBasis(contact.desired, change.differences, change.action === 'create' ? 'none' : UNDATED);
    const undated = [change.basis.desired, declared].map((basis) =>
      withoutGivenDates(basis, contact.desired.channels, now),
    );
    if (isSame(undated[0], undated[1])) return false;
    return desiredHashOf(contact) === change.desiredHash;
  });
  if (edited.length > 0) throw editedPlan(sentence`the plan`, edited);
}

function isSame(one: unknown, other: unknown): boolean {
  // Compare member by member first: the two are nearly always equal, and comparing their canonical texts is slower.
  return isDeepStrictEqual(one, other) || canonicalJson(one) === canonicalJson(other);
}

function editedPlan(plan: Sentence, changes: readonly PlannedChange[]): HintedError {
  const named = changes.slice(0, MAX_NAMED).map(({ key }) => sentence`${personal('key', key)}`);
  const more = changes.length > MAX_NAMED ? [sentence`${changes.length - MAX_NAMED} more`] : [];
  const whose = changes.length === 0 ? sentence`` : sentence` for ${joined([...named, ...more], ', ')}`;
  const message = sentence`${plan} was edited: it would send something else${whose} than the differences that it shows; nothing was sent`;
  const hint = sentence`make the plan again; to change what it does, change the manifests`;
  return new HintedError('plan-file', message, { reason: 'edited', hint });
}
