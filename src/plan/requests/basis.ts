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
 * Returns the declared values of a basis. Contains only the channels whose status changes, or whose evidence is sent by itself.
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
    // If another status than the declared one is written, the declared evidence and date do not belong to it.
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

/**
 * Dates a subscription that the manifest does not date: with the date of its consent or, if that is later, one second after the
 * live status. Without a date, the vendor would take the time of the write, and the subscription would win over an opt-out that
 * the person makes in the meantime.
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

/** Removes the date of a subscription that does not change, so that the vendor's date stays. */
function undated({ statusChangedAt: _, ...declared }: DesiredChannel): DesiredChannel {
  return declared;
}

/**
 * Returns the declared values of a basis without the dates that planning gave to subscriptions (`dated`). These dates depend on
 * the live contact, so the manifests cannot confirm them. Only dates in the past are removed: they make a status older and
 * therefore weaker, so nobody gains anything by editing one in a plan.
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
