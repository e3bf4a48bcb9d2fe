// Resolves names of lists to the vendor's ids, where lists have both. Manifests may use either; everything after this module uses
// the ids. A name that several lists have, or a list that is declared both by its name and by its id with different values, is
// taken out of what is declared and blocked (rules/lists/unclear-lists.ts). Pure.

import type { ContactToPlan, UnclearList } from '../../base/contact-to-plan.ts';
import type { DeclaredSet, DesiredContact } from '../../contact/contact.ts';
import type { FieldPath } from '../../contact/difference.ts';
import type { Account } from '../../manifest/configuration.ts';

/** Map from the id of a list to its name. A list without a name has no entry. */
export type ListNames = ReadonlyMap<string, string>;

/**
 * Returns the ids that a text in a manifest may mean: the id itself, or every list of this name; none if no list has this id or
 * name.
 */
function idsOf(text: string, names: ListNames): readonly string[] {
  if (names.has(text)) return [text];
  return [...names].flatMap(([id, name]) => (name === text ? [id] : []));
}

/** Returns the id of the list that a text names; the text itself if no list or several lists have this name. */
export function idOf(text: string, names: ListNames): string {
  const [id = text, ...others] = idsOf(text, names);
  return others.length === 0 ? id : text;
}

/** True if the contact, or the base, names a list. */
export function declaresLists({ desired, base }: Pick<ContactToPlan, 'desired' | 'base'>): boolean {
  return desired.sets.lists !== undefined || base?.dropped?.sets.lists !== undefined;
}

/** Returns the contact with the ids of its lists in place of their names. */
export function withListIds<Contact extends Pick<ContactToPlan, 'desired' | 'base'>>(
  contact: Contact,
  names: ListNames,
): Contact & Pick<ContactToPlan, 'unclearLists'> {
  if (!declaresLists(contact)) return contact;
  const { set, unclear } = resolveSet(contact.desired.sets.lists, names);
  const desired = withLists(contact.desired, set);
  return {
    ...contact,
    desired,
    ...(contact.base === undefined ? {} : { base: withDroppedIds(contact.base, desired, names) }),
    ...(unclear.length === 0 ? {} : { unclearLists: unclear }),
  };
}

/**
 * Returns a declaration with the ids of its lists in place of their names. Leaves out a name that several lists have; of a set in
 * list form with such a name, leaves out the whole set.
 */
export function declaredWithIds(declared: DesiredContact, names: ListNames): DesiredContact {
  return declared.sets.lists === undefined ? declared : withLists(declared, resolveSet(declared.sets.lists, names).set);
}

function withLists(desired: DesiredContact, lists: DeclaredSet | undefined): DesiredContact {
  const { lists: _, ...sets } = desired.sets;
  return { ...desired, sets: lists === undefined ? sets : { ...sets, lists } };
}

interface Resolved {
  /** Undefined if nothing is declared, or if a set in list form contains a name that several lists have. */
  readonly set: DeclaredSet | undefined;
  readonly unclear: readonly UnclearList[];
}

function resolveSet(set: DeclaredSet | undefined, names: ListNames): Resolved {
  if (set === undefined) return { set, unclear: [] };
  if (set.form === 'list') {
    const unclear = set.members.flatMap((member) => ambiguous(member, true, names));
    const members = [...new Set(set.members.map((member) => idOf(member, names)))].sort();
    return { set: unclear.length > 0 ? undefined : { form: 'list', members }, unclear };
  }
  const wanted = new Map<string, boolean>();
  const unclear: UnclearList[] = [];
  const contradicted = new Set<string>();
  for (const [member, isMember] of Object.entries(set.members)) {
    const several = ambiguous(member, isMember, names);
    unclear.push(...several);
    if (several.length > 0) continue;
    const id = idOf(member, names);
    if ((wanted.get(id) ?? isMember) !== isMember) contradicted.add(id);
    wanted.set(id, isMember);
  }
  for (const id of contradicted) {
    wanted.delete(id);
    unclear.push({ declared: names.get(id) ?? id, isMember: true, why: 'declared-twice', ids: [id] });
  }
  return { set: { form: 'map', members: Object.fromEntries(wanted) }, unclear };
}

function ambiguous(declared: string, isMember: boolean, names: ListNames): readonly UnclearList[] {
  const ids = idsOf(declared, names);
  return ids.length > 1 ? [{ declared, isMember, why: 'several', ids }] : [];
}

/**
 * Replaces the names of dropped lists (which the base declares and the manifests no longer do) by their ids, so that a list which
 * is now declared by its other text is recognised. Leaves out lists under `unmanaged`.
 */
function withDroppedIds(
  base: NonNullable<ContactToPlan['base']>,
  { unmanaged = [] }: DesiredContact,
  names: ListNames,
): NonNullable<ContactToPlan['base']> {
  const { dropped } = base;
  const members = dropped?.sets.lists;
  if (dropped === undefined || members === undefined) return base;
  const letGo = new Set(
    unmanaged.flatMap((path) => (path.startsWith(LISTS) ? [idOf(path.slice(LISTS.length), names)] : [])),
  );
  const lists = [...new Set(members.map((member) => idOf(member, names)))].filter((id) => !letGo.has(id));
  return { ...base, dropped: { ...dropped, sets: { ...dropped.sets, lists } } };
}

const LISTS = 'lists.';

/**
 * Returns the account with the ids of the lists that it excludes in addition to their names. A name excludes all lists that have
 * it.
 */
export function withExcludedIds<Excluding extends Pick<Account, 'exclude'>>(
  account: Excluding,
  names: ListNames,
): Excluding {
  const { exclude } = account;
  if (exclude?.lists === undefined) return account;
  const lists = exclude.lists.flatMap((text) => [text, ...idsOf(text, names)]);
  return { ...account, exclude: { ...exclude, lists: [...new Set(lists)] } };
}

/**
 * Returns a function that replaces the id in the path of a list by the text under which the contact declares the list.
 *
 * @param declared the contact as the manifests declare it
 */
export function spellAsDeclared({ sets: { lists } }: DesiredContact, names: ListNames): (path: FieldPath) => FieldPath {
  const texts = lists === undefined ? [] : lists.form === 'list' ? lists.members : Object.keys(lists.members);
  const textOf = new Map(texts.map((text) => [idOf(text, names), text]));
  return (path) => {
    const text = path[0] === 'lists' && path[1] !== undefined ? textOf.get(path[1]) : undefined;
    return text === undefined ? path : ['lists', text];
  };
}
