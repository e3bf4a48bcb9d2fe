// The setting `unmanaged` of contacts and defaults: paths of fields that are left as they are at the vendor. On a contact, it
// also cancels the defaults of these fields. Enters: entries and their declarations. Leaves: the paths that apply, and mistakes
// in them.

import { personal } from '../../contact/argument.ts';
import { SCALAR_NAMES, SET_FIELDS } from '../../contact/fields.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import type { Item } from '../syntax/item.ts';
import type { WrittenContact } from '../syntax/written.ts';
import type { Declaration } from './declarations.ts';
import type { Entry } from './identifiers.ts';
import { type DeclarationMap, nameOf } from './layers.ts';

/** Fields that `unmanaged` can name. */
const MANAGED: readonly string[] = [
  ...SCALAR_NAMES,
  ...SET_FIELDS,
  'userId',
  'email',
  'phone',
  'customProperties',
  'channels',
];

/**
 * Reports paths that name no field, and fields that the same block declares.
 *
 * @param item a contact, or the defaults of a file
 * @param own the declarations of the same block
 */
export function checkUnmanaged(item: Item, own: readonly Declaration[]): readonly Problem[] {
  const { unmanaged } = item.value as WrittenContact;
  return (unmanaged ?? []).flatMap((path, index) => {
    const place = placeOf(item, ['unmanaged', index]);
    const [name = ''] = path.split('.');
    if (!MANAGED.includes(name)) {
      return [problem(place, 'invalid-value', { what: 'field', name: personal('name', name) })];
    }
    const declared = own.find((declaration) => isNamed(declaration, path));
    return declared === undefined ? [] : [problem(place, 'declared-and-unmanaged', nameOf(declared))];
  });
}

/** True if a path names the declared value. A list declares all members of its set, so a path to a member names it too. */
function isNamed(declaration: Declaration, path: string): boolean {
  const { key, kind } = declaration;
  return isBelow(pathOf(key), path) || (kind === 'list' && path.startsWith(`${key}.`));
}

/** True if a path is the other path, or leads into it. */
function isBelow(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}.`);
}

function pathOf(key: string): string {
  return key.replace('\0', '.');
}

/** Returns the declarations of defaults that no entry of the contact lists as unmanaged. */
function withoutUnmanaged(declarations: readonly Declaration[], entries: readonly Entry[]): readonly Declaration[] {
  const paths = entries.flatMap(({ written }) => written.unmanaged ?? []);
  if (paths.length === 0) return declarations;
  return declarations.filter(({ key }) => !paths.some((path) => isBelow(pathOf(key), path)));
}

/**
 * Returns the paths that the entries of a contact and their defaults list as unmanaged, sorted, without those of declared values.
 *
 * @param declarations the contact's overlaid declarations at one account
 */
export function unmanagedOf(entries: readonly Entry[], declarations: DeclarationMap): readonly string[] {
  const paths: string[] = [];
  for (const { written, defaults } of entries) {
    const shared = (defaults?.value as WrittenContact | undefined)?.unmanaged;
    if (written.unmanaged !== undefined) paths.push(...written.unmanaged);
    if (shared !== undefined) paths.push(...shared);
  }
  if (paths.length === 0) return paths;
  return [...new Set(paths)].filter((path) => !declarations.has(path.replace('.', '\0'))).sort();
}

/**
 * Returns the defaults of the entry's file, except fields that any entry of the contact declares or lists as `unmanaged`.
 * Channels that the contact declares stay, because overlay() merges them.
 */
export function defaultsFor(
  { defaults }: Entry,
  entries: readonly Entry[],
  own: DeclarationMap,
  read: (item: Item) => readonly Declaration[],
): readonly Declaration[] {
  if (defaults === undefined) return [];
  return withoutUnmanaged(read(defaults), entries).filter(
    (declaration) => !own.has(declaration.key) || declaration.kind === 'channel',
  );
}
