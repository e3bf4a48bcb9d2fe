// Finds contacts whose email was edited in the manifests: an entry of the base is gone, and a new entry declares the same apart
// from its email. Nothing else connects the two, so the vendor would get a second person (docs/semantics.md#email-changes). Pure.

import { canonicalJson } from '../../contact/canonical.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import type { Earlier } from './pair-layers.ts';

/** Pairs of entries that look like one person, in both directions. */
export interface Renamed {
  /** Map from new entry to the entry that is gone. */
  readonly formerOf: ReadonlyMap<DesiredContact, DesiredContact>;
  /** Map from the entry that is gone to the new one. */
  readonly laterOf: ReadonlyMap<DesiredContact, DesiredContact>;
}

const NONE: Renamed = { formerOf: new Map(), laterOf: new Map() };

/**
 * Pairs new entries with entries that are gone and that declare the same. Two entries at the same place of the same file are a
 * pair. At different places, they are a pair only if they contain a scalar or a custom property and no other entry declares the
 * same: entries that contain only a tag, for example, are alike for many people.
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

/** True if the email is the only identifier. Entries with a userId or a phone are paired by these, or are different people. */
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
