// One block of a manifest (defaults, a contact, or its `at`) goes in, its claims come out: one for every managed field, with
// the place that makes it, so that every rule can point there.

import type { PropertyValue } from '../../contact/contact.ts';
import {
  CHANNELS,
  type Channel,
  IDENTIFIER_KINDS,
  type IdentifierKind,
  SCALAR_NAMES,
  type ScalarField,
  SET_FIELDS,
  type SetField,
} from '../../contact/fields.ts';
import { placeOf } from '../problem.ts';
import type { Item, Path } from '../syntax/item.ts';
import type { Place } from '../syntax/locate.ts';
import type { WrittenBlock, WrittenChannel, WrittenContact } from '../syntax/written.ts';
import type { Identifiers } from './identifiers.ts';

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
  readonly normalised: string;
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
interface SettingClaim extends Claimed {
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

/** Whose claims these are. */
export interface Origin {
  readonly item: Item;
  /** Path of the block within the item. */
  readonly base: Path;
  readonly layer: Layer;
  /** The block's identifiers as `identifiersOf` normalised them. */
  readonly identifiers: Identifiers;
}

// This runs once for every contact, layer and account, so it uses plain `for` statements and does not spread.
export function claimsOf(block: WrittenBlock, origin: Origin): readonly Claim[] {
  const { layer } = origin;
  const claims: Claim[] = [];
  for (const field of IDENTIFIER_KINDS) {
    const value = block[field];
    if (value === undefined) continue;
    const normalised = origin.identifiers[field] ?? '';
    const place = placeIn(origin, [field]);
    claims.push({ place, layer, key: field, kind: 'identifier', field, value: String(value), normalised });
  }
  for (const field of SCALAR_NAMES) {
    const value = block[field];
    if (value === undefined) continue;
    claims.push({ place: placeIn(origin, [field]), layer, key: field, kind: 'scalar', field, value });
  }
  for (const field of SET_FIELDS) addSet(claims, field, block, origin);
  addProperties(claims, block, origin);
  addChannels(claims, block, origin);
  addSettings(claims, block, origin);
  return claims;
}

function placeIn({ item, base }: Origin, path: Path): Place {
  return placeOf(item, base.length === 0 ? path : [...base, ...path]);
}

function addSet(claims: Claim[], field: SetField, block: WrittenBlock, origin: Origin): void {
  const { layer } = origin;
  const set = block[field];
  if (set === undefined) return;
  if (isList(set)) {
    claims.push({ place: placeIn(origin, [field]), layer, key: field, kind: 'list', field, members: set });
    return;
  }
  for (const [name, member] of Object.entries(set)) {
    const place = placeIn(origin, [field, name]);
    claims.push({ place, layer, key: `${field}\0${name}`, kind: 'member', field, name, included: member === true });
  }
}

function isList(set: readonly string[] | object): set is readonly string[] {
  return Array.isArray(set);
}

function addProperties(claims: Claim[], { customProperties }: WrittenBlock, origin: Origin): void {
  if (customProperties === undefined) return;
  const { layer } = origin;
  const field = 'customProperties';
  for (const [name, value] of Object.entries(customProperties)) {
    const place = placeIn(origin, [field, name]);
    claims.push({ place, layer, key: `${field}\0${name}`, kind: 'property', field, name, value });
  }
}

function addChannels(claims: Claim[], { channels }: WrittenBlock, origin: Origin): void {
  if (channels === undefined) return;
  const { layer } = origin;
  for (const channel of CHANNELS) {
    const written = channels[channel];
    if (written === undefined) continue;
    const value = typeof written === 'string' ? { status: written } : written;
    const place = placeIn(origin, ['channels', channel]);
    const key = `channels\0${channel}`;
    claims.push({ place, layer, key, kind: 'channel', field: `channels.${channel}`, channel, value });
  }
}

const SETTINGS = [
  'accounts',
  'prune',
  'welcome',
  'protect',
  'previously',
] as const satisfies readonly (keyof Settings)[];

function addSettings(claims: Claim[], block: WrittenContact, origin: Origin): void {
  for (const setting of SETTINGS) {
    const value = setting === 'previously' ? block.previously?.email : block[setting];
    if (value === undefined) continue;
    claims.push({
      place: placeIn(origin, [setting]),
      layer: origin.layer,
      key: setting,
      kind: 'setting',
      setting,
      value,
    });
  }
}
