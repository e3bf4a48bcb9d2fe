// One block of a manifest (defaults, a contact, or overrides under `at`) goes in; its declarations come out. A declaration is one
// managed value or one setting, with its place in the manifest, where the rules report mistakes.

import type { OnMissing, OnRemoved, PropertyValue } from '../../contact/contact.ts';
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

interface DeclarationBase {
  readonly place: Place;
  /** Kind of block. `at` takes precedence over the contact, and the contact over the defaults. */
  readonly layer: 'defaults' | 'contact' | 'at';
  /** Identifies the declared value, for merging: its field or setting, or field and name joined by NUL, such as `tags\0vip`. */
  readonly key: string;
}

/** A field with a single text; null removes the live value. */
export interface ScalarDeclaration extends DeclarationBase {
  readonly kind: 'scalar';
  readonly field: ScalarField;
  readonly value: string | null;
}

/** An identifier of the contact, as written and normalised. */
export interface IdentifierDeclaration extends DeclarationBase {
  readonly kind: 'identifier';
  readonly field: IdentifierKind;
  readonly value: string;
  readonly normalised: string;
}

/** A set in list form: `members` is the whole set. */
export interface ListDeclaration extends DeclarationBase {
  readonly kind: 'list';
  readonly field: SetField;
  readonly members: readonly string[];
}

/** One member of a set in map form; the contact is a member if `included` is true. */
export interface MemberDeclaration extends DeclarationBase {
  readonly kind: 'member';
  readonly field: SetField;
  readonly name: string;
  readonly included: boolean;
}

/** One custom property; null removes the live value. */
export interface PropertyDeclaration extends DeclarationBase {
  readonly kind: 'property';
  readonly field: 'customProperties';
  readonly name: string;
  readonly value: PropertyValue | null;
}

/** The status of one channel, with its evidence. */
export interface ChannelDeclaration extends DeclarationBase {
  readonly kind: 'channel';
  readonly field: `channels.${Channel}`;
  readonly channel: Channel;
  readonly value: WrittenChannel;
}

/** A declaration of a value that the contact gets at the vendor. */
export type FieldDeclaration =
  | ScalarDeclaration
  | IdentifierDeclaration
  | ListDeclaration
  | MemberDeclaration
  | PropertyDeclaration
  | ChannelDeclaration;

/** A setting, which controls how the contact is handled; it is not a field of the contact. */
export interface SettingDeclaration extends DeclarationBase {
  readonly kind: 'setting';
  readonly setting: keyof Settings;
  readonly value: boolean | string | readonly string[];
}

/**
 * The settings that can be declared in a block, by name, with the types of their values. `accounts` and `unmanaged` are not among
 * them, because they are read from the entry itself.
 */
export interface Settings {
  /** Fields whose undeclared live values are removed. */
  readonly prune: readonly string[];
  readonly welcome: boolean;
  readonly protect: boolean;
  readonly recreate: boolean;
  /** When the contact began elsewhere. */
  readonly createdAt: string;
  readonly onMissing: OnMissing;
  readonly onRemoved: OnRemoved;
  /** The former email address. */
  readonly previously: string;
}

/** One declared value or setting. */
export type Declaration = FieldDeclaration | SettingDeclaration;
/** The kind of block that a declaration comes from. */
export type Layer = DeclarationBase['layer'];

/** The block that declarations are taken from. */
export interface Origin {
  readonly item: Item;
  /** Path of the block within the item. */
  readonly base: Path;
  readonly layer: Layer;
  /** The block's identifiers, normalised by `identifiersOf`. */
  readonly identifiers: Identifiers;
}

/**
 * Returns the declarations of one block. Runs for every contact, layer and account, so it uses `for` statements and no spread
 * syntax to be fast.
 */
export function declarationsOf(block: WrittenBlock, origin: Origin): readonly Declaration[] {
  const { layer } = origin;
  const declarations: Declaration[] = [];
  for (const field of IDENTIFIER_KINDS) {
    const value = block[field];
    if (value === undefined) continue;
    const normalised = origin.identifiers[field] ?? '';
    const place = placeIn(origin, [field]);
    declarations.push({ place, layer, key: field, kind: 'identifier', field, value: String(value), normalised });
  }
  for (const field of SCALAR_NAMES) {
    const value = block[field];
    if (value === undefined) continue;
    declarations.push({ place: placeIn(origin, [field]), layer, key: field, kind: 'scalar', field, value });
  }
  for (const field of SET_FIELDS) addSet(declarations, field, block, origin);
  addProperties(declarations, block, origin);
  addChannels(declarations, block, origin);
  addSettings(declarations, block, origin);
  return declarations;
}

function placeIn({ item, base }: Origin, path: Path): Place {
  return placeOf(item, base.length === 0 ? path : [...base, ...path]);
}

function addSet(declarations: Declaration[], field: SetField, block: WrittenBlock, origin: Origin): void {
  const { layer } = origin;
  const set = block[field];
  if (set === undefined) return;
  if (isList(set)) {
    declarations.push({ place: placeIn(origin, [field]), layer, key: field, kind: 'list', field, members: set });
    return;
  }
  for (const [name, member] of Object.entries(set)) {
    const place = placeIn(origin, [field, name]);
    declarations.push({
      place,
      layer,
      key: `${field}\0${name}`,
      kind: 'member',
      field,
      name,
      included: member === true,
    });
  }
}

function isList(set: readonly string[] | object): set is readonly string[] {
  return Array.isArray(set);
}

function addProperties(declarations: Declaration[], { customProperties }: WrittenBlock, origin: Origin): void {
  if (customProperties === undefined) return;
  const { layer } = origin;
  const field = 'customProperties';
  for (const [name, value] of Object.entries(customProperties)) {
    const place = placeIn(origin, [field, name]);
    declarations.push({ place, layer, key: `${field}\0${name}`, kind: 'property', field, name, value });
  }
}

function addChannels(declarations: Declaration[], { channels }: WrittenBlock, origin: Origin): void {
  if (channels === undefined) return;
  const { layer } = origin;
  for (const channel of CHANNELS) {
    const written = channels[channel];
    if (written === undefined) continue;
    const value = typeof written === 'string' ? { status: written } : written;
    const place = placeIn(origin, ['channels', channel]);
    const key = `channels\0${channel}`;
    declarations.push({ place, layer, key, kind: 'channel', field: `channels.${channel}`, channel, value });
  }
}

const SETTINGS = [
  'prune',
  'welcome',
  'protect',
  'recreate',
  'createdAt',
  'onMissing',
  'onRemoved',
  'previously',
] as const satisfies readonly (keyof Settings)[];

function addSettings(declarations: Declaration[], block: WrittenContact, origin: Origin): void {
  for (const setting of SETTINGS) {
    const value = setting === 'previously' ? block.previously?.email : block[setting];
    if (value === undefined) continue;
    declarations.push({
      place: placeIn(origin, [setting]),
      layer: origin.layer,
      key: setting,
      kind: 'setting',
      setting,
      value,
    });
  }
}
