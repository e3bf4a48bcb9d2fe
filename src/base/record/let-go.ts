// Takes fields out of earlier declarations that the user has given up with `rollcall record forget-owed`: no plan removes these
// fields any more, so the vendor's values stay. Pure.

import type { DeclaredSet, DesiredContact } from '../../contact/contact.ts';
import { contactHash, type LetGo, type RecordException, type Revision } from './document.ts';

/** Returns a contact as a revision declared it, without the fields that `letGo` lists for that contact and revision. */
export function withoutLetGo(contact: DesiredContact, revision: Revision, letGo: readonly LetGo[]): DesiredContact {
  if (letGo.length === 0) return contact;
  const hash = contactHash(contact.key);
  const fields = letGo
    .filter((one) => one.revision === revision && one.contacts.includes(hash))
    .flatMap((one) => one.fields);
  return withoutFields(contact, fields);
}

/**
 * Returns a declaration without some of its fields.
 *
 * @param fields paths as in `unmanaged`: `city`, `tags`, `tags.vip`, `customProperties.age`
 * @returns the same object if it declares none of them
 */
export function withoutFields(contact: DesiredContact, fields: readonly string[]): DesiredContact {
  const isKept = (path: string): boolean => !fields.some((field) => path === field || path.startsWith(`${field}.`));
  if (pathsOf(contact).every(isKept)) return contact;
  const { scalars, sets, customProperties } = contact;
  return {
    ...contact,
    scalars: keep(scalars, (name) => isKept(name)),
    sets: Object.fromEntries(
      Object.entries(sets)
        .filter(([name]) => isKept(name))
        .map(([name, set]) => [name, withoutMembers(set, (member) => isKept(`${name}.${member}`))]),
    ),
    customProperties: keep(customProperties, (name) => isKept(`customProperties.${name}`)),
  };
}

/** Returns the paths of all fields that a contact declares and that can be given up. */
function pathsOf({ scalars, sets, customProperties }: DesiredContact): readonly string[] {
  return [
    ...Object.keys(scalars),
    ...Object.entries(sets).flatMap(([name, set]) => [name, ...membersOf(set).map((member) => `${name}.${member}`)]),
    ...Object.keys(customProperties).map((name) => `customProperties.${name}`),
  ];
}

function membersOf({ form, members }: DeclaredSet): readonly string[] {
  return form === 'list' ? members : Object.keys(members);
}

function withoutMembers(set: DeclaredSet, isKept: (member: string) => boolean): DeclaredSet {
  return set.form === 'list'
    ? { form: 'list', members: set.members.filter(isKept) }
    : { form: 'map', members: keep(set.members, isKept) };
}

function keep<Value>(
  values: Readonly<Record<string, Value>>,
  isKept: (name: string) => boolean,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => isKept(name)));
}

/**
 * Returns the given-up fields that the record after an apply still has to list. Drops those of contacts for which no exception
 * names the revision any more, and those of the revision that was applied last, because it declares its fields anew.
 *
 * @param applied the revision that was applied last
 */
export function remainingLetGo(
  letGo: readonly LetGo[],
  exceptions: readonly RecordException[],
  applied: Revision,
): readonly LetGo[] {
  const isNamed = (revision: Revision, hash: string): boolean =>
    exceptions.some(({ entries, contacts }) => entries.includes(revision) && contacts.includes(hash));
  return joinLetGo(letGo.filter(({ revision }) => revision !== applied))
    .map((one) => ({ ...one, contacts: one.contacts.filter((hash) => isNamed(one.revision, hash)) }))
    .filter(({ contacts }) => contacts.length > 0);
}

/**
 * Joins given-up fields into one element for each revision and list of fields, with sorted contacts, in the order in which they
 * first occur. Two records of one account may list the same.
 */
export function joinLetGo(letGo: readonly LetGo[]): readonly LetGo[] {
  const joined = new Map<string, LetGo>();
  for (const { revision, fields, contacts } of letGo) {
    const key = JSON.stringify([revision, fields]);
    const known = joined.get(key)?.contacts ?? [];
    joined.set(key, { revision, fields, contacts: [...new Set([...known, ...contacts])].sort() });
  }
  return [...joined.values()];
}
