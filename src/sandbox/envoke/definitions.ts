// Adds definitions to an account: interests, autoresponders, custom fields, and the setting that allows remote_id as a key field.
// Existing definitions with the same name stay unchanged.

import { booleanAt, listAt, nameAt, objectAt, oneOfAt, refuseUnknown } from '../state-values.ts';
import { StateError } from '../vendor.ts';
import type { AddressBook } from './address-book.ts';
import { type CustomField, FIELD_TYPES, type Named } from './contact/contact.ts';

/**
 * Adds the definitions that the address book does not have, and assigns their ids.
 *
 * @param definitions `{ interests?: [{ name }], autoresponders?: [{ name }], customFields?: [{ name, field_type? }],
 *   allowDuplicateEmails?: true }`
 * @returns number of definitions that were added; a setting that was switched on counts as one
 * @throws StateError if the definitions are not valid; then nothing is added
 */
export function define(book: AddressBook, definitions: unknown): number {
  const { interests, autoresponders, customFields, allowDuplicateEmails, ...unknown } = objectAt(
    definitions,
    'definitions',
  );
  refuseUnknown(unknown, '');
  const names = { interests: namesFrom(interests, 'interests'), other: namesFrom(autoresponders, 'autoresponders') };
  const fields = listAt(customFields, 'customFields').map((field, index) => fieldFrom(field, `customFields[${index}]`));
  const switchesOn =
    booleanAt(allowDuplicateEmails, 'allowDuplicateEmails', false) && !book.settings.allowDuplicateEmails;
  const before = sizeOf(book);
  for (const name of names.interests) addNamed(book.interests, name);
  for (const name of names.other) addNamed(book.autoresponders, name);
  for (const { name, field_type: type } of fields) addCustomField(book, name, type);
  if (switchesOn) book.settings = { ...book.settings, allowDuplicateEmails: true };
  return sizeOf(book) - before + (switchesOn ? 1 : 0);
}

/** Returns the item of this name, and adds it if it does not exist. */
export function addNamed(items: Map<number, Named>, name: string): Named {
  const known = named(items, name);
  if (known !== undefined) return known;
  const added = { id: nextId(items), name };
  items.set(added.id, added);
  return added;
}

/** Adds a custom field, unless one of this name exists. */
export function addCustomField({ customFields }: AddressBook, name: string, type: CustomField['field_type']): void {
  if (named(customFields, name) !== undefined) return;
  const id = nextId(customFields);
  customFields.set(id, { id, name, field_type: type });
}

/**
 * Checks the name of a custom field.
 *
 * @throws StateError if the name contains anything but Latin letters, digits and underscores
 */
export function checkFieldName(name: string, path: string): void {
  if (!/^\w+$/.test(name)) throw new StateError(`${path}: expected letters, digits and underscores`);
}

function namesFrom(value: unknown, path: string): readonly string[] {
  return listAt(value, path).map((item, index) => {
    const { name, ...unknown } = objectAt(item, `${path}[${index}]`);
    refuseUnknown(unknown, `${path}[${index}].`);
    return nameAt(name, `${path}[${index}].name`);
  });
}

function fieldFrom(value: unknown, path: string): Omit<CustomField, 'id'> {
  const { name: given, field_type: type = 'text', ...unknown } = objectAt(value, path);
  refuseUnknown(unknown, `${path}.`);
  const name = nameAt(given, `${path}.name`);
  checkFieldName(name, `${path}.name`);
  return { name, field_type: oneOfAt(type, `${path}.field_type`, FIELD_TYPES) };
}

function named<T extends Named>(items: ReadonlyMap<number, T>, name: string): T | undefined {
  return [...items.values()].find((item) => item.name === name);
}

function nextId(items: ReadonlyMap<number, Named>): number {
  return Math.max(0, ...items.keys()) + 1;
}

function sizeOf({ interests, autoresponders, customFields }: AddressBook): number {
  return interests.size + autoresponders.size + customFields.size;
}
