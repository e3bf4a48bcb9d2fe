// A contact entry and its normalised identifiers.

import { IDENTIFIER_KINDS, type IdentifierKind } from '../../contact/fields.ts';
import { normaliseIdentifier } from '../../contact/normalise.ts';
import type { Item } from '../syntax/item.ts';
import type { WrittenBlock, WrittenContact } from '../syntax/written.ts';

/** Normalised identifiers, by kind. An entry stores them, because normalising a phone is expensive. */
export type Identifiers = Readonly<Partial<Record<IdentifierKind, string>>>;

/** One entry under `contacts`, with the defaults of its file and the accounts that it goes to. */
export interface Entry {
  readonly item: Item;
  readonly written: WrittenContact;
  /** Identifiers of the entry itself, without those under `at`. */
  readonly identifiers: Identifiers;
  readonly defaults?: Item;
  /** Names of the accounts that it goes to, sorted, each once, without unknown ones. */
  readonly accounts: readonly string[];
  /**
   * Code of a country: local phone numbers are read as numbers of this country. The entry's own, or that of its file's defaults.
   */
  readonly phoneRegion?: string;
  /** The entry or its file has the stage `proposed`. */
  readonly proposed?: true;
}

/**
 * Returns the normalised identifiers that a block declares.
 *
 * @param region code of a country (`phoneRegion`): local phone numbers are read as numbers of this country
 */
export function identifiersOf(block: WrittenBlock, region: string | undefined): Identifiers {
  const identifiers: Partial<Record<IdentifierKind, string>> = {};
  for (const kind of IDENTIFIER_KINDS) {
    const value = block[kind];
    if (value !== undefined) identifiers[kind] = normaliseIdentifier(kind, value, region);
  }
  return identifiers;
}

/** Returns the values that an entry declares under `at` for one account; undefined if there are none. */
export function overridesAt({ at }: WrittenContact, account: string): WrittenBlock | undefined {
  return at !== undefined && Object.hasOwn(at, account) ? at[account] : undefined;
}
