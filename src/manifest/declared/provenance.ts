// Finds the layer and position of every declaration of one contact. Reads and parses the files again, because the loader does not
// return this information.

import type { SourcePosition } from '../../contact/contact.ts';
import type { Account } from '../configuration.ts';
import type { ManifestFiles } from '../read/read.ts';
import { type ManifestFile, positionAt } from '../read/source.ts';
import type { Layer } from '../resolve/declarations.ts';
import { type Locator, locatorOf, type Place } from '../syntax/locate.ts';
import { declarationsOfContact } from './at.ts';
import { entriesOf, type WrittenManifests } from './entries.ts';

/** Where a value is declared. */
export interface Provenance extends SourcePosition {
  /** Kind of block: `at` takes precedence over the contact, and the contact over the defaults. */
  readonly layer: Layer;
}

/** Provenance by path, whose parts are joined by NUL: `firstName`, `tags\0vip`, `customProperties\0age`, `channels\0email`. */
export type ProvenanceMap = ReadonlyMap<string, Provenance>;

/** The manifests in which declarations are searched. */
export interface SearchedManifests {
  readonly files: ManifestFiles;
  /** All accounts that the manifests define. */
  readonly accounts: readonly Account[];
  /** Entries that were left out because they are invalid; absent: none. */
  readonly skipped?: WrittenManifests['skipped'];
}

/**
 * Finds where the values of one contact at one account are declared, in manifests or in rows of data files.
 *
 * @param manifests valid manifests
 * @returns an empty map if no entry and no row declares the contact
 */
export async function provenanceOf(
  account: Account,
  key: string,
  manifests: SearchedManifests,
): Promise<ProvenanceMap> {
  const { files } = await manifests.files.read();
  const accounts = manifests.accounts.map(({ name }) => name);
  const entries = await entriesOf({ files, accounts, read: manifests.files.data, skipped: manifests.skipped });
  const declarations = declarationsOfContact(entries, account, key) ?? new Map();
  const position = positionFinder();
  return new Map([...declarations].map(([name, { layer, place }]) => [name, { layer, ...position(place) }] as const));
}

/** Returns a function that finds the position of a place. It parses each file only once. */
function positionFinder(): (place: Place) => SourcePosition {
  const locators = new Map<ManifestFile, Locator>();
  return (place) => {
    const { file } = place.item;
    const locate = locators.get(file) ?? locatorOf(file);
    locators.set(file, locate);
    return { file: file.name, ...positionAt(file, locate({ ...place, target: 'key' }).start) };
  };
}
