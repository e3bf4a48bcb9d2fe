// Decides where in the entries of a contact a value is written. Every way is tried on the values of the entries, and the first is
// taken after which each contact declares exactly what it should: the named contacts the new value, and all else what was declared
// before. Pure.

import { canonicalJson } from '../../contact/canonical.ts';
import { asRead, changedContact } from '../edit/values.ts';
import type { Entry } from '../resolve/identifiers.ts';
import { CONTACT_SHAPE } from '../schema/shape.ts';
import type { Assignment, RefusedAssignment } from './assignment.ts';
import { contactsOf, contentOf, type DeclaredContact, type Mapping, withValue } from './declared.ts';
import { type Step, stepsAt, stepsOnContact } from './steps.ts';
import { type Wish, wishesOf } from './wishes.ts';

/** A step, and the entry as it was before all steps. */
interface PlacedStep extends Omit<Step, 'entry'> {
  readonly entry: Entry;
}

/** The steps that carry out assignments, in order. */
export interface Placement {
  readonly steps: readonly PlacedStep[];
  readonly refused: readonly RefusedAssignment[];
}

/**
 * Finds the steps for related entries. An assignment of what is declared already needs none.
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
  const { item } = entries[wish.entry] as Entry;
  const code = isUnmanaged(entries, wish) ? 'unmanaged' : 'not-expressible';
  return { code, file: item.file.name, line: item.line };
}

/** Returns whether an entry of the contact lists as unmanaged what the value is in, or a part of it. */
function isUnmanaged(entries: readonly Entry[], { contacts, path, value }: Wish): boolean {
  const name = path.join('.');
  const positions = contacts.flatMap((contact) => contact.entries);
  const listed = positions.flatMap((position) => entries[position]?.written.unmanaged ?? []);
  return value !== undefined && listed.some((each) => name.startsWith(`${each}.`) || each.startsWith(`${name}.`));
}

/** Steps, and the entries after them. */
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

/** What entries of these contacts list as unmanaged: an entry lists it for all its accounts, and nobody asked to let go of it there. */
function unmanagedOf(entries: readonly Entry[], contacts: readonly DeclaredContact[]): string {
  const positions = [...new Set(contacts.flatMap((contact) => contact.entries))];
  return JSON.stringify(positions.map((position) => entries[position]?.written.unmanaged ?? []));
}

/** Tells one contact at one account from the others, whatever its key is. */
function idOf({ account, entries }: DeclaredContact): string {
  return [account, ...entries].join('\0');
}

/** What a contact may declare afterwards; the first is preferred. */
type Acceptable = readonly Mapping[];

function acceptable(contact: DeclaredContact, wished: ReadonlySet<string>, { path, value }: Wish): Acceptable {
  const content = contentOf(contact.declarations);
  if (!wished.has(idOf(contact))) return [content];
  const changed = changedContact(content, { path, value });
  // What is not declared cannot be removed, and need not be.
  const next = changed.ok ? (changed.value as Mapping) : content;
  const [field, channel = '', member] = path;
  if (field !== 'channels' || member !== 'status' || value === undefined) return [next];
  // Evidence belongs to a status. Where another layer declares the new one, the old evidence may stay behind.
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
  // Each account takes the same way; ways beyond the shortest list are those of single accounts.
  const number = Math.min(...perContact.map(({ ways }) => ways.length));
  const atAccounts = Array.from({ length: number }, (_, index) => perContact.flatMap(({ ways }) => ways[index] ?? []));
  return isAt ? [...atAccounts, ...onContact] : [...onContact, ...atAccounts];
}

/** Returns undefined if a step cannot be carried out. */
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
