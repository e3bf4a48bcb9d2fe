// Works out what contacts declare. Enters: the entries of manifests and the rows of their sources. Leaves: one contact per person and account, with the merged
// declarations of its layers (defaults < contact < `at`). Pure, apart from the parsing of files.

import type { Json } from '../../contact/canonical.ts';
import { mergedAt } from '../declared/at.ts';
import { entriesOf, type WrittenManifests } from '../declared/entries.ts';
import type { Declaration } from '../resolve/declarations.ts';
import { keyOf } from '../resolve/desired.ts';
import { createEntryIndex } from '../resolve/entry-index.ts';
import { type Entry, identifiersOf, overridesAt } from '../resolve/identifiers.ts';
import type { DeclarationMap } from '../resolve/layers.ts';

/** One contact at one account, as entries declare it. */
export interface DeclaredContact {
  readonly account: string;
  readonly key: string;
  /** Positions of the contact's entries in the list that contactsOf was given. */
  readonly entries: readonly number[];
  readonly declarations: DeclarationMap;
  /** False if two of its entries declare the same field, which is a mistake. */
  readonly isConsistent: boolean;
}

/** A JSON object. */
export type Mapping = { readonly [name: string]: Json };

/** Returns the entries of all files and the rows of their sources, in their order, without proposed ones. */
export async function readEntries(manifests: WrittenManifests): Promise<readonly Entry[]> {
  // A proposed entry (`stage: proposed`) declares nothing.
  return (await entriesOf(manifests)).filter(({ proposed }) => proposed !== true);
}

/** Groups entries that share identifiers, and returns the groups in which some identifier has one of these values. */
export function relatedEntries(entries: readonly Entry[], values: ReadonlySet<string>): readonly (readonly Entry[])[] {
  const index = createEntryIndex();
  for (const entry of entries) index.add(entry);
  return [...index.related()].flatMap((related) =>
    related.entries.some((entry) => identifiersIn(entry).some((value) => values.has(value))) ? [related.entries] : [],
  );
}

/** Returns the normalised identifiers of an entry, at all its accounts. */
function identifiersIn({ written, identifiers, accounts, phoneRegion }: Entry): readonly string[] {
  const own = Object.values(identifiers);
  if (written.at === undefined) return own;
  return [
    ...own,
    ...accounts.flatMap((account) => Object.values(identifiersOf(overridesAt(written, account) ?? {}, phoneRegion))),
  ];
}

/** Returns the contacts that related entries form: one per account and per group of entries that meet at the account. */
export function contactsOf(entries: readonly Entry[]): readonly DeclaredContact[] {
  const index = createEntryIndex();
  for (const entry of entries) index.add(entry);
  const positions = new Map(entries.map((entry, position) => [entry, position] as const));
  return [...index.related()].flatMap(({ groups }) =>
    groups.flatMap((group) =>
      group.accounts.map((account) => {
        const { declarations, problems } = mergedAt(account, group.entries);
        return {
          account,
          key: `${account}/${keyOf(declarations)}`,
          entries: group.entries.map((entry) => positions.get(entry) ?? 0),
          declarations,
          isConsistent: problems.length === 0,
        };
      }),
    ),
  );
}

/** Returns a copy of an entry with another value, and with the identifiers of that value. */
export function withValue(entry: Entry, value: Json): Entry {
  const written = value as Entry['written'];
  return {
    ...entry,
    item: { ...entry.item, value },
    written,
    identifiers: identifiersOf(written, written.phoneRegion ?? entry.phoneRegion),
  };
}

/** Returns everything that a contact declares as one mapping in the form of a manifest entry, with channels in long form. */
export function contentOf(declarations: DeclarationMap): Mapping {
  const content: Record<string, Json> = {};
  const nested: Record<string, Record<string, Json>> = {};
  for (const declaration of declarations.values()) {
    const [field = '', name] = declaration.key.split('\0');
    if (name === undefined) content[field] = declaredValue(declaration);
    else {
      nested[field] ??= Object.create(null) as Record<string, Json>;
      nested[field][name] = declaredValue(declaration);
    }
  }
  return { ...content, ...nested };
}

function declaredValue(declaration: Declaration): Json {
  switch (declaration.kind) {
    case 'list':
      return declaration.members;
    case 'member':
      return declaration.included;
    case 'channel':
      return declaration.value as Json;
    case 'setting':
      return declaration.setting === 'previously' ? { email: String(declaration.value) } : declaration.value;
    default:
      return declaration.value;
  }
}
