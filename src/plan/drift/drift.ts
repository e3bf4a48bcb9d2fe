// Finds the drift of one account from the decisions of a plan and from what was observed of its contacts
// (docs/semantics.md#drift). Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { Earlier } from '../../base/pairs/pair-layers.ts';
import type { RecordState } from '../../base/record/state.ts';
import { type DesiredContact, identifierKey } from '../../contact/contact.ts';
import type { Listing } from '../../store/listings.ts';
import type { DecidedChange, Decision } from '../decision.ts';
import type { BlockedDifference, Refusal, RuleId } from '../document.ts';
import { lookUps } from '../match.ts';
import type { PlanTarget } from '../planned-account.ts';
import type { AccountDecisions } from '../planner.ts';
import { pointer } from '../projection/project.ts';
import { isVendorOnly } from '../projection/vendor-only.ts';
import { refusalsOfReading } from '../rules/reading-limits.ts';
import { refusalOfRefused } from '../rules/record-state.ts';
import type { ContactDecision } from '../suppressed/watch.ts';
import {
  DRIFT_KINDS,
  type DriftAccount,
  type DriftEntry,
  type DriftedValue,
  type DriftKind,
  type DriftPlace,
} from './document.ts';
import type { Observation, ObservedValue } from './observe.ts';
import { type Finding, NOTHING, PENDING, suppressedFinding, undeclaredFindings } from './suppressed.ts';

/** What was decided and observed at one account. */
export interface AccountToCompare {
  /** The contacts that were decided, in the order of their keys. */
  readonly contacts: readonly ContactToPlan[];
  readonly decided: AccountDecisions;
  readonly target: Pick<PlanTarget, 'origin'>;
  /** The contacts that a live contact matches. */
  readonly matched: ReadonlySet<DesiredContact>;
  /** Map from each matched contact to what was observed. A contact that is as declared has no entry. */
  readonly observations: ReadonlyMap<DesiredContact, Observation>;
  /** Map from each contact to what the record (what the last apply declared) has for it. */
  readonly earlierOf: ReadonlyMap<DesiredContact, Earlier>;
  readonly record: RecordState | undefined;
  /** Number of contacts that the record declares. */
  readonly declaredBefore: number | undefined;
  /** Number of contacts that were not compared, because commits which these manifests lack have changed them. */
  readonly leftOut: number;
  /** True if no filter chooses contacts. */
  readonly isWhole: boolean;
  /** Size of the account's last complete listing before this one. */
  readonly lastListing: Listing | undefined;
}

/** The drift of one account. */
export interface AccountDrift {
  readonly account: DriftAccount;
  readonly entries: readonly DriftEntry[];
}

/** Rules that block a contact because it cannot be told who it is at the vendor. */
const UNCLEAR: readonly RuleId[] = ['ambiguous-match', 'identity-split', 'identifier-taken'];

/** Finds the drift of one account. */
export function driftOf(compared: AccountToCompare): AccountDrift {
  const { contacts, decided, target, record, leftOut } = compared;
  const decisions = new Map(decided.decisions.map((entry) => [entry.desired, entry]));
  // A refused record must not be used, and without a record every contact would look as if it were not applied yet.
  const usable = record?.state === 'refused' ? [] : contacts;
  const findings = usable.flatMap((contact) => {
    const entry = decisions.get(contact.desired);
    return entry === undefined ? [] : [findingOf(contact, entry, compared)];
  });
  if (record?.state !== 'refused') findings.push(...undeclaredFindings(decided, contacts));
  const found = findings.flatMap(({ entries }) => entries);
  const entries = DRIFT_KINDS.flatMap((kind) => found.filter((entry) => entry.kind === kind));
  const refusals = refusalsOf(compared);
  const { account, declared, reading, failures } = decided;
  return {
    account: {
      account: account.name,
      provider: account.capabilities.provider,
      dialect: account.capabilities.dialect,
      origin: target.origin,
      comparedWith: record?.state === 'refused' ? 'nothing' : isRecorded(compared) ? 'record' : 'manifests',
      ...(record === undefined ? {} : { record }),
      reading,
      complete: failures.length === 0 && refusals.length === 0,
      failures,
      refusals,
      declared,
      counts: countKinds(entries),
      pending: findings.filter(({ isPending }) => isPending).length,
      earlierOptOuts: findings.reduce((sum, finding) => sum + finding.earlierOptOuts, 0),
      leftOut,
    },
    entries,
  };
}

function isRecorded({ record }: Pick<AccountToCompare, 'record'>): boolean {
  return record?.state === 'applied';
}

function countKinds(entries: readonly DriftEntry[]): Record<DriftKind, number> {
  const counts = Object.fromEntries(DRIFT_KINDS.map((kind) => [kind, 0])) as Record<DriftKind, number>;
  for (const { kind } of entries) counts[kind] += 1;
  return counts;
}

/**
 * Returns the refusals of a record that must not be used, and of an implausibly small listing, which would show people as gone.
 */
function refusalsOf(compared: AccountToCompare): readonly Refusal[] {
  const { decided, target, record, declaredBefore, isWhole, lastListing } = compared;
  const { account, declared, decisions, reading } = decided;
  const changes = decisions.flatMap(({ decision }) => (decision.kind === 'change' ? [decision] : []));
  const { origin } = target;
  const gone = decisions.filter(({ decision }) => decision.kind === 'held').length;
  const counted = { origin, record, declaredBefore, declared, reading, lastListing, isWhole, gone };
  return [
    ...(record?.state === 'refused' ? [refusalOfRefused(record)] : []),
    ...refusalsOfReading(account.limits, changes, counted),
  ];
}

/** Returns the drift of a declared contact, with that of a suppression or an erasure which names it. */
function findingOf(
  contact: ContactToPlan,
  { decision, sought: found }: ContactDecision,
  compared: AccountToCompare,
): Finding {
  const { suppressed, desired } = contact;
  const finding = declaredFinding(contact, decision, compared);
  const own = suppressed && { isErasure: suppressed.erasure !== undefined, isNew: suppressed.isNew === true };
  const sought = own ?? found;
  if (sought === undefined) return finding;
  const { account, key, source } = desired;
  const more = suppressedFinding({ account, key, source }, decision, sought);
  return {
    entries: [...finding.entries, ...more.entries],
    isPending: finding.isPending || more.isPending,
    earlierOptOuts: finding.earlierOptOuts,
  };
}

function declaredFinding(contact: ContactToPlan, decision: Decision, compared: AccountToCompare): Finding {
  const { desired, base } = contact;
  const { account, key, source } = desired;
  if (decision.kind === 'excluded') return NOTHING;
  const place: DriftPlace = { account, key, source };
  const change = decision.kind === 'change' ? decision : undefined;
  const owed = base?.owed === true ? change : undefined;
  if (base?.removed !== undefined) return removedFinding(place, { change, owed }, compared.matched.has(desired));
  const observation = compared.observations.get(desired);
  const unclear = unclearRule(change, observation);
  if (unclear !== undefined) {
    const { rule, args } = unclear;
    return { ...NOTHING, entries: [{ ...place, kind: 'unclear', rule, args }] };
  }
  if (!compared.matched.has(desired) || change?.action === 'create')
    return absentFinding(contact, place, owed, compared);
  const { drifted, isPending, earlierOptOuts } =
    observation !== undefined && 'drifted' in observation ? observation : AS_DECLARED;
  const values = drifted.map((value) => valueEntry(place, value));
  if (owed !== undefined)
    return { entries: [...values, owedEntry(place, owed, drifted)], isPending: false, earlierOptOuts };
  const isBlocked = change?.blocked.some(({ path }) => path.length === 0) === true;
  return { entries: values, isPending: isPending || isBlocked, earlierOptOuts };
}

const AS_DECLARED = { drifted: [], isPending: false, earlierOptOuts: 0 } as const;

/** Returns the drift of a contact that the record declares and the manifests no longer do. */
function removedFinding(
  place: DriftPlace,
  { change, owed }: { readonly change: DecidedChange | undefined; readonly owed: DecidedChange | undefined },
  isThere: boolean,
): Finding {
  if (owed === undefined) return change === undefined ? NOTHING : PENDING;
  const isToDelete = owed.action === 'delete' && isThere;
  return { ...NOTHING, entries: [isToDelete ? { ...place, kind: 'still-there' } : owedEntry(place, owed, [])] };
}

/** Returns the drift of a declared contact that the vendor does not have. */
function absentFinding(
  contact: ContactToPlan,
  place: DriftPlace,
  owed: DecidedChange | undefined,
  compared: AccountToCompare,
): Finding {
  const { account } = compared.decided;
  if (owed !== undefined) return { ...NOTHING, entries: [owedEntry(place, owed, [])] };
  // With `skip`, an apply confirms a contact that the vendor does not have. So the vendor may never have had it.
  if ((contact.desired.onMissing ?? account.onMissing) === 'skip') return NOTHING;
  if (!isRecorded(compared)) return { ...NOTHING, entries: [{ ...place, kind: 'missing' }] };
  const recorded = compared.earlierOf.get(contact.desired)?.entries ?? [];
  const asked = new Set(lookUps(contact, account).map(identifierKey));
  // If only new identifiers were looked up, the contact may still exist under the recorded ones.
  const isAsked = recorded.some(({ identifiers }) =>
    Object.entries(identifiers).some(([kind, value]) => asked.has(`${kind}:${value}`)),
  );
  return isAsked ? { ...NOTHING, entries: [{ ...place, kind: 'gone' }] } : PENDING;
}

function unclearRule(
  change: DecidedChange | undefined,
  observation: Observation | undefined,
): Pick<BlockedDifference, 'rule' | 'args'> | undefined {
  const blocked = change?.blocked.find(({ path, rule }) => path.length === 0 && UNCLEAR.includes(rule));
  return blocked ?? (observation !== undefined && 'uncertain' in observation ? observation.uncertain : undefined);
}

function valueEntry(place: DriftPlace, { optOut, ...value }: ObservedValue): DriftEntry {
  const { path, declared, live } = value;
  const isStatus = path[0] === 'channels';
  if (isStatus && optOut !== undefined && declared !== 'unsubscribed') {
    const { since, cause } = optOut;
    const ended = cause === 'none' || cause === 'pending' ? {} : { cause };
    return { ...place, kind: 'opted-out', ...value, since, ...ended };
  }
  return { ...place, kind: isStatus && live === 'subscribed' ? 'subscribed' : 'field', ...value };
}

/** Returns the entry for what an earlier apply did not carry out or confirm, without the fields that have drifted since. */
function owedEntry(place: DriftPlace, change: DecidedChange, drifted: readonly DriftedValue[]): DriftEntry {
  const { action, differences, blocked } = change;
  const known = new Set(drifted.map(({ path }) => pointer(path)));
  // A create or a delete concerns the whole contact.
  const paths = action === 'update' ? [...differences, ...blocked].map(({ path }) => path) : [];
  const owed = paths.filter((path) => path.length > 0 && !known.has(pointer(path)));
  // Cut off a property name that only the vendor has, because it may contain personal data.
  return {
    ...place,
    kind: 'owed',
    action,
    paths: owed.map((path) => (isVendorOnly(path, change) ? path.slice(0, 1) : path)),
  };
}
