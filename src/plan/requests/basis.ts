// What a provider builds the requests of a change from, apart from the differences. It is part of the plan, so that whoever reads
// the plan can build the requests again and see that they are those of the differences. Pure.

import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import type { Difference } from '../../contact/difference.ts';
import { CHANNELS } from '../../contact/fields.ts';
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
  return { desired: desiredBasis(desired, differences), ...(live === undefined ? {} : { live: liveBasis(live) }) };
}

/** The declared values in a basis. Consent is needed only where a status changes. */
export function desiredBasis(
  { identifiers, scalars: { country, countryCode }, channels, welcome }: DesiredContact,
  differences: readonly Difference[],
): RequestBasis['desired'] {
  const changed = CHANNELS.flatMap((channel) => {
    const declared = channels[channel];
    const isChanged = differences.some(({ path }) => path[0] === 'channels' && path[1] === channel);
    return declared !== undefined && isChanged ? [[channel, declared] as const] : [];
  });
  return {
    ...withMembers('identifiers', identifiers),
    ...withMembers('scalars', {
      ...(country === undefined ? {} : { country }),
      ...(countryCode === undefined ? {} : { countryCode }),
    }),
    ...withMembers('channels', Object.fromEntries(changed)),
    ...(welcome ? { welcome } : {}),
  };
}

function liveBasis({ userId, emails, phones }: LiveContact): NonNullable<RequestBasis['live']> {
  return {
    ...(userId === undefined ? {} : { userId }),
    ...(emails.length === 0 ? {} : { emails }),
    ...(phones.length === 0 ? {} : { phones }),
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
  const { identifiers = {}, scalars = {}, channels = {}, welcome = false } = basis.desired;
  const desired = { identifiers, scalars, channels, welcome };
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
