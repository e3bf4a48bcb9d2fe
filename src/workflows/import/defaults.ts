// Moves what the contacts of a file have in common into its defaults. Nothing is moved that would change what a contact declares:
//
//   accounts                        always: all contacts of the file go to one account
//   a tag or list in map form       if every contact has it
//   country, language and the like  if every contact has the field, and most have the same value
//   identifiers, statuses, names,   never: they belong to one person
//   addresses, custom properties
//
// Pure.

import { SET_FIELDS } from '../../contact/fields.ts';
import type { WrittenPart, WrittenParts } from '../../manifest/write/file.ts';

/**
 * Fields whose values many people share by nature, so that a default for them is no surprise to a contact that is added later.
 */
const SHARED_BY_MANY: readonly string[] = ['language', 'country', 'countryCode', 'group', 'source'];

/** The defaults of a file and what its contacts declare themselves. */
export interface Factored {
  readonly defaults: WrittenParts;
  readonly contacts: readonly WrittenParts[];
}

/** Moves only the account into the defaults of the file. */
export function withAccount(account: string, contacts: readonly WrittenParts[]): Factored {
  return { defaults: [{ path: ['accounts'], value: [account] }], contacts };
}

/** Moves what the contacts have in common into the defaults of their file. */
export function factorOut(account: string, contacts: readonly WrittenParts[]): Factored {
  const plain = withAccount(account, contacts);
  if (contacts.length < 2) return plain;
  const common = [...commonMembers(contacts), ...commonValues(contacts)];
  const moved = new Set(common.map(keyOf));
  return {
    defaults: [...plain.defaults, ...common],
    contacts: contacts.map((parts) => parts.filter((part) => !moved.has(keyOf(part)))),
  };
}

function keyOf({ path, value }: WrittenPart): string {
  return JSON.stringify([path, value]);
}

function commonMembers(contacts: readonly WrittenParts[]): WrittenParts {
  const [first = [], ...others] = contacts;
  const isMember = ({ path }: WrittenPart): boolean =>
    path.length === 2 && (SET_FIELDS as readonly string[]).includes(path[0] ?? '');
  const members = others.map((parts) => new Set(parts.filter(isMember).map(keyOf)));
  return first.filter((part) => isMember(part) && members.every((others) => others.has(keyOf(part))));
}

function commonValues(contacts: readonly WrittenParts[]): WrittenParts {
  return SHARED_BY_MANY.flatMap((name) => {
    const parts = contacts.flatMap((contact) => contact.find(({ path }) => path[0] === name) ?? []);
    if (parts.length < contacts.length) return [];
    const uses = new Map<string, { readonly part: WrittenPart; times: number }>();
    for (const part of parts) {
      const use = uses.get(keyOf(part)) ?? { part, times: 0 };
      use.times += 1;
      uses.set(keyOf(part), use);
    }
    return [...uses.values()].filter(({ times }) => times * 2 > contacts.length).map(({ part }) => part);
  });
}
