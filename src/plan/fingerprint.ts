// Computes fingerprints of a contact's state: of the live state that a change was computed from, and of the state that is
// expected after each request for the change. A fingerprint covers managed values, statuses and identifiers, but not the vendor's
// id or dates that the vendor sets. Pure.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import { canonicalJson, sha256 } from '../contact/canonical.ts';
import type { ChannelConsent, Status } from '../contact/consent.ts';
import type { LiveContact } from '../contact/contact.ts';
import type { Difference, FieldValue } from '../contact/difference.ts';
import { isEvidence } from '../contact/evidence.ts';
import { CHANNELS, type Channel } from '../contact/fields.ts';
import { normaliseEmail, normaliseIdentifier, normalisePhone } from '../contact/normalise.ts';
import { pointer, project } from './projection/project.ts';

/**
 * The part of a live contact that a change depends on: managed fields, all statuses, all identifiers. Empty values are absent.
 */
export interface ContactState {
  /** Live values of the managed fields, by JSON Pointer. */
  readonly managed: Readonly<Record<string, FieldValue>>;
  readonly statuses: Readonly<Partial<Record<Channel, Status | 'optedOut'>>>;
  readonly identifiers: {
    readonly userId?: string;
    /** The primary email comes first, because the statuses belong to it. The others are sorted. */
    readonly emails: readonly string[];
    readonly phones: readonly string[];
  };
}

/**
 * Returns the state of a live contact.
 *
 * @returns null if the contact does not exist
 */
export function stateOf(contact: ContactToPlan, live: LiveContact | undefined): ContactState | null {
  if (live === undefined) return null;
  const managed = project(contact, live).filter((field) => field.live !== null);
  const statuses = CHANNELS.flatMap((channel) => {
    const status = statusOf(live.channels[channel]);
    return status === undefined ? [] : [[channel, status] as const];
  });
  return {
    managed: Object.fromEntries(managed.map((field) => [pointer(field.path), field.live])),
    statuses: Object.fromEntries(statuses),
    identifiers: {
      ...(live.userId === undefined ? {} : { userId: live.userId }),
      emails: primaryFirst(live.emails),
      phones: primaryFirst(live.phones),
    },
  };
}

/** True if a state has exactly these identifiers. They may be the vendor's own texts, because they are normalised here. */
export function hasIdentifiers(
  { identifiers }: ContactState,
  { userId, emails = [], phones = [] }: Partial<Pick<LiveContact, 'userId' | 'emails' | 'phones'>>,
): boolean {
  const expected = {
    ...(userId === undefined ? {} : { userId }),
    emails: primaryFirst(emails.map(normaliseEmail)),
    phones: primaryFirst(phones.map((phone) => normalisePhone(phone))),
  };
  return canonicalJson(identifiers) === canonicalJson(expected);
}

/**
 * Returns the status to fingerprint. A contact that has opted out never gets the same status as one that was never asked, even if
 * the vendor shows the same status for both.
 */
function statusOf(consent: ChannelConsent | undefined): Status | 'optedOut' | undefined {
  if (consent === undefined) return undefined;
  if (consent.optedOut) return consent.status === 'unsubscribed' ? 'unsubscribed' : 'optedOut';
  return consent.status === 'nonSubscribed' ? undefined : consent.status;
}

function primaryFirst([primary, ...others]: readonly string[]): readonly string[] {
  return primary === undefined ? [] : [primary, ...others.sort()];
}

const NOTHING: ContactState = { managed: {}, statuses: {}, identifiers: { emails: [], phones: [] } };

/** Returns the state after the differences have taken effect. */
export function advance(state: ContactState | null, differences: readonly Difference[]): ContactState {
  return differences.reduce(advanceOne, state ?? NOTHING);
}

function advanceOne(state: ContactState, { path, before, after }: Difference): ContactState {
  // A state has no evidence of consent, because vendors do not return evidence in a form that can be compared.
  if (isEvidence({ path })) return state;
  const [field, name] = path;
  switch (field) {
    case 'channels': {
      const statuses = { ...state.statuses, [name as Channel]: after === 'nonSubscribed' ? undefined : after };
      return { ...state, statuses: statuses as ContactState['statuses'] };
    }
    case 'userId':
      return { ...state, identifiers: { ...state.identifiers, userId: String(after) } };
    case 'email':
      return {
        ...state,
        identifiers: { ...state.identifiers, emails: replace('email', state.identifiers.emails, before, after) },
      };
    case 'phone':
      return {
        ...state,
        identifiers: { ...state.identifiers, phones: replace('phone', state.identifiers.phones, before, after) },
      };
    default:
      return { ...state, managed: withMember(state.managed, pointer(path), after) };
  }
}

/** Returns the state before the differences took effect; the inverse of `advance`. */
export function retreat(state: ContactState, differences: readonly Difference[]): ContactState {
  return differences.reduceRight(retreatOne, state);
}

function retreatOne(state: ContactState, { path, before, after }: Difference): ContactState {
  if (isEvidence({ path })) return state;
  const [field] = path;
  const { identifiers } = state;
  if (before !== null || !(field === 'userId' || field === 'email' || field === 'phone')) {
    const wasThere = field === 'channels' ? (before ?? 'nonSubscribed') : before;
    return advanceOne(state, { path, op: 'change', before: after, after: wasThere });
  }
  if (field === 'userId') {
    const { userId: _, ...others } = identifiers;
    return { ...state, identifiers: others };
  }
  const list = field === 'email' ? 'emails' : 'phones';
  const gone = normaliseIdentifier(field, String(after));
  const others = primaryFirst(identifiers[list].filter((value) => value !== gone));
  return { ...state, identifiers: { ...identifiers, [list]: others } };
}

/**
 * Replaces one email or phone of a state. Normalises the identifiers of the difference first, because a state has normal forms.
 */
function replace(
  kind: 'email' | 'phone',
  values: readonly string[],
  before: FieldValue,
  after: FieldValue,
): readonly string[] {
  const [old, added] = [before ?? '', after ?? ''].map((text) => normaliseIdentifier(kind, String(text)));
  const others = values.filter((value) => value !== old);
  return primaryFirst(values[0] === old ? [added ?? '', ...others] : [...others, added ?? '']);
}

function withMember(
  managed: ContactState['managed'],
  key: string,
  value: FieldValue,
): Readonly<Record<string, FieldValue>> {
  const others = Object.entries(managed).filter(([name]) => name !== key);
  return Object.fromEntries(value === null ? others : [...others, [key, value]]);
}

/** Returns the lower-case hex sha256 of a state. */
export function fingerprint(state: ContactState | null): string {
  return sha256(state);
}
