// The basis of a change: what a provider needs to build its requests, in addition to the differences. The plan contains it, so
// that a reader of the plan can build the requests again and check that they match the differences. Pure.

import type { ChannelConsent, DesiredChannel } from '../../contact/consent.ts';
import { type DesiredContact, type LiveContact, textToSend, vendorText } from '../../contact/contact.ts';
import type { Difference } from '../../contact/difference.ts';
import { isEvidence } from '../../contact/evidence.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import { CLOCK_TOLERANCE_MS } from '../../manifest/rules/values.ts';
import type { ChangeDraft, RequestDesired, RequestLive } from '../../providers/contract.ts';

/** The declared and live values that requests may use. Members without a value are absent. */
export interface RequestBasis {
  readonly desired: Partial<RequestDesired>;
  /** Does not contain the vendor's id, which is in the change. Absent for creates. */
  readonly live?: Partial<Omit<RequestLive, 'id'>>;
}

/** Map from channel to the date that planning gives to its new status. RFC 3339 instants. */
export type GivenDates = Readonly<Partial<Record<Channel, string>>>;

/**
 * Picks what the requests of a change are built from.
 *
 * @param given dates for statuses that the manifests do not date (see `givenDates`)
 */
export function basisOf(
  desired: DesiredContact,
  live: LiveContact | undefined,
  differences: readonly Difference[],
  given: GivenDates = {},
): RequestBasis {
  return {
    desired: desiredBasis(desired, differences, live ?? 'none', given),
    ...(live === undefined ? {} : { live: liveBasis(live) }),
  };
}

/**
 * Returns the declared values of a basis. Contains only the channels whose status changes, or whose evidence is sent by itself.
 *
 * @param live the contact that was read, which dates a subscription (see `dated`); `none` for a create
 */
export function desiredBasis(
  desired: DesiredContact,
  differences: readonly Difference[],
  live: Pick<LiveContact, 'channels'> | 'none',
  given: GivenDates = {},
): RequestBasis['desired'] {
  const { scalars, channels, welcome } = desired;
  const { country, countryCode } = scalars;
  const now = live === 'none' ? {} : live.channels;
  const isWelcome = welcome && (live !== 'none' || welcomesCreated(desired, differences));
  const changed = CHANNELS.flatMap((channel) => {
    const declared = channels[channel];
    const own = differences.filter(({ path }) => path[0] === 'channels' && path[1] === channel);
    // If another status than the declared one is written, the declared evidence and date do not belong to it.
    if (declared !== undefined && own.some(({ after }) => after === declared.status))
      return [[channel, withDate(declared, given[channel], now[channel])] as const];
    if (declared !== undefined && own.some(isEvidence)) return [[channel, undated(declared)] as const];
    const statusChangedAt = given[channel];
    return statusChangedAt === undefined ? [] : [[channel, { status: 'unsubscribed', statusChangedAt }] as const];
  });
  return {
    ...withMembers('identifiers', identifiersToSend(desired)),
    ...withMembers('scalars', {
      ...(country === undefined ? {} : { country }),
      ...(countryCode === undefined ? {} : { countryCode }),
    }),
    ...withMembers('channels', Object.fromEntries(changed)),
    ...(isWelcome ? { welcome } : {}),
    ...(live === 'none' && desired.createdAt !== undefined ? { createdAt: desired.createdAt } : {}),
  };
}

/**
 * True if a contact that is created gets the welcome message that the manifest asks for. All channels that are declared
 * subscribed must become subscribed: if one of them is held, there is no welcome. If none is declared subscribed, a contact with
 * `recreate` gets no welcome, because it is not new.
 */
export function welcomesCreated(
  { channels, recreate }: Pick<DesiredContact, 'channels' | 'recreate'>,
  differences: readonly Difference[],
): boolean {
  const subscribed = CHANNELS.filter((channel) => channels[channel]?.status === 'subscribed');
  if (subscribed.length === 0) return recreate !== true;
  return subscribed.every((channel) =>
    differences.some(({ path, after }) => path[1] === channel && path[0] === 'channels' && after === 'subscribed'),
  );
}

function identifiersToSend(desired: DesiredContact): DesiredContact['identifiers'] {
  const [email, phone] = [textToSend(desired, 'email'), textToSend(desired, 'phone')];
  return {
    ...desired.identifiers,
    ...(email === undefined ? {} : { email }),
    ...(phone === undefined ? {} : { phone }),
  };
}

/** Dates a status that the manifest does not date. */
function withDate(
  declared: DesiredChannel,
  given: string | undefined,
  now: ChannelConsent | undefined,
): DesiredChannel {
  const own = declared.status === 'subscribed' ? dated(declared, now) : declared;
  return given === undefined || own.statusChangedAt !== undefined ? own : { ...own, statusChangedAt: given };
}

/**
 * Dates a subscription that the manifest does not date: with the date of its consent or, if that is later, one second after the
 * live status. Without a date, the vendor would take the time of the write, and the subscription would win over an opt-out that
 * the person makes in the meantime.
 */
function dated(declared: DesiredChannel, now: ChannelConsent | undefined): DesiredChannel {
  if (declared.statusChangedAt !== undefined) return declared;
  const dates = [Date.parse(declared.consent?.createdAt ?? ''), justAfter(now) ?? Number.NaN].filter(
    (date) => !Number.isNaN(date),
  );
  if (dates.length === 0) return declared;
  const instant = new Date(Math.max(...dates)).toISOString();
  return { ...declared, statusChangedAt: normaliseInstant(instant) ?? instant };
}

/** The earliest date that is newer than the live status; undefined if that has no date. Milliseconds since 1970. */
export function justAfter(now: Pick<ChannelConsent, 'since'> | undefined): number | undefined {
  return now === undefined || now.since === 'unknown' ? undefined : Date.parse(now.since) + 1000;
}

/** Removes the date of a subscription that does not change, so that the vendor's date stays. */
function undated({ statusChangedAt: _, ...declared }: DesiredChannel): DesiredChannel {
  return declared;
}

/**
 * Returns the declared values of a basis without the dates that planning gave to statuses which the manifest does not date. These
 * dates depend on the live contact and on the time of planning, so the manifests cannot confirm them. Nobody gains anything by
 * editing one in a plan: a date in the past only makes a status weaker, and a later date of an opt-out makes nobody mailable.
 *
 * @param now milliseconds since 1970
 */
export function withoutGivenDates(
  basis: RequestBasis['desired'],
  declared: DesiredContact['channels'],
  now: number,
): RequestBasis['desired'] {
  if (basis.channels === undefined) return basis;
  const { channels: all, ...others } = basis;
  const channels = Object.entries(all).flatMap(([channel, one]): readonly (readonly [string, DesiredChannel])[] => {
    const own = declared[channel as Channel];
    // An opt-out that is not declared, such as a suppressed person's, has nothing but its date.
    if (isOptOut(one) && own?.status !== 'unsubscribed') return [];
    const isGiven = own?.statusChangedAt === undefined && one.status !== 'nonSubscribed';
    const isPast = Date.parse(one.statusChangedAt ?? '') <= now + CLOCK_TOLERANCE_MS;
    return [[channel, isGiven && (isPast || one.status === 'unsubscribed') ? undated(one) : one]];
  });
  return { ...others, ...withMembers('channels', Object.fromEntries(channels)) };
}

/** Whether it says nothing but that, and when, somebody opted out. */
function isOptOut({ status, statusChangedAt: _, ...rest }: DesiredChannel): boolean {
  return status === 'unsubscribed' && Object.keys(rest).length === 0;
}

/** Returns the live values of a basis, in the vendor's own texts: a request with another text may not find the contact. */
function liveBasis(live: LiveContact): NonNullable<RequestBasis['live']> {
  const { userId, emails, phones } = live;
  const texts = (values: readonly string[]): readonly string[] => values.map((value) => vendorText(live, value));
  return {
    ...(userId === undefined ? {} : { userId }),
    ...(emails.length === 0 ? {} : { emails: texts(emails) }),
    ...(phones.length === 0 ? {} : { phones: texts(phones) }),
  };
}

function withMembers<Name extends string, T extends object>(name: Name, value: T): { readonly [N in Name]?: T } {
  return (Object.keys(value).length === 0 ? {} : { [name]: value }) as { readonly [N in Name]?: T };
}

/** The members of a change that its requests depend on. */
export interface RequestSource {
  readonly id: string;
  readonly action: ChangeDraft['action'];
  readonly contactId?: string;
  readonly differences: readonly Difference[];
  readonly basis: RequestBasis;
}

/** Returns the draft from which a provider builds the requests of a change. */
export function draftOf({ id, action, contactId, differences, basis }: RequestSource): ChangeDraft {
  const { identifiers = {}, scalars = {}, channels = {}, welcome = false, createdAt } = basis.desired;
  const desired = { identifiers, scalars, channels, welcome, ...(createdAt === undefined ? {} : { createdAt }) };
  if (basis.live === undefined) return { id, action, desired, differences };
  const { emails = [], phones = [], userId } = basis.live;
  const live = {
    ...(contactId === undefined ? {} : { id: contactId }),
    ...(userId === undefined ? {} : { userId }),
    emails,
    phones,
  };
  return { id, action, desired, live, differences };
}
