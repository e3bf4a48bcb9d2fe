// Validated entries go in, desired contacts come out: entries that are one contact merged, defaults and `at` overlaid, each
// rule applied, values normalised. One contact per person and account.

import type { DesiredChannel } from '../contact/consent.ts';
import type { DesiredContact, PropertyValue, SetClaim } from '../contact/contact.ts';
import type { FieldName, IdentifierKind, SetField } from '../contact/fields.ts';
import { normaliseInstant, normaliseSet, roundProperty } from '../contact/normalise.ts';
import type { Claim, FieldClaim } from './claims.ts';
import type { Account } from './configuration.ts';
import { normaliseIdentifier } from './identifiers.ts';
import type { Item } from './item.ts';
import { type ClaimMap, settingOf } from './layers.ts';
import type { WrittenChannel } from './written.ts';

export interface Resolved {
  readonly contact: DesiredContact;
  /** Declared, and not sent there because the vendor does not have them. */
  readonly notApplied: readonly FieldName[];
}

/** The first of these that a contact declares names it. */
const KEY_KINDS = ['userId', 'email', 'phone', 'id'] as const satisfies readonly IdentifierKind[];

export function resolveContact(account: Account, claims: ClaimMap, item: Item): Resolved {
  const fields = [...claims.values()].filter(isField);
  const { capabilities } = account;
  const applied = fields.filter((claim) => capabilities.fields[claim.field].has);
  const notApplied = fields.filter((claim) => !capabilities.fields[claim.field].has).map((claim) => claim.field);
  const previously = settingOf(claims, 'previously');
  const contact: DesiredContact = {
    account: account.name,
    key: `${account.name}/${keyOf(claims)}`,
    source: { file: item.file.name, line: item.line, column: item.column },
    identifiers: identifiersOf(applied),
    ...(previously === undefined ? {} : { previously: { email: normaliseIdentifier('email', previously) } }),
    scalars: Object.fromEntries(
      applied.flatMap((claim) => (claim.kind === 'scalar' ? [[claim.field, claim.value]] : [])),
    ),
    sets: setsOf(applied),
    customProperties: propertiesOf(applied, capabilities.customProperties.decimals),
    pruneCustomProperties: settingOf(claims, 'prune')?.includes('customProperties') ?? false,
    channels: channelsOf(applied),
    welcome: (settingOf(claims, 'welcome') ?? false) && capabilities.creates.welcome,
    protect: settingOf(claims, 'protect') ?? false,
  };
  return { contact, notApplied: [...new Set(notApplied)] };
}

export function isField(claim: Claim): claim is FieldClaim {
  return claim.kind !== 'setting';
}

function keyOf(claims: ClaimMap): string {
  for (const kind of KEY_KINDS) {
    const claim = claims.get(kind);
    if (claim?.kind === 'identifier') return claim.normalised;
  }
  return '';
}

function identifiersOf(claims: readonly FieldClaim[]): DesiredContact['identifiers'] {
  return Object.fromEntries(
    claims.flatMap((claim) => (claim.kind === 'identifier' ? [[claim.field, claim.normalised]] : [])),
  );
}

function setsOf(claims: readonly FieldClaim[]): DesiredContact['sets'] {
  const members = new Map<SetField, [string, boolean][]>();
  const sets = new Map<SetField, SetClaim>();
  for (const claim of claims) {
    if (claim.kind === 'list') sets.set(claim.field, { form: 'list', members: normaliseSet(claim.members) });
    if (claim.kind === 'member')
      members.set(claim.field, [...(members.get(claim.field) ?? []), [claim.name, claim.included]]);
  }
  for (const [field, named] of members)
    sets.set(field, { form: 'map', members: Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1))) });
  return Object.fromEntries(sets);
}

function propertiesOf(
  claims: readonly FieldClaim[],
  decimals: number | undefined,
): Readonly<Record<string, PropertyValue | null>> {
  return Object.fromEntries(
    claims.flatMap((claim) => {
      if (claim.kind !== 'property') return [];
      return [[claim.name, claim.value === null ? null : roundProperty(claim.value, decimals)] as const];
    }),
  );
}

function channelsOf(claims: readonly FieldClaim[]): DesiredContact['channels'] {
  return Object.fromEntries(
    claims.flatMap((claim) => {
      const channel = claim.kind === 'channel' ? normaliseChannel(claim.value) : undefined;
      return claim.kind === 'channel' && channel !== undefined ? [[claim.channel, channel] as const] : [];
    }),
  );
}

function normaliseChannel({ status, statusChangedAt, basis, consent }: WrittenChannel): DesiredChannel | undefined {
  if (status === undefined) return undefined;
  const createdAt = consent?.createdAt;
  return {
    status,
    ...(statusChangedAt === undefined ? {} : { statusChangedAt: normaliseInstant(statusChangedAt) ?? statusChangedAt }),
    ...(basis === undefined ? {} : { basis }),
    ...(consent === undefined
      ? {}
      : {
          consent: {
            ...consent,
            ...(createdAt === undefined ? {} : { createdAt: normaliseInstant(createdAt) ?? createdAt }),
          },
        }),
  };
}
