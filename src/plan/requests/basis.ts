// What a provider builds the requests of a change from, apart from the differences. It is part of the plan, so that whoever reads
// the plan can build the requests again and see that they are those of the differences. Pure.

import type { ChannelConsent, DesiredChannel } from '../../contact/consent.ts';
import { type DesiredContact, type LiveContact, textToSend, vendorText } from '../../contact/contact.ts';
import type { Difference } from '../../contact/difference.ts';
import { isEvidence } from '../../contact/evidence.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import { CLOCK_TOLERANCE_MS } from '../../manifest/rules/values.ts';
import type { ChangeDraft, RequestDesired, RequestLive } from '../../providers/contract.ts';

/** The declared and live values that requests may use. Absent members are empty. */
export interface RequestBasis {
  readonly desired: Partial<RequestDesired>;
  /** Without the vendor's id, which the change has. Absent for creates. */
  readonly live?: Partial<Omit<RequestLive, 'id'>>;
}

/** Picks what the requests of a change are built from. */
export function basisOf(
  desired: DesiredContact,
  live: LiveContact | undefined,
  differences: readonly Difference[],
): RequestBasis {
  return {
    desired: desiredBasis(desired, differences, live ?? 'none'),
    ...(live === undefined ? {} : { live: liveBasis(live) }),
  };
}

/**
 * The declared values in a basis. Consent is needed only where a status changes.
 *
 * @param live the contact that was read, which dates a subscription (see `dated`); `none` for a create
 */
export function desiredBasis(
  desired: DesiredContact,
  differences: readonly Difference[],
  live: Pick<LiveContact, 'channels'> | 'none',
): RequestBasis['desired'] {
  const { scalars, channels, welcome } = desired;
  const { country, countryCode } = scalars;
  const now = live === 'none' ? {} : live.channels;
  const isWelcome = welcome && (live !== 'none' || welcomesCreated(desired, differences));
  const changed = CHANNELS.flatMap((channel) => {
    const declared = channels[channel];
    if (declared === undefined) return [];
    const own = differences.filter(({ path }) => path[0] === 'channels' && path[1] === channel);
    // What is declared of another status, such as its evidence, does not belong to the one that is written.
    if (own.some(({ after }) => after === declared.status)) return [[channel, dated(declared, now[channel])] as const];
    return own.some(isEvidence) ? [[channel, undated(declared)] as const] : [];
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
 * Whether a contact that is created gets the welcome message that the manifest asks for: the differences subscribe every channel that is
 * declared subscribed, as one that is held is not welcomed, and who was there before and comes back without a subscription is not new.
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

/**
 * Dates a subscription that the manifest does not date: by its consent or, if that is later, by one second after the live status. Without
 * a date the vendor would take the time of the write, and the subscription would win over an opt-out that the person makes meanwhile.
 */
function dated(declared: DesiredChannel, now: ChannelConsent | undefined): DesiredChannel {
  if (declared.status !== 'subscribed' || declared.statusChangedAt !== undefined) return declared;
  const since = now === undefined || now.since === 'unknown' ? undefined : Date.parse(now.since) + 1000;
  const dates = [Date.parse(declared.consent?.createdAt ?? ''), since ?? Number.NaN].filter(
    (date) => !Number.isNaN(date),
  );
  if (dates.length === 0) return declared;
  const instant = new Date(Math.max(...dates)).toISOString();
  return { ...declared, statusChangedAt: normaliseInstant(instant) ?? instant };
}

/** A subscription that stays as it is keeps its date. */
function undated({ statusChangedAt: _, ...declared }: DesiredChannel): DesiredChannel {
  return declared;
}

/**
 * The declared values in a basis, without the dates that planning gave to subscriptions which the manifest does not date. They depend
 * on the live contact. A date in the past only weakens a status, so whoever edits one gains nothing.
 *
 * @param now milliseconds since 1970
 */
export function withoutGivenDates(
  basis: RequestBasis['desired'],
  declared: DesiredContact['channels'],
  now: number,
): RequestBasis['desired'] {
  if (basis.channels === undefined) return basis;
  const channels = Object.entries(basis.channels).map(([channel, { statusChangedAt, ...rest }]) => {
    const isGiven = rest.status === 'subscribed' && declared[channel as Channel]?.statusChangedAt === undefined;
    const isPast = statusChangedAt !== undefined && Date.parse(statusChangedAt) <= now + CLOCK_TOLERANCE_MS;
    return [
      channel,
      isGiven && isPast ? rest : { ...rest, ...(statusChangedAt === undefined ? {} : { statusChangedAt }) },
    ];
  });
  return { ...basis, channels: Object.fromEntries(channels) };
}

/** In the vendor's own texts: a request that addresses the contact by another text may not find it. */
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

/** A change as far as its requests depend on it. */
export interface RequestSource {
  readonly id: string;
  readonly action: ChangeDraft['action'];
  readonly contactId?: string;
  readonly differences: readonly Difference[];
  readonly basis: RequestBasis;
}

/** The draft from which a provider builds the requests of a change. */
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
