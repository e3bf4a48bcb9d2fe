// One block of a manifest (defaults, a contact, or its `at`) goes in, its claims come out: one for every managed field, with
// the place that makes it, so that every rule can point there.

import type { PropertyValue } from '../contact/contact.ts';
import {
  CHANNELS,
  type Channel,
  type IdentifierKind,
  SCALAR_NAMES,
  type ScalarField,
  SET_FIELDS,
  type SetField,
} from '../contact/fields.ts';
import type { Item, Path } from './item.ts';
import type { Place } from './locate.ts';
import { placeOf } from './problem.ts';
import type { WrittenBlock, WrittenChannel, WrittenContact } from './written.ts';

interface Claimed {
  readonly place: Place;
  /** `at` wins over the contact, the contact over the defaults. */
  readonly layer: 'defaults' | 'contact' | 'at';
  /** Unique within a layer: one claim a field, member, property, channel or setting. */
  readonly key: string;
}

export interface ScalarClaim extends Claimed {
  readonly kind: 'scalar';
  readonly field: ScalarField;
  readonly value: string | null;
}

export interface IdentifierClaim extends Claimed {
  readonly kind: 'identifier';
  readonly field: IdentifierKind;
  readonly value: string;
}

/** List form: the whole set. */
export interface ListClaim extends Claimed {
  readonly kind: 'list';
  readonly field: SetField;
  readonly members: readonly string[];
}

/** Map form: one member. */
export interface MemberClaim extends Claimed {
  readonly kind: 'member';
  readonly field: SetField;
  readonly name: string;
  readonly included: boolean;
}

export interface PropertyClaim extends Claimed {
  readonly kind: 'property';
  readonly field: 'customProperties';
  readonly name: string;
  readonly value: PropertyValue | null;
}

export interface ChannelClaim extends Claimed {
  readonly kind: 'channel';
  readonly field: `channels.${Channel}`;
  readonly channel: Channel;
  readonly value: WrittenChannel;
}

export type FieldClaim = ScalarClaim | IdentifierClaim | ListClaim | MemberClaim | PropertyClaim | ChannelClaim;

/** Not a field of the contact, but how it is treated. */
export interface SettingClaim extends Claimed {
  readonly kind: 'setting';
  readonly setting: keyof Settings;
  readonly value: boolean | string | readonly string[];
}

export interface Settings {
  readonly accounts: readonly string[];
  readonly prune: readonly string[];
  readonly welcome: boolean;
  readonly protect: boolean;
  /** The former email address. */
  readonly previously: string;
}

export type Claim = FieldClaim | SettingClaim;
export type Layer = Claimed['layer'];

const IDENTIFIERS = ['id', 'userId', 'email', 'phone'] as const;

/** @param base path of the block within the item */
export function claimsOf(block: WrittenBlock, item: Item, base: Path, layer: Layer): readonly Claim[] {
  const claimed = (path: Path): Claimed => ({ place: placeOf(item, [...base, ...path]), layer, key: path.join('\0') });
  const identifiers = IDENTIFIERS.flatMap((field): Claim[] => {
    const value = block[field];
    return value === undefined ? [] : [{ ...claimed([field]), kind: 'identifier', field, value: String(value) }];
  });
  const scalars = SCALAR_NAMES.flatMap((field): Claim[] => {
    const value = block[field];
    return value === undefined ? [] : [{ ...claimed([field]), kind: 'scalar', field, value }];
  });
  return [
    ...identifiers,
    ...scalars,
    ...SET_FIELDS.flatMap((field) => setClaims(field, block, claimed)),
    ...propertyClaims(block, claimed),
    ...channelClaims(block, claimed),
    ...settingClaims(block, claimed),
  ];
}

type Claiming = (path: Path) => Claimed;

function setClaims(field: SetField, block: WrittenBlock, claimed: Claiming): readonly Claim[] {
  const set = block[field];
  if (set === undefined) return [];
  if (isList(set)) return [{ ...claimed([field]), kind: 'list', field, members: set }];
  return Object.entries(set).map(([name, member]) => ({
    ...claimed([field, name]),
    kind: 'member',
    field,
    name,
    included: member === true,
  }));
}

function isList(set: readonly string[] | object): set is readonly string[] {
  return Array.isArray(set);
}

function propertyClaims(block: WrittenBlock, claimed: Claiming): readonly Claim[] {
  return Object.entries(block.customProperties ?? {}).map(([name, value]) => ({
    ...claimed(['customProperties', name]),
    kind: 'property',
    field: 'customProperties',
    name,
    value,
  }));
}

function channelClaims(block: WrittenBlock, claimed: Claiming): readonly Claim[] {
  return CHANNELS.flatMap((channel): Claim[] => {
    const written = block.channels?.[channel];
    if (written === undefined) return [];
    const value = typeof written === 'string' ? { status: written } : written;
    return [{ ...claimed(['channels', channel]), kind: 'channel', field: `channels.${channel}`, channel, value }];
  });
}

function settingClaims(block: WrittenContact, claimed: Claiming): readonly Claim[] {
  const { accounts, prune, welcome, protect, previously } = block;
  const settings = { accounts, prune, welcome, protect, previously: previously?.email } satisfies Record<
    keyof Settings,
    unknown
  >;
  return Object.entries(settings).flatMap(([name, value]): Claim[] => {
    const setting = name as keyof Settings;
    return value === undefined ? [] : [{ ...claimed([setting]), kind: 'setting', setting, value }];
  });
}
