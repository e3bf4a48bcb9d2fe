// Decides what a plan does with one desired contact, given the live contact that matches it. Pure; planner.ts reads the live
// contacts.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import type { DesiredContact, LiveContact, OnMissing } from '../contact/contact.ts';
import type { Account } from '../manifest/configuration.ts';
import type { AccountSchema } from '../providers/contract.ts';
import { blockedChange, type Decision } from './decision.ts';
import type { BlockedDifference } from './document.ts';
import { blockContact, blockSeveral, type Match } from './match.ts';
import { noticesOf, welcomeOf } from './notices.ts';
import { isAsDeclared } from './projection/as-declared.ts';
import { compareManaged } from './projection/compare-managed.ts';
import { decideRollback } from './rollback/decide.ts';
import { closedAfter, refuseByAccount } from './rules/account-names.ts';
import { backfillsOf } from './rules/consent/backfill.ts';
import { erasedAndGone, erasedAndSilent, subscriptionsOfGone } from './rules/consent/newer-choice.ts';
import { decideConsent } from './rules/consent.ts';
import { isExcluded } from './rules/exclusion/excluded.ts';
import { guardChannels } from './rules/guard-channels.ts';
import { blockRenamed, decideIdentity, isUncertainMatch } from './rules/identity.ts';
import { refuseListRemoval } from './rules/lists/list-removal.ts';
import { blockUnclearLists } from './rules/lists/unclear-lists.ts';
import { withDefinition } from './rules/properties/define.ts';
import { decideRemoved } from './rules/removed.ts';
import { guardNewEmail } from './rules/sender/elsewhere.ts';
import { decideAbsent, decideSuppressedConsent, decideUndeclared } from './suppressed/decide.ts';
import { decideErased } from './suppressed/erase.ts';

/** Blocks a contact that matches several live contacts. */
export function decideSeveral(contact: ContactToPlan, matches: readonly Match[]): Decision {
  return blockedChange(contact, blockSeveral(contact.desired, matches));
}

/**
 * Returns the decision on a contact that matches at most one live contact.
 *
 * @param live the match; undefined if there is none
 * @param schema what the account defines; empty if unknown
 */
export function decide(
  contact: ContactToPlan,
  live: LiveContact | undefined,
  account: Account,
  schema: AccountSchema = {},
): Decision {
  if (isExcluded(contact.desired, live, account)) return EXCLUDED;
  const { written } = contact;
  if (written !== undefined) return decideRollback({ ...contact, written }, live, account, schema);
  const decision = decideDeclared(contact, live, account, schema);
  return contact.base?.rolledBack === true ? asRolledBack(contact, decision) : decision;
}

/** Blocks a contact as a whole if the plan would carry out again what was rolled back. */
function asRolledBack(contact: ContactToPlan, decision: Decision): Decision {
  if (decision.kind !== 'change') return decision;
  const { action, held, notices } = decision;
  // Remove `owed`: what was rolled back on purpose is not work that an earlier apply left undone.
  const { owed: _, ...base } = contact.base ?? {};
  return { ...blockedChange({ ...contact, base }, blockContact('rolled-back', {})), action, held, notices };
}

function decideDeclared(
  contact: ContactToPlan,
  live: LiveContact | undefined,
  account: Account,
  schema: AccountSchema,
): Decision {
  const { desired, base, suppressed } = contact;
  if (suppressed !== undefined) return decideSuppressed(contact, live, account, schema);
  if (base?.removed !== undefined) return decideRemoved(contact, live, account);
  if (base?.undeclaredEmailChange === true && !live?.emails.includes(desired.identifiers.email ?? '')) {
    return blockedChange(contact, blockContact('undeclared-email-change', { why: 'base' }));
  }
  const renamed = live === undefined ? blockRenamed(contact, account) : undefined;
  if (renamed !== undefined) return { ...blockedChange(contact, renamed), action: 'create' };
  if (live === undefined) return decideMissing(contact, account, schema);
  const erased = erasedAndSilent(contact, live);
  if (erased.length > 0) return { kind: 'unchanged', notices: [], held: erased };
  const isUnchanged =
    contact.unclearLists === undefined &&
    contact.spreadsOptOuts !== true &&
    isAsDeclared(contact, live) &&
    backfillsOf(contact, live, account).length === 0;
  return isUnchanged ? UNCHANGED : decideFound(contact, live, account, schema);
}

/** Decides on a contact that must not be mailed. */
function decideSuppressed(
  contact: ContactToPlan,
  live: LiveContact | undefined,
  account: Account,
  schema: AccountSchema,
): Decision {
  if (live === undefined) return decideAbsent(contact);
  if (contact.suppressed?.erasure !== undefined) return decideErased(contact, live, account, schema);
  return contact.suppressed?.isDeclared === true
    ? decideFound(contact, live, account, schema)
    : decideUndeclared(contact, live);
}

function decideMissing(contact: ContactToPlan, account: Account, schema: AccountSchema): Decision {
  if (onMissing(contact.desired, account) === 'skip') return { kind: 'skipped' };
  const erased = erasedAndGone(contact);
  if (erased.length > 0) return { kind: 'held', notices: [], held: erased };
  const refusal = refuseCreate(contact.desired, account);
  if (refusal !== undefined) return { ...blockedChange(contact, refusal), action: 'create' };
  const held = subscriptionsOfGone(contact);
  return held.length === 0 ? decideFound(contact, undefined, account, schema) : { kind: 'held', notices: [], held };
}

function onMissing(desired: DesiredContact, account: Account): OnMissing {
  return desired.onMissing ?? account.onMissing;
}

function refuseCreate(desired: DesiredContact, account: Account): BlockedDifference | undefined {
  const { needsEmail, needsEmailStatus } = account.capabilities.creates;
  if (onMissing(desired, account) === 'error') return blockContact('missing-contact', {});
  if (desired.previously !== undefined) return blockContact('previous-email-not-found', {});
  if (desired.identifiers.id !== undefined) return blockContact('id-not-found', {});
  if (needsEmail && desired.identifiers.email === undefined) return blockContact('create-needs-email', {});
  if (needsEmailStatus && desired.channels.email === undefined) return blockContact('create-needs-status', {});
  return undefined;
}

function decideFound(
  contact: ContactToPlan,
  live: LiveContact | undefined,
  account: Account,
  schema: AccountSchema,
): Decision {
  const { desired, base, suppressed } = contact;
  const identity = guardNewEmail(decideIdentity(desired, live, account), contact, live, account);
  if (live !== undefined && isUncertainMatch(desired, live, identity)) {
    return { ...blockedChange(contact, ...identity.blocked), live };
  }
  const isSuppressed = suppressed !== undefined && live !== undefined;
  const consent = isSuppressed ? decideSuppressedConsent(contact, live) : decideConsent(contact, live, account);
  // A vendor with `needsEmailStatus` subscribes a contact that is created without a status, so do not create this one.
  const isWithoutStatus = consent.held.length > 0 && consent.differences.length === 0;
  if (live === undefined && isWithoutStatus && account.capabilities.creates.needsEmailStatus)
    return { kind: 'held', held: consent.held, notices: [] };
  // Whoever must not be mailed is unsubscribed at whatever address the vendor has: the match is certain here.
  const guarded = isSuppressed ? consent : guardChannels(desired, live, identity, consent);
  const closed = closedAfter(live, guarded.differences);
  const compared = compareManaged(contact, live, account, schema);
  const defined = compared.differences.map((change) => withDefinition(change, account, schema));
  const checked = defined.map((change) => ({
    change,
    refusal: refuseListRemoval(change, account) ?? refuseByAccount(change, { schema, account, live, closed }),
  }));
  const allowed = checked.flatMap(({ change, refusal }) => (refusal === undefined ? [change] : []));
  const evidence = live === undefined ? [] : backfillsOf(contact, live, account, consent);
  const differences = [...identity.differences, ...allowed, ...guarded.differences, ...evidence];
  const refused = [...checked.flatMap(({ refusal }) => refusal ?? []), ...blockUnclearLists(contact)];
  const blocked = [...identity.blocked, ...refused, ...guarded.blocked];
  const welcome = welcomeOf(desired, live, guarded.differences);
  const settled = { ...consent, differences: [...consent.differences, ...evidence] };
  const notices = [...noticesOf(contact, live, settled, compared.kept), ...welcome, ...identity.notices];
  const shared = { held: consent.held, notices };
  if (live !== undefined && differences.length === 0 && blocked.length === 0) {
    return consent.held.length + notices.length === 0 ? UNCHANGED : { kind: 'unchanged', ...shared };
  }
  const action = live === undefined ? 'create' : 'update';
  const known = { ...(live === undefined ? {} : { live }), ...(suppressed === undefined ? {} : { suppressed }) };
  const { spreadsOptOuts, elsewhere } = contact;
  const spread = spreadsOptOuts === undefined || elsewhere === undefined ? {} : { spreadsOptOuts, elsewhere };
  return { kind: 'change', action, desired, base, ...known, ...spread, differences, blocked, ...shared };
}

const EXCLUDED: Decision = { kind: 'excluded' };

/** All unchanged contacts share this object, to save memory. */
const UNCHANGED: Decision = { kind: 'unchanged', held: [], notices: [] };
