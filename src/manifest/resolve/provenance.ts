// Finds the layer and position of every declaration of one contact. Reads the files again, because loading does not keep
// this information: no plan needs it.

import type { SourcePosition } from '../../contact/contact.ts';
import type { Account } from '../configuration.ts';
import type { ManifestFiles } from '../read/read.ts';
import { type ManifestFile, positionAt } from '../read/source.ts';
import { validateItem } from '../schema/validate.ts';
import { type Locator, locatorOf, type Place } from '../syntax/locate.ts';
import { parseManifest } from '../syntax/parse.ts';
import { declarationsOfContact } from './contacts.ts';
import type { Layer } from './declarations.ts';
import { routeEntries } from './route.ts';

export interface Provenance extends SourcePosition {
  /** `at` wins over the contact, the contact over the defaults. */
  readonly layer: Layer;
}

/** By path, its parts joined by NUL: `firstName`, `tags\0vip`, `customProperties\0age`, `channels\0email`. */
export type ProvenanceMap = ReadonlyMap<string, Provenance>;

export interface Asked {
  readonly files: ManifestFiles;
  /** All that are known. */
  readonly accounts: readonly Account[];
}

/** @param key of a contact of valid manifests; of one that is not declared nothing is known */
export async function provenanceOf(account: Account, key: string, asked: Asked): Promise<ProvenanceMap> {
  const { files } = await asked.files.read();
  const written = await Promise.all(
    files.map(async (file) => {
      const { defaults, contacts } = await parseManifest(file);
      return {
        defaults: defaults === undefined ? undefined : validateItem(defaults).item,
        contacts: contacts.flatMap((contact) => validateItem(contact).item ?? []),
      };
    }),
  );
  const names = new Set(asked.accounts.map(({ name }) => name));
  const declarations = declarationsOfContact(routeEntries(written, names, false).entries, account, key) ?? new Map();
  const position = positions();
  return new Map([...declarations].map(([name, { layer, place }]) => [name, { layer, ...position(place) }] as const));
}

/** Reads each file's positions once. */
function positions(): (place: Place) => SourcePosition {
  const locators = new Map<ManifestFile, Locator>();
  return (place) => {
    const { file } = place.item;
    const locate = locators.get(file) ?? locatorOf(file);
    locators.set(file, locate);
    return { file: file.name, ...positionAt(file, locate({ ...place, target: 'key' }).start) };
  };
}
