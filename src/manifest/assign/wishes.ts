// Groups assignments into wishes: assignments of the same value that belong in the same entry, where one edit may carry out all.
// Pure.

import { canonicalJson, type Json } from '../../contact/canonical.ts';
import { isRow } from '../declared/entries.ts';
import type { EditPath } from '../edit/edit.ts';
import { asRead } from '../edit/values.ts';
import { isMapping } from '../edit/write.ts';
import type { Entry } from '../resolve/identifiers.ts';
import { CONTACT_SHAPE } from '../schema/shape.ts';
import type { Item } from '../syntax/item.ts';
import { type Assignment, isAssignable, isSetField, type RefusedAssignment } from './assignment.ts';
import type { DeclaredContact, Mapping } from './declared.ts';

/** Assignments of the same value to the same path in one entry, which are carried out together. */
export interface Wish {
  readonly contacts: readonly DeclaredContact[];
  readonly assignments: readonly Assignment[];
  /** Position of the entry that declares the value, or that is to declare it. */
  readonly entry: number;
  /** True if the present value stands under `at`; all assignments are then for one contact at one account. */
  readonly isAt: boolean;
  readonly path: EditPath;
  readonly value: Json | undefined;
}

/** The wishes that assignments form, and the assignments that are refused because they name no declared contact or no value. */
export interface Wishes {
  readonly wishes: readonly Wish[];
  readonly refused: readonly RefusedAssignment[];
}

/**
 * Groups assignments into wishes.
 *
 * @param contacts the contacts that the entries declare
 */
export function wishesOf(
  entries: readonly Entry[],
  contacts: readonly DeclaredContact[],
  assignments: readonly Assignment[],
): Wishes {
  const byKey = new Map(contacts.map((contact) => [contact.key, contact] as const));
  const refused: RefusedAssignment[] = [];
  const wishes = new Map<string, Wish>();
  for (const assignment of assignments) {
    const contact = byKey.get(assignment.contact);
    if (contact === undefined || !isAssignable(assignment.path)) {
      refused.push({ assignment, code: contact === undefined ? 'unknown-contact' : 'unknown-field' });
      continue;
    }
    if (editableOf(contact, entries).length === 0) {
      refused.push({ assignment, ...rowOf(entries[contact.entries[0] ?? 0]?.item) });
      continue;
    }
    for (const { path, value } of membersOf(assignment)) {
      const place = placeOf(entries, contact, path);
      const account = place.isAt ? [contact.account] : [];
      const key = canonicalJson([place.entry, account, path, value === undefined ? [] : [value]]);
      const wish = wishes.get(key) ?? { contacts: [], assignments: [], ...place, path, value };
      wishes.set(key, {
        ...wish,
        contacts: [...wish.contacts, contact],
        assignments: [...wish.assignments, assignment],
      });
    }
  }
  return { wishes: [...wishes.values()], refused };
}

/**
 * Converts an assignment to the paths and values as the loader reads them. A set in map form is split into its members, because a
 * map merges with the maps of other layers.
 */
function membersOf({ path, value }: Assignment): readonly Pick<Assignment, 'path' | 'value'>[] {
  if (value === undefined) return [{ path, value }];
  if (isSetField(path[0]) && path.length === 2) return [{ path, value: value === true }];
  if (isSetField(path[0]) && isMapping(value))
    return Object.entries(value).map(([name, member]) => ({ path: [...path, name], value: member === true }));
  const isShort = path[0] === 'channels' && path.length === 2 && typeof value === 'string';
  const named = isShort ? [...path, 'status'] : path;
  return [{ path: named, value: valueAsRead(named, value) }];
}

/** Converts a value to what the loader reads at a path of a contact. */
function valueAsRead(path: EditPath, value: Json): Json {
  const nested = path.reduceRight<Json>((inner, name) => ({ [name]: inner }), value);
  const read = asRead(nested, CONTACT_SHAPE);
  return path.reduce((outer, name) => (outer as Mapping)[name] as Json, read);
}

/** Returns why a value cannot be assigned if a row of a data file declares it. */
export function rowOf(item: Item | undefined): Omit<RefusedAssignment, 'assignment'> {
  return { code: 'in-data', ...(item === undefined ? {} : { file: item.file.name, line: item.line }) };
}

/** Returns the positions of a contact's entries that can be edited: those that are no rows. */
function editableOf(contact: DeclaredContact, entries: readonly Entry[]): readonly number[] {
  return contact.entries.filter((position) => {
    const entry = entries[position];
    return entry !== undefined && !isRow(entry.item);
  });
}

/**
 * Finds the entry that declares a value, or another part of the same set or mapping; otherwise returns the contact's first entry.
 * Only entries that can be edited count. Values from `defaults` are ignored, because they stand in no entry.
 */
function placeOf(entries: readonly Entry[], contact: DeclaredContact, path: EditPath): Pick<Wish, 'entry' | 'isAt'> {
  const [field = '', name] = path;
  const { declarations } = contact;
  const own = [...declarations.values()].filter(({ layer }) => layer !== 'defaults');
  const found =
    own.find(({ key }) => key === field || key === `${field}\0${name}`) ??
    own.find(({ key, layer }) => layer === 'contact' && key.startsWith(`${field}\0`));
  const editable = editableOf(contact, entries);
  const entry = editable.find((position) => entries[position]?.item === found?.place.item);
  return { entry: entry ?? editable[0] ?? 0, isAt: found?.layer === 'at' && entry !== undefined };
}
