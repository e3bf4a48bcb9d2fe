// Validated entries go in, desired contacts come out: entries that are one contact merged, defaults and `at` overlaid, each
// rule applied, values normalised. One contact per person and account.

import type { DesiredChannel } from '../../contact/consent.ts';
import type { DesiredContact, PropertyValue, SetClaim } from '../../contact/contact.ts';
import type { Channel, FieldName, IdentifierKind, ScalarField, SetField } from '../../contact/fields.ts';
import { normaliseInstant, normaliseSet, roundProperty } from '../../contact/normalise.ts';
import type { Account } from '../configuration.ts';
import type { Item } from '../syntax/item.ts';
import type { WrittenChannel } from '../syntax/written.ts';
import type { Claim, FieldClaim } from './claims.ts';
import { normaliseIdentifier } from './identifiers.ts';
import { type ClaimMap, settingOf } from './layers.ts';

export interface Resolved {
  readonly contact: DesiredContact;
  /** Declared, and not sent there because the vendor does not have them. */
  readonly unsupportedFields: readonly FieldName[];
}

/** The first of these that a contact declares names it. */
const KEY_KINDS = ['userId', 'email', 'phone', 'id'] as const satisfies readonly IdentifierKind[];

// This runs once for every contact and account: hence the one plain loop over its claims.
export function resolveContact(account: Account, claims: ClaimMap, item: Item): Resolved {
  const { capabilities } = account;
  const parts: Parts = { identifiers: {}, scalars: {}, sets: new Map(), properties: [], channels: {} };
  const unsupportedFields = new Set<FieldName>();
  for (const claim of claims.values()) {
    if (!isField(claim)) continue;
    if (capabilities.fields[claim.field].has) take(claim, parts, capabilities.customProperties.decimals);
    else unsupportedFields.add(claim.field);
  }
  const previously = settingOf(claims, 'previously');
  const contact: DesiredContact = {
    account: account.name,
    key: `${account.name}/${keyOf(claims)}`,
    source: { file: item.file.name, line: item.line, column: item.column },
    identifiers: parts.identifiers,
    ...spellingOf(claims.get('email')),
    ...(previously === undefined ? {} : { previously: { email: normaliseIdentifier('email', previously) } }),
    scalars: parts.scalars,
    sets: setsOf(parts.sets),
    customProperties: Object.fromEntries(parts.properties),
    pruneCustomProperties: settingOf(claims, 'prune')?.includes('customProperties') ?? false,
    channels: parts.channels,
    welcome: (settingOf(claims, 'welcome') ?? false) && capabilities.creates.welcome,
    protect: settingOf(claims, 'protect') ?? false,
  };
  return { contact, unsupportedFields: [...unsupportedFields] };
}

/** A contact in the making. */
interface Parts {
  readonly identifiers: Partial<Record<IdentifierKind, string>>;
  readonly scalars: Partial<Record<ScalarField, string | null>>;
  /** A whole list, or the members of a map. */
  readonly sets: Map<SetField, readonly string[] | Map<string, boolean>>;
  readonly properties: [string, PropertyValue | null][];
  readonly channels: Partial<Record<Channel, DesiredChannel>>;
}

function take(claim: FieldClaim, parts: Parts, decimals: number | undefined): void {
  if (claim.kind === 'identifier') parts.identifiers[claim.field] = claim.normalised;
  else if (claim.kind === 'scalar') parts.scalars[claim.field] = claim.value;
  else if (claim.kind === 'list') parts.sets.set(claim.field, claim.members);
  else if (claim.kind === 'property') {
    parts.properties.push([claim.name, claim.value === null ? null : roundProperty(claim.value, decimals)]);
  } else if (claim.kind === 'member') {
    const members = parts.sets.get(claim.field);
    if (members instanceof Map) members.set(claim.name, claim.included);
    else parts.sets.set(claim.field, new Map([[claim.name, claim.included]]));
  } else {
    const channel = normaliseChannel(claim.value);
    if (channel !== undefined) parts.channels[claim.channel] = channel;
  }
}

export function isField(claim: Claim): claim is FieldClaim {
  return claim.kind !== 'setting';
}

function spellingOf(claim: Claim | undefined): Pick<DesiredContact, 'emailSpelling'> {
  return claim?.kind !== 'identifier' || claim.value === claim.normalised ? {} : { emailSpelling: claim.value };
}

function keyOf(claims: ClaimMap): string {
  for (const kind of KEY_KINDS) {
    const claim = claims.get(kind);
    if (claim?.kind === 'identifier') return claim.normalised;
  }
  return '';
}

function setsOf(sets: Parts['sets']): DesiredContact['sets'] {
  const claims: Partial<Record<SetField, SetClaim>> = {};
  for (const [field, members] of sets) {
    claims[field] =
      members instanceof Map
        ? { form: 'map', members: Object.fromEntries([...members].sort(([a], [b]) => (a < b ? -1 : 1))) }
        : { form: 'list', members: normaliseSet(members) };
  }
  return claims;
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
