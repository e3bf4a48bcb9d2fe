// Finds entries whose address was edited: one that the base declared is gone, and a new one declares the same apart from its email.
// Nothing else connects the two, so the vendor would get a second person (docs/semantics.md#email-changes). Pure.

import { canonicalJson } from '../../contact/canonical.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import type { Earlier } from './pair-layers.ts';

/** Pairs of entries that look like one person, in both directions. */
export interface Renamed {
  /** The entry that is gone, by the new one. */
  readonly formerOf: ReadonlyMap<DesiredContact, DesiredContact>;
  /** The new entry, by the one that is gone. */
  readonly laterOf: ReadonlyMap<DesiredContact, DesiredContact>;
}

const NONE: Renamed = { formerOf: new Map(), laterOf: new Map() };

/**
 * Pairs new entries with those that are gone. An entry that declares little, such as a tag, is like many others, so it is paired only
 * at the same place of the same file; one that names something of the person, only if no other entry declares the same.
 *
 * @param added today's contacts of an account that the base did not declare
 * @param gone what the base declared and the manifests no longer do
 */
export function findRenamed(added: readonly DesiredContact[], gone: readonly Earlier[]): Renamed {
  if (added.length === 0 || gone.length === 0) return NONE;
  const former = gone.flatMap(({ entries }) => entries.at(-1) ?? []).filter(hasOnlyEmail);
  const byContent = groupBy(former, contentOf);
  const rivals = groupBy(added.filter(hasOnlyEmail), contentOf);
  const pairs = [...rivals].flatMap(([content, contacts]) => {
    const candidates = byContent.get(content) ?? [];
    return contacts.flatMap((contact) => {
      const found = candidates.find((one) => isSamePlace(one, contact)) ?? onlyOne(candidates, contacts);
      return found === undefined ? [] : [[contact, found] as const];
    });
  });
  return { formerOf: new Map(pairs), laterOf: new Map(pairs.map(([later, one]) => [one, later])) };
}

/** Entries with a userId or a phone are connected by these, or are two people. */
function hasOnlyEmail({ identifiers }: DesiredContact): boolean {
  const { email, ...others } = identifiers;
  return email !== undefined && Object.keys(others).length === 0;
}

function contentOf({
  account: _,
  key: _key,
  source: _source,
  identifiers: _ids,
  emailSpelling: _spelling,
  ...content
}: DesiredContact): string {
  return canonicalJson(content);
}

function isSamePlace({ source: a }: DesiredContact, { source: b }: DesiredContact): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

function onlyOne(
  candidates: readonly DesiredContact[],
  contacts: readonly DesiredContact[],
): DesiredContact | undefined {
  const [only] = candidates;
  return candidates.length === 1 && contacts.length === 1 && only !== undefined && namesPerson(only) ? only : undefined;
}

function namesPerson({ scalars, customProperties }: DesiredContact): boolean {
  return [scalars, customProperties].some((part) => Object.values(part).some((value) => value !== null));
}

function groupBy(
  contacts: readonly DesiredContact[],
  nameOf: (contact: DesiredContact) => string,
): ReadonlyMap<string, readonly DesiredContact[]> {
  const groups = new Map<string, DesiredContact[]>();
  for (const contact of contacts) {
    const name = nameOf(contact);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [contact]);
    else group.push(contact);
  }
  return groups;
}
