// Assigns values to declared contacts. Enters: manifests and assignments. Leaves: the new text of each file that changes, and the
// assignments that cannot be carried out. A value is changed where it is written, on the contact or under `at`. A value from the
// defaults or an alias, which other contacts share, is overridden on the contact. A value for only one of an entry's accounts is
// written under `at`. The editor parses every new text again to check it. Pure: writes no file.

import { IDENTIFIER_KINDS, type IdentifierKind } from '../../contact/fields.ts';
import { normaliseIdentifier } from '../../contact/normalise.ts';
import type { WrittenManifests } from '../declared/entries.ts';
import { type Entry, identifiersOf, overridesAt } from '../resolve/identifiers.ts';
import type { Assignment, RefusedAssignment } from './assignment.ts';
import { contactsOf, readEntries, relatedEntries } from './declared.ts';
import { type Assigned, assignTexts, type Group } from './texts.ts';

/**
 * Carries out assignments on valid manifests. Afterwards every named contact declares what was assigned to it, and everything
 * else is declared as before.
 *
 * @throws Error if an edited text declares anything else, which is a fault of the editor
 */
export async function assignValues(manifests: WrittenManifests, assignments: readonly Assignment[]): Promise<Assigned> {
  const entries = await readEntries(manifests);
  const { groups, refused } = groupsOf(entries, assignments);
  const assigned = await assignTexts(groups);
  return { ...assigned, refused: [...refused, ...assigned.refused] };
}

function groupsOf(
  entries: readonly Entry[],
  assignments: readonly Assignment[],
): { readonly groups: readonly Group[]; readonly refused: readonly RefusedAssignment[] } {
  const related = relatedEntries(entries, new Set(assignments.map(({ contact }) => identifierIn(contact))));
  const byKey = new Map(related.flatMap((group) => contactsOf(group).map(({ key }) => [key, group] as const)));
  const groups = new Map<readonly Entry[], Assignment[]>();
  const refused: RefusedAssignment[] = [];
  for (const assignment of assignments) {
    const group = byKey.get(assignment.contact);
    if (group === undefined) refused.push({ assignment, code: 'unknown-contact' });
    else if (isInUse(assignment, group, entries)) refused.push({ assignment, code: 'identifier-in-use' });
    else {
      const known = groups.get(group);
      if (known === undefined) groups.set(group, [assignment]);
      else known.push(assignment);
    }
  }
  return { groups: [...groups].map(([group, members]) => ({ entries: group, assignments: members })), refused };
}

/** Returns a contact's key without its account, whose name contains no slash. */
function identifierIn(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}

/** Returns whether an assignment would give a contact an identifier that an entry of another contact has at the same account. */
function isInUse({ contact, path, value }: Assignment, group: readonly Entry[], entries: readonly Entry[]): boolean {
  const kind = IDENTIFIER_KINDS.find((name) => path.length === 1 && path[0] === name);
  if (kind === undefined || typeof value !== 'string') return false;
  const identifier = normaliseIdentifier(kind, value, group[0]?.phoneRegion);
  const account = contact.slice(0, contact.indexOf('/'));
  return entries.some(
    (entry) =>
      entry.accounts.includes(account) && identifierAt(entry, account, kind) === identifier && !group.includes(entry),
  );
}

function identifierAt(
  { identifiers, written, phoneRegion }: Entry,
  account: string,
  kind: IdentifierKind,
): string | undefined {
  return identifiersOf(overridesAt(written, account) ?? {}, phoneRegion)[kind] ?? identifiers[kind];
}
