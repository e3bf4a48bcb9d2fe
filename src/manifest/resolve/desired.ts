// The overlaid declarations of one contact at one account go in; its desired contact comes out, with normalised values and
// without the fields that the vendor does not have. Reports no mistakes: the rules have checked the declarations.

import type { DesiredChannel } from '../../contact/consent.ts';
import type { DeclaredSet, DesiredContact, PropertyValue } from '../../contact/contact.ts';
import { writtenEmail } from '../../contact/email.ts';
import type { Channel, FieldName, IdentifierKind, ScalarField, SetField } from '../../contact/fields.ts';
import { normaliseEmail, normaliseInstant, normaliseSet, roundProperty } from '../../contact/normalise.ts';
import type { Account } from '../configuration.ts';
import { codeOfCountry } from '../rules/country-names.ts';
import type { Item } from '../syntax/item.ts';
import type { WrittenChannel } from '../syntax/written.ts';
import type { Declaration, FieldDeclaration } from './declarations.ts';
import { type DeclarationMap, settingOf } from './layers.ts';

/** A desired contact, and the declared fields that it omits. */
export interface Resolved {
  readonly contact: DesiredContact;
  /** Fields that are declared but not sent, because the vendor does not have them. */
  readonly unsupportedFields: readonly FieldName[];
  /** Present if `contact` is what the contact would be together with its proposed entries. */
  readonly proposed?: true;
}

/** Identifiers that can form a contact's key, in order: the first one that the contact declares forms it. */
const KEY_KINDS = ['userId', 'email', 'phone', 'id'] as const satisfies readonly IdentifierKind[];

/** What resolveContact needs in addition to the declarations. */
interface Details {
  /** The contact's first entry. */
  readonly item: Item;
  /** Paths of fields that are left as they are at the vendor. */
  readonly unmanaged: readonly string[];
}

/**
 * Builds the desired contact for one account. Runs for every contact and account, so it visits the declarations only once.
 */
export function resolveContact(account: Account, declarations: DeclarationMap, { item, unmanaged }: Details): Resolved {
  const { capabilities } = account;
  const parts: Parts = { identifiers: {}, scalars: {}, sets: new Map(), properties: [], channels: {} };
  const unsupportedFields = new Set<FieldName>();
  for (const declaration of declarations.values()) {
    if (!isField(declaration)) continue;
    if (capabilities.fields[declaration.field].has)
      addValue(declaration, parts, capabilities.customProperties.decimals);
    else unsupportedFields.add(declaration.field);
  }
  const previously = settingOf(declarations, 'previously');
  const contact: DesiredContact = {
    account: account.name,
    key: `${account.name}/${keyOf(declarations)}`,
    source: { file: item.file.name, line: item.line, column: item.column },
    identifiers: parts.identifiers,
    ...spellingOf(declarations.get('email')),
    ...(capabilities.identity.phonesByDigits ? phoneSpellingOf(declarations.get('phone')) : {}),
    ...previousEmail(previously),
    scalars: capabilities.countryNeedsCode ? withCodeOfCountry(parts.scalars) : parts.scalars,
    sets: setsOf(parts.sets),
    customProperties: Object.fromEntries(parts.properties),
    pruneCustomProperties: settingOf(declarations, 'prune')?.includes('customProperties') ?? false,
    channels: parts.channels,
    welcome: (settingOf(declarations, 'welcome') ?? false) && capabilities.creates.welcome,
    protect: settingOf(declarations, 'protect') ?? false,
    ...(settingOf(declarations, 'recreate') === true ? { recreate: true } : {}),
    ...(capabilities.creates.keepsCreatedAt === true ? createdAtOf(declarations) : {}),
    ...settingIn('onMissing', declarations),
    ...settingIn('onRemoved', declarations),
    ...(unmanaged.length === 0 ? {} : { unmanaged }),
  };
  return { contact, unsupportedFields: [...unsupportedFields] };
}

/**
 * Adds the code of the declared country, because the vendor derives country and code from each other. So both are compared, and
 * both are sent when one of them differs.
 */
function withCodeOfCountry(scalars: DesiredContact['scalars']): DesiredContact['scalars'] {
  const { country, countryCode } = scalars;
  if (country === undefined || country === null || countryCode !== undefined) return scalars;
  const code = codeOfCountry(country);
  return code === undefined ? scalars : { ...scalars, countryCode: code };
}

/** The values of a desired contact that are collected so far. */
interface Parts {
  readonly identifiers: Partial<Record<IdentifierKind, string>>;
  readonly scalars: Partial<Record<ScalarField, string | null>>;
  /** The members of a list, or the members of a map with whether each is included. */
  readonly sets: Map<SetField, readonly string[] | Map<string, boolean>>;
  readonly properties: [string, PropertyValue | null][];
  readonly channels: Partial<Record<Channel, DesiredChannel>>;
}

/**
 * Adds the value of a declaration to the parts.
 *
 * @param decimals number of decimal places that the vendor stores in custom properties; undefined: all
 */
function addValue(declaration: FieldDeclaration, parts: Parts, decimals: number | undefined): void {
  if (declaration.kind === 'identifier') parts.identifiers[declaration.field] = declaration.normalised;
  else if (declaration.kind === 'scalar') parts.scalars[declaration.field] = declaration.value;
  else if (declaration.kind === 'list') parts.sets.set(declaration.field, declaration.members);
  else if (declaration.kind === 'property') {
    parts.properties.push([
      declaration.name,
      declaration.value === null ? null : roundProperty(declaration.value, decimals),
    ]);
  } else if (declaration.kind === 'member') {
    const members = parts.sets.get(declaration.field);
    if (members instanceof Map) members.set(declaration.name, declaration.included);
    else parts.sets.set(declaration.field, new Map([[declaration.name, declaration.included]]));
  } else {
    const channel = normaliseChannel(declaration.value);
    if (channel !== undefined) parts.channels[declaration.channel] = channel;
  }
}

/** Returns whether a declaration is a field and not a setting. */
export function isField(declaration: Declaration): declaration is FieldDeclaration {
  return declaration.kind !== 'setting';
}

function createdAtOf(declarations: DeclarationMap): Pick<DesiredContact, 'createdAt'> {
  const declared = settingOf(declarations, 'createdAt');
  const createdAt = declared === undefined ? undefined : normaliseInstant(declared);
  return createdAt === undefined ? {} : { createdAt };
}

function settingIn<Name extends 'onMissing' | 'onRemoved'>(
  name: Name,
  declarations: DeclarationMap,
): Pick<DesiredContact, Name> {
  const value = settingOf(declarations, name);
  return (value === undefined ? {} : { [name]: value }) as unknown as Pick<DesiredContact, Name>;
}

function phoneSpellingOf(declaration: Declaration | undefined): Pick<DesiredContact, 'phoneSpelling'> {
  return declaration?.kind !== 'identifier' || declaration.value === declaration.normalised
    ? {}
    : { phoneSpelling: declaration.value };
}

function previousEmail(text: string | undefined): Pick<DesiredContact, 'previously' | 'previousSpelling'> {
  if (text === undefined) return {};
  const email = normaliseEmail(text);
  return { previously: { email }, ...(email === text ? {} : { previousSpelling: text }) };
}

function spellingOf(declaration: Declaration | undefined): Pick<DesiredContact, 'emailSpelling'> {
  return declaration?.kind !== 'identifier' || declaration.value === declaration.normalised
    ? {}
    : { emailSpelling: declaration.value };
}

/**
 * Returns the first declared identifier in the order of KEY_KINDS; an empty text if there is none. An email is in its written
 * form, because people recognise it, and because the keys in earlier records have this form.
 */
export function keyOf(declarations: DeclarationMap): string {
  for (const kind of KEY_KINDS) {
    const declaration = declarations.get(kind);
    if (declaration?.kind !== 'identifier') continue;
    const { field, value, normalised } = declaration;
    return field === 'email' && value !== normalised ? writtenEmail(value) : normalised;
  }
  return '';
}

function setsOf(sets: Parts['sets']): DesiredContact['sets'] {
  const declared: Partial<Record<SetField, DeclaredSet>> = {};
  for (const [field, members] of sets) {
    declared[field] =
      members instanceof Map
        ? { form: 'map', members: Object.fromEntries([...members].sort(([a], [b]) => (a < b ? -1 : 1))) }
        : { form: 'list', members: normaliseSet(members) };
  }
  return declared;
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
