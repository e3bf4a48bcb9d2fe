// Decides which identifiers of a contact may change (docs/semantics.md#changing-identifiers). Depends on the vendor's
// capabilities, never on its name. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import { personal } from '../../contact/argument.ts';
import { type DesiredContact, type LiveContact, textToSend, vendorText } from '../../contact/contact.ts';
import { type Difference, difference } from '../../contact/difference.ts';
import { IDENTIFIER_KINDS, type IdentifierKind } from '../../contact/fields.ts';
import { digitsOf } from '../../contact/normalise.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { Notice } from '../decision.ts';
import type { BlockedDifference } from '../document.ts';
import { block, blockContact, carries } from '../match.ts';

/** The decision on the identifiers of a contact. */
export interface IdentityDecision {
  readonly differences: readonly Difference[];
  readonly blocked: readonly BlockedDifference[];
  readonly notices: readonly Notice[];
}

/** The decision on one identifier; undefined if it does not change. */
type Part = { readonly difference: Difference } | { readonly blocked: BlockedDifference } | undefined;

/**
 * Decides on the identifiers of a contact.
 *
 * @param live the live contact that matches; undefined for a create, which sets all declared identifiers
 */
export function decideIdentity(
  desired: DesiredContact,
  live: LiveContact | undefined,
  account: Account,
): IdentityDecision {
  const parts = [
    id(desired, live),
    userId(desired, live),
    email(desired, live, account),
    phone(desired, live, account),
  ];
  const changed = desired.previously !== undefined && live?.emails.includes(desired.identifiers.email ?? '');
  return {
    differences: parts.flatMap((part) => (part !== undefined && 'difference' in part ? [part.difference] : [])),
    blocked: parts.flatMap((part) => (part !== undefined && 'blocked' in part ? [part.blocked] : [])),
    notices: changed ? [{ rule: 'email-change-done', path: ['email'] }] : [],
  };
}

/**
 * True if the live contact may be another person: it has a declared identifier, but another value for a stronger declared one.
 * Two people may share a phone, and an email may get a new owner.
 */
export function isUncertainMatch(
  desired: DesiredContact,
  live: LiveContact,
  { blocked }: Pick<IdentityDecision, 'blocked'>,
): boolean {
  if (blocked.length === 0) return false;
  const isCarried = (kind: IdentifierKind): boolean => {
    const values = [desired.identifiers[kind], kind === 'email' ? desired.previously?.email : undefined];
    return values.some((value) => value !== undefined && carries(live, { kind, value }));
  };
  const strongest = IDENTIFIER_KINDS.findIndex(isCarried);
  return blocked.some(({ path: [kind] }) => IDENTIFIER_KINDS.indexOf(kind as IdentifierKind) < strongest);
}

/** Blocks a declared id that differs from that of the live contact. The vendor assigns ids and never changes them. */
function id(desired: DesiredContact, live: LiveContact | undefined): Part {
  const value = desired.identifiers.id;
  if (value === undefined || live === undefined || live.id === value) return undefined;
  return { blocked: block('id-not-found', {}, { path: ['id'], before: live.id ?? null, after: value }) };
}

function userId(desired: DesiredContact, live: LiveContact | undefined): Part {
  const value = desired.identifiers.userId;
  if (value === undefined || live?.userId === value) return undefined;
  if (live?.userId === undefined) return { difference: difference(['userId'], null, value) };
  return { blocked: block('user-id-change', {}, { path: ['userId'], before: live.userId, after: value }) };
}

function email(desired: DesiredContact, live: LiveContact | undefined, account: Account): Part {
  const value = desired.identifiers.email;
  const [current] = live?.emails ?? [];
  if (value === undefined || live?.emails.includes(value)) return undefined;
  const after = textToSend(desired, 'email') ?? value;
  if (live === undefined || current === undefined) return { difference: difference(['email'], null, after) };
  const through = account.capabilities.identity.emailChange;
  const at = { path: ['email'], before: vendorText(live, current), after };
  if (through === 'none') {
    const { label } = account.capabilities;
    return { blocked: block('email-change-unsupported', { why: 'never', label }, at) };
  }
  const previous = desired.previously?.email;
  if (previous === undefined || !live.emails.includes(previous)) {
    return { blocked: block('undeclared-email-change', { why: 'live' }, at) };
  }
  if (through === 'userId' && live.userId === undefined) {
    return { blocked: block('email-change-unsupported', { why: 'without-user-id' }, at) };
  }
  return { difference: difference(['email'], vendorText(live, previous), after) };
}

function phone(desired: DesiredContact, live: LiveContact | undefined, account: Account): Part {
  const value = desired.identifiers.phone;
  const [current] = live?.phones ?? [];
  if (value === undefined || live?.phones.some((phone) => isSamePhone(phone, desired, account))) return undefined;
  const after = textToSend(desired, 'phone') ?? value;
  if (live === undefined || current === undefined) return { difference: difference(['phone'], null, after) };
  const before = vendorText(live, current);
  if (account.capabilities.identity.phoneChange) return { difference: difference(['phone'], before, after) };
  const at = { path: ['phone'], before, after };
  return { blocked: block('phone-change-unsupported', { label: account.capabilities.label }, at) };
}

/**
 * True if the declared phone is the same number. If the vendor stores phones as free text, only digits are compared: those of the
 * live phone with those of the normalised number, or with those of the declared text, because a local number lacks the country
 * code.
 */
function isSamePhone(live: string, { identifiers, phoneSpelling }: DesiredContact, { capabilities }: Account): boolean {
  if (live === identifiers.phone) return true;
  if (capabilities.identity.phonesByDigits !== true) return false;
  const digits = digitsOf(live);
  return [identifiers.phone, phoneSpelling].some((text) => text !== undefined && digitsOf(text) === digits);
}

/**
 * Blocks a new contact that declares the same as a removed one apart from its email, and that removed contact. Probably the email
 * of one person was edited, and the vendor would get a second contact for that person. Returns undefined for all other contacts.
 */
export function blockRenamed(
  { desired, base }: ContactToPlan,
  { capabilities }: Account,
): BlockedDifference | undefined {
  const { renamed, removed } = base ?? {};
  if (renamed === undefined) return undefined;
  const at = personal('file', `${renamed.file}:${renamed.line}`);
  if (removed !== undefined) return blockContact('looks-like-email-change', { why: 'removed', at });
  if (desired.previously !== undefined) return undefined;
  const { label, identity } = capabilities;
  if (identity.emailChange === 'none')
    return blockContact('looks-like-email-change', { why: 'two-contacts', at, label });
  return blockContact('looks-like-email-change', {
    why: identity.emailChange === 'id' ? 'previously' : 'by-user-id',
    at,
  });
}
