// Pairs today's contacts of one account with the layers of the base (what each earlier revision declared), and decides which
// contacts of the base are no longer declared. Pure.
//
// The newest layer is paired first. A contact of an older layer is paired with whichever contact shares an identifier with it,
// today or in a newer layer. So a contact whose identifiers changed one after the other is still one contact.

import type { DesiredContact } from '../../contact/contact.ts';
import type { BaseLayer } from '../layers.ts';
import { identifierKeysOf, pairContacts } from './pair.ts';

/** What the base declared for one contact. */
export interface Earlier {
  /** Its declarations, oldest first; several if it is not known which of them was applied. */
  readonly entries: readonly DesiredContact[];
  /** True if an earlier apply did not carry out or confirm one of them. */
  readonly owed: boolean;
}

/** Result of pairing. */
export interface LayerPairs {
  /** What the base declared for each of today's contacts. A contact that the base did not declare has no entry. */
  readonly earlierOf: ReadonlyMap<DesiredContact, Earlier>;
  /** Contacts of the base that have no counterpart today, each with all its entries. */
  readonly unpaired: readonly Earlier[];
}

/** One contact with all its declarations that were found so far. */
interface Group {
  /** All declarations of the contact, newest first: today's, if there is one, then those of the layers. */
  readonly declarations: DesiredContact[];
  owed: boolean;
}

/**
 * Pairs contacts of one account, layer by layer.
 *
 * @param now today's contacts of the account, regardless of filters
 * @param layers of the same account, oldest first
 */
export function pairLayers(now: readonly DesiredContact[], layers: readonly BaseLayer[]): LayerPairs {
  const today = now.map(newGroup);
  const gone: Group[] = [];
  for (const layer of layers.toReversed()) {
    const rest = assign(layer, [...today, ...gone]);
    gone.push(...rest.map((contact) => ({ ...newGroup(contact), owed: layer.owed })));
  }
  const earlierOf = new Map<DesiredContact, Earlier>();
  for (const { declarations, owed } of today) {
    const [contact] = declarations;
    if (contact === undefined || declarations.length === 1) continue;
    earlierOf.set(contact, { entries: declarations.slice(1).reverse(), owed });
  }
  return {
    earlierOf,
    unpaired: gone.map(({ declarations, owed }) => ({ entries: declarations.reverse(), owed })),
  };
}

function newGroup(contact: DesiredContact): Group {
  return { declarations: [contact], owed: false };
}

/**
 * Adds the contacts of a layer to the groups that they belong to, at most one to each group.
 *
 * @returns the contacts that belong to no group
 */
function assign({ contacts, owed }: BaseLayer, groups: readonly Group[]): readonly DesiredContact[] {
  let rest = contacts;
  let open = groups;
  for (let generation = 0; rest.length > 0 && open.length > 0; generation++) {
    const candidates = new Map<DesiredContact, Group>();
    for (const group of open) {
      const contact = group.declarations[generation];
      if (contact !== undefined) candidates.set(contact, group);
    }
    if (candidates.size === 0) break;
    const { baseOf, unpaired } = pairContacts([...candidates.keys()], rest);
    const paired = new Set<Group>();
    for (const [contact, entry] of baseOf) {
      const group = candidates.get(contact);
      if (group === undefined) continue;
      paired.add(group);
      group.declarations.push(entry);
      if (owed) group.owed = true;
    }
    rest = unpaired;
    if (rest.length > 0) open = open.filter((group) => !paired.has(group));
  }
  return rest;
}

/**
 * Returns a function that tells whether a contact of the base is proposed now.
 *
 * @param proposed the proposed contacts of the same account
 */
export function proposedAmong(proposed: readonly DesiredContact[]): (earlier: Pick<Earlier, 'entries'>) => boolean {
  if (proposed.length === 0) return () => false;
  const identifiers = identifierKeysOf(proposed);
  return ({ entries }) => [...identifierKeysOf(entries)].some((key) => identifiers.has(key));
}

/**
 * Returns a function that finds what a declared contact would be together with its proposed entries. A contact without proposed
 * entries is returned as it is.
 *
 * @param proposed the proposed contacts of the same account
 */
export function withProposals(proposed: readonly DesiredContact[]): (contact: DesiredContact) => DesiredContact {
  if (proposed.length === 0) return (contact) => contact;
  const byIdentifier = new Map(
    proposed.flatMap((contact) => [...identifierKeysOf([contact])].map((key) => [key, contact] as const)),
  );
  return (contact) => {
    for (const key of identifierKeysOf([contact])) {
      const found = byIdentifier.get(key);
      if (found !== undefined) return found;
    }
    return contact;
  };
}
