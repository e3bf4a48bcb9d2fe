// Decides where in the entries of a contact a value is written. Each possible way, a list of steps, is tried on the values of the
// entries. The first way is taken after which the named contacts declare the new value, and everything else is declared as
// before. Pure.

import { canonicalJson } from '../../contact/canonical.ts';
import { isRow } from '../declared/entries.ts';
import { asRead, changedContact } from '../edit/values.ts';
import type { Entry } from '../resolve/identifiers.ts';
import { CONTACT_SHAPE } from '../schema/shape.ts';
import type { Item } from '../syntax/item.ts';
import type { Assignment, RefusedAssignment } from './assignment.ts';
import { contactsOf, contentOf, type DeclaredContact, type Mapping, withValue } from './declared.ts';
import { type Step, stepsAt, stepsOnContact } from './steps.ts';
import { rowOf, type Wish, wishesOf } from './wishes.ts';

/** A step, with the entry that it changes as this was before all steps. */
interface PlacedStep extends Omit<Step, 'entry'> {
  readonly entry: Entry;
}

/** The steps that carry out assignments, in order, and the assignments that are refused. */
export interface Placement {
  readonly steps: readonly PlacedStep[];
  readonly refused: readonly RefusedAssignment[];
}

/**
 * Finds the steps that carry out assignments on related entries (entries that share identifiers). An assignment of a value that
 * is declared already needs no step.
 *
 * @param underAt the assignments whose values are written under `at`, because the text of the contact itself cannot be changed
 */
export function placeAssignments(
  entries: readonly Entry[],
  assignments: readonly Assignment[],
  underAt: ReadonlySet<Assignment>,
): Placement {
  const { wishes, refused } = wishesOf(entries, contactsOf(entries), assignments);
  const failed = new Map<Assignment, RefusedAssignment>(refused.map((each) => [each.assignment, each]));
  const steps: PlacedStep[] = [];
  let state = entries;
  for (const wish of wishes) {
    const placed = place(
      state,
      wish,
      wish.assignments.some((assignment) => underAt.has(assignment)),
    );
    if (placed === undefined) {
      for (const assignment of wish.assignments) failed.set(assignment, { assignment, ...reason(state, wish) });
      continue;
    }
    state = placed.entries;
    for (const { entry, ...step } of placed.steps) steps.push({ ...step, entry: entries[entry] as Entry });
  }
  return { steps, refused: [...failed.values()] };
}

function reason(entries: readonly Entry[], wish: Wish): Omit<RefusedAssignment, 'assignment'> {
  const row = rowDeclaring(wish);
  if (row !== undefined) return rowOf(row);
  const { item } = entries[wish.entry] as Entry;
  const code = isUnmanaged(entries, wish) ? 'unmanaged' : 'not-expressible';
  return { code, file: item.file.name, line: item.line };
}

/** Returns a row that declares the value or a part of it; undefined if no row does. */
function rowDeclaring({ contacts, path: [field = '', name] }: Wish): Item | undefined {
  const isMeant = (key: string): boolean =>
    key === field || (name === undefined ? key.startsWith(`${field}\0`) : key === `${field}\0${name}`);
  const declarations = contacts.flatMap((contact) => [...contact.declarations.values()]);
  return declarations.find(({ key, place }) => isMeant(key) && isRow(place.item))?.place.item;
}

/**
 * Returns whether an entry of the contacts lists as unmanaged a field that contains the value, or a part of the value. The
 * value's own name makes no difference here, because stepsOnContact takes it off the list.
 */
function isUnmanaged(entries: readonly Entry[], { contacts, path, value }: Wish): boolean {
  const name = path.join('.');
  const positions = contacts.flatMap((contact) => contact.entries);
  const listed = positions.flatMap((position) => entries[position]?.written.unmanaged ?? []);
  return value !== undefined && listed.some((each) => name.startsWith(`${each}.`) || each.startsWith(`${name}.`));
}

/** The steps that carry out one wish, and the entries after these steps. */
interface Placed {
  readonly steps: readonly Step[];
  readonly entries: readonly Entry[];
}

function place(entries: readonly Entry[], wish: Wish, avoidContact: boolean): Placed | undefined {
  if (isUnmanaged(entries, wish)) return undefined;
  const before = contactsOf(entries);
  const wished = new Set(wish.contacts.map(idOf));
  const expected = new Map(before.map((contact) => [idOf(contact), acceptable(contact, wished, wish)] as const));
  const ways = waysOf(entries, wish, expected, avoidContact);
  if (isAsExpected(entries, expected)) return { steps: [], entries };
  const others = before.filter((contact) => !wished.has(idOf(contact)));
  const unmanaged = unmanagedOf(entries, others);
  for (const steps of ways) {
    const after = carriedOut(entries, steps);
    if (after !== undefined && isAsExpected(after, expected) && unmanagedOf(after, others) === unmanaged)
      return { steps, entries: after };
  }
  return undefined;
}

/**
 * Returns the `unmanaged` lists of the contacts' entries, for comparison. An entry's list holds for all its accounts, so a step
 * that adds a field to it for one contact would also stop managing that field at the other accounts, which nobody asked for.
 */
function unmanagedOf(entries: readonly Entry[], contacts: readonly DeclaredContact[]): string {
  const positions = [...new Set(contacts.flatMap((contact) => contact.entries))];
  return JSON.stringify(positions.map((position) => entries[position]?.written.unmanaged ?? []));
}

/** Identifies a contact by its account and the positions of its entries, because an assignment may change its key. */
function idOf({ account, entries }: DeclaredContact): string {
  return [account, ...entries].join('\0');
}

/** The contents (see contentOf) that a contact may declare after the steps; the first is preferred. */
type Acceptable = readonly Mapping[];

function acceptable(contact: DeclaredContact, wished: ReadonlySet<string>, { path, value }: Wish): Acceptable {
  const content = contentOf(contact.declarations);
  if (!wished.has(idOf(contact))) return [content];
  const changed = changedContact(content, { path, value });
  // The change fails if the value to remove is not declared; the contact then stays as it is.
  const next = changed.ok ? (changed.value as Mapping) : content;
  const [field, channel = '', member] = path;
  if (field !== 'channels' || member !== 'status' || value === undefined) return [next];
  // Consent and dates belong to a status: a layer that states a new status starts the channel afresh, without those of the layers
  // below. So the status alone is acceptable, too.
  const channels = { ...(next.channels as Mapping), [channel]: { status: value } };
  return [next, { ...next, channels }];
}

function isAsExpected(entries: readonly Entry[], expected: ReadonlyMap<string, Acceptable>): boolean {
  const contacts = contactsOf(entries);
  return (
    contacts.length === expected.size &&
    contacts.every((contact) => {
      if (!contact.isConsistent) return false;
      const content = canonicalJson(contentOf(contact.declarations));
      return expected.get(idOf(contact))?.some((each) => canonicalJson(each) === content) ?? false;
    })
  );
}

function waysOf(
  entries: readonly Entry[],
  { contacts, entry: position, isAt, path, value }: Wish,
  expected: ReadonlyMap<string, Acceptable>,
  avoidContact: boolean,
): readonly (readonly Step[])[] {
  const entry = entries[position] as Entry;
  const perContact = contacts.map((contact) => {
    const to = { position, entry, path, value, expected: expected.get(idOf(contact))?.[0] ?? {} };
    return { to, ways: stepsAt(to, contact.account) };
  });
  const [first] = perContact;
  const onContact = first === undefined || avoidContact ? [] : stepsOnContact(first.to);
  // All accounts take the way at the same index. Ways that not every account has are left out.
  const number = Math.min(...perContact.map(({ ways }) => ways.length));
  const atAccounts = Array.from({ length: number }, (_, index) => perContact.flatMap(({ ways }) => ways[index] ?? []));
  return isAt ? [...atAccounts, ...onContact] : [...onContact, ...atAccounts];
}

/** Returns the entries after the steps; undefined if a step cannot be carried out. */
function carriedOut(entries: readonly Entry[], steps: readonly Step[]): readonly Entry[] | undefined {
  const after = [...entries];
  for (const { entry: position, path, value } of steps) {
    const entry = after[position] as Entry;
    const changed = changedContact(entry.item.value, { path, value });
    if (!changed.ok) return undefined;
    after[position] = withValue(entry, asRead(changed.value, CONTACT_SHAPE));
  }
  return after;
}
