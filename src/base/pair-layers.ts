// Pairs today's contacts of one account with the layers of the base, and decides which contacts of the base are no longer
// declared. Pure.

import type { DesiredContact } from '../contact/contact.ts';
import type { BaseLayer } from './layers.ts';
import { pairContacts } from './pair.ts';

/** What the base declared for one contact. */
export interface Earlier {
  /** Its declarations, oldest first; several if it is not known which of them was applied. */
  readonly entries: readonly DesiredContact[];
  /** True if an earlier apply did not carry out or confirm one of them. */
  readonly owed: boolean;
}

/** Result of pairing. */
export interface LayerPairs {
  /** By today's contact; contacts that the base did not declare are absent. */
  readonly earlierOf: ReadonlyMap<DesiredContact, Earlier>;
  /** Contacts of the base that have no counterpart today, each with all its entries. */
  readonly unpaired: readonly Earlier[];
}

/**
 * Pairs contacts of one account, layer by layer.
 *
 * @param now today's contacts of the account, regardless of filters
 * @param layers of the same account, oldest first
 */
export function pairLayers(now: readonly DesiredContact[], layers: readonly BaseLayer[]): LayerPairs {
  const earlierOf = new Map<DesiredContact, Earlier>();
  /** By their first entry. */
  const unpaired = new Map<DesiredContact, Earlier>();
  for (const { contacts, owed } of layers) {
    const today = pairContacts(now, contacts);
    for (const [contact, entry] of today.baseOf) add(earlierOf, contact, entry, owed);
    const known = pairContacts([...unpaired.keys()], today.unpaired);
    for (const [first, entry] of known.baseOf) add(unpaired, first, entry, owed);
    for (const entry of known.unpaired) add(unpaired, entry, entry, owed);
  }
  return { earlierOf, unpaired: [...unpaired.values()] };
}

function add(to: Map<DesiredContact, Earlier>, of: DesiredContact, entry: DesiredContact, owed: boolean): void {
  const known = to.get(of);
  if (known === undefined) to.set(of, { entries: [entry], owed });
  else to.set(of, { entries: [...known.entries, entry], owed: known.owed || owed });
}
