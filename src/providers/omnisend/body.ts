// Encodes the body of one contact's POST or PATCH: only the differences, and what the vendor requires with them. Pure.
//
// The vendor requires a channel status for every identifier, and the status with the newest date takes precedence. So an
// identifier that is added without a declared status is sent as nonSubscribed with a date in 1970, which overrides no status that
// the vendor has ('Channel status date', Contacts page, read 2026-11-21). Likewise, evidence of consent for a person who is
// already subscribed is sent with the status `subscribed` and that old date, so that it does not undo an opt-out that the person
// makes meanwhile.

import type { Json } from '../../contact/canonical.ts';
import type { Difference } from '../../contact/difference.ts';
import { isEvidence } from '../../contact/evidence.ts';
import type { Channel } from '../../contact/fields.ts';
import type { ChangeDraft } from '../contract.ts';
import type { Dialect } from './dialect.ts';
import type { WireChannel, WireConsent, WireIdentifier } from './wire.ts';

const LONG_AGO = '1970-01-01T00:00:00Z';

type Member = readonly [string, Json];

/**
 * Encodes the body of the POST or PATCH for one change.
 *
 * @param differences the differences of the change that the body writes; map-form tags are not among them
 */
type EncodeBody = (change: ChangeDraft, differences: readonly Difference[]) => Json;

/** Creates the encoder of bodies for one dialect. */
export function createEncodeBody(dialect: Dialect): EncodeBody {
  const encodeIdentifier = createEncodeIdentifier(dialect);
  return (change, differences) => {
    const identifiers = IDENTIFIERS.flatMap((kind) => encodeIdentifier(change, differences, kind));
    const members = differences.flatMap(encodeMember);
    const properties = differences
      .filter(({ path }) => path[0] === 'customProperties')
      .map(({ path, after }): Member => [path[1] ?? '', after]);
    return Object.fromEntries([
      ...(identifiers.length > 0 ? [['identifiers', identifiers as unknown as Json] as const] : []),
      ...(identifiers.length > 0 && dialect.welcome.contact.includes(change.action)
        ? [['sendWelcomeEmail', wantsWelcome(change, statusChange(differences, 'email'))] as const]
        : []),
      ...members,
      ...(change.action === 'create' && change.desired.createdAt !== undefined
        ? [['createdAt', change.desired.createdAt] as const]
        : []),
      ...coupledCountry(change, members),
      ...(properties.length > 0 ? [['customProperties', Object.fromEntries(properties)] as const] : []),
    ]);
  };
}

/**
 * Encodes a difference as a member of the body. Returns nothing for identifiers, channels and custom properties, which are
 * encoded together. `""` clears a text field, and an empty list clears the tags.
 */
function encodeMember({ path, after }: Difference): readonly Member[] {
  const [field = ''] = path;
  switch (field) {
    case 'email':
    case 'phone':
    case 'channels':
    case 'customProperties':
      return [];
    case 'tags':
      return [['tags', after ?? []]];
    default:
      return [[field, after ?? '']];
  }
}

/** The vendor derives country and countryCode from each other, so if both are declared, both are sent when either changes. */
function coupledCountry({ desired }: ChangeDraft, members: readonly Member[]): readonly Member[] {
  const differs = (name: string): boolean => members.some(([member]) => member === name);
  const { country, countryCode } = desired.scalars;
  if (differs('country') && !differs('countryCode') && countryCode) return [['countryCode', countryCode]];
  if (differs('countryCode') && !differs('country') && country) return [['country', country]];
  return [];
}

const IDENTIFIERS = [
  { type: 'email', channel: 'email' },
  { type: 'phone', channel: 'sms' },
] as const;

type EncodeIdentifier = (
  change: ChangeDraft,
  differences: readonly Difference[],
  kind: (typeof IDENTIFIERS)[number],
) => readonly WireIdentifier[];

/**
 * Creates the encoder of identifiers. It returns an identifier only if it is new, its channel's status changes, or evidence of
 * consent is added. The vendor does not overwrite what is not sent.
 */
function createEncodeIdentifier({ dateField, welcome }: Dialect): EncodeIdentifier {
  return (change, differences, { type, channel }) => {
    const { desired, live } = change;
    const added = differences.find(({ path }) => path[0] === type);
    const transition = statusChange(differences, channel);
    const isBackfill = differences.some((one) => isEvidence(one) && one.path[1] === channel);
    const id = added?.after ?? (type === 'email' ? live?.emails[0] : live?.phones[0]) ?? desired.identifiers[type];
    if (id === undefined || (added === undefined && transition === undefined && !isBackfill)) return [];
    const state = isBackfill
      ? { status: 'subscribed', [dateField]: LONG_AGO }
      : encodeChannel(transition, desired.channels[channel]?.statusChangedAt, dateField);
    const consent = transition === undefined && !isBackfill ? {} : encodeConsent(desired.channels[channel]?.consent);
    return [
      {
        type,
        id: String(id),
        channels: channel === 'email' ? { email: state } : { sms: state },
        ...(Object.keys(consent).length > 0 ? { consent } : {}),
        ...(welcome.identifiers ? { sendWelcomeMessage: wantsWelcome(change, transition) } : {}),
      },
    ];
  };
}

function encodeChannel(
  transition: Difference | undefined,
  changedAt: string | undefined,
  dateField: Dialect['dateField'],
): WireChannel {
  // A rollback can end a subscription by writing nonSubscribed. The date in 1970 is not used for it, because the vendor would
  // keep the newer subscription.
  const endsSubscription = transition?.before === 'subscribed';
  if (transition === undefined || (transition.after === 'nonSubscribed' && !endsSubscription)) {
    return { status: 'nonSubscribed', [dateField]: LONG_AGO };
  }
  return { status: String(transition.after), ...(changedAt === undefined ? {} : { [dateField]: changedAt }) };
}

function encodeConsent({ source, createdAt, ip, userAgent }: WireConsent = {}): WireConsent {
  const evidence = Object.entries({ source, createdAt, ip, userAgent });
  return Object.fromEntries(evidence.filter(([, value]) => value !== undefined));
}

function statusChange(differences: readonly Difference[], channel: Channel): Difference | undefined {
  return differences.find(({ path }) => path[0] === 'channels' && path[1] === channel && path[2] === 'status');
}

/**
 * Returns whether to send the welcome message: only if the manifest asks for it, and the contact is created or becomes
 * subscribed. False is sent, too, because the vendor's default is true.
 */
function wantsWelcome({ action, desired }: ChangeDraft, transition: Difference | undefined): boolean {
  return desired.welcome && (action === 'create' || transition?.after === 'subscribed');
}
