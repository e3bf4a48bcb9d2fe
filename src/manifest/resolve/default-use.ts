// Finds defaults that apply to no contact of their file. Enters: the files, then every contact that was resolved. Leaves: a
// warning for each default that is not used, or one for all defaults of a file without contacts.

import { personal } from '../../contact/argument.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import type { Item } from '../syntax/item.ts';
import type { WrittenContact } from '../syntax/written.ts';
import type { Declaration } from './declarations.ts';
import { declarationsOfDefaults } from './entry.ts';
import type { Entry } from './identifiers.ts';
import { type DeclarationMap, nameOf } from './layers.ts';
import type { FileEntries } from './route.ts';

/** The final values of one contact at one account, and the layers above its defaults. */
interface AppliedContact {
  readonly entries: readonly Entry[];
  /** All layers, overlaid. */
  readonly declarations: DeclarationMap;
  /** The layers that take precedence over the defaults. */
  readonly above: readonly DeclarationMap[];
  readonly unmanaged: readonly string[];
}

/** The defaults and contacts of one file. */
export interface DefaultsFile extends FileEntries {
  /** False if the file has contacts or parts that could not be read. Such a file gets no warnings. */
  readonly complete: boolean;
}

/** Collects which defaults are used. */
export interface DefaultUse {
  /** Adds a file, whose defaults are unused at first. */
  add(file: DefaultsFile): void;
  /** Registers a contact at one account. */
  register(contact: AppliedContact): void;
  /** Excludes the defaults of an entry's file: it is not known what the entry uses, because of a mistake in it. */
  exclude(entry: { readonly defaults?: Item | undefined }): void;
  /** Returns a warning for every default that no registered contact uses. */
  unused(): readonly Problem[];
}

/** The defaults of one file that are not used so far: map from the key of the declaration to the warning to report. */
type Pending = Map<string, Problem>;

/** Creates a collection in which all defaults of the files are unused. */
export function trackDefaults(files: readonly DefaultsFile[]): DefaultUse {
  const byItem = new Map<Item, Pending>();
  const blocks: Problem[] = [];
  const add = ({ defaults, contacts, complete }: DefaultsFile): void => {
    if (defaults === undefined || !complete) return;
    const pending = pendingOf(defaults);
    if (contacts.length > 0) byItem.set(defaults, pending);
    else if (pending.size > 0)
      blocks.push(problem(placeOf(defaults, []), 'unused-default', { what: 'block' }, WARNING));
  };
  files.forEach(add);
  return {
    add,
    register(contact) {
      for (const entry of contact.entries) {
        const pending = entry.defaults === undefined ? undefined : byItem.get(entry.defaults);
        if (pending === undefined || pending.size === 0) continue;
        for (const key of pending.keys()) if (isUsed(key, entry, contact)) pending.delete(key);
      }
    },
    exclude({ defaults }) {
      if (defaults !== undefined) byItem.delete(defaults);
    },
    unused: () => [...blocks, ...[...byItem.values()].flatMap((pending) => [...pending.values()])],
  };
}

const WARNING = { severity: 'warning' } as const;
/** Key of the setting `accounts`, which has no declaration. */
const ACCOUNTS = 'accounts';
/** Prefix of the keys of paths under `unmanaged`, which have no declarations. */
const UNMANAGED = 'unmanaged\0';

function pendingOf(defaults: Item): Pending {
  const { accounts, unmanaged = [] } = defaults.value as WrittenContact;
  const pending: Pending = new Map();
  for (const declaration of declarationsOfDefaults(defaults)) {
    const given = { what: 'value', ...nameOf(declaration) } as const;
    const place = { ...declaration.place, target: 'key' } as const;
    pending.set(declaration.key, problem(place, 'unused-default', given, WARNING));
  }
  if (accounts !== undefined) {
    const given = { what: 'value', field: ACCOUNTS } as const;
    pending.set(ACCOUNTS, problem(placeOf(defaults, [ACCOUNTS], 'key'), 'unused-default', given, WARNING));
  }
  unmanaged.forEach((path, index) => {
    const given = { what: 'value', field: 'unmanaged', member: personal('name', path) } as const;
    const place = placeOf(defaults, ['unmanaged', index]);
    pending.set(UNMANAGED + path, problem(place, 'unused-default', given, WARNING));
  });
  return pending;
}

function isUsed(key: string, { written }: Entry, { declarations, above, unmanaged }: AppliedContact): boolean {
  if (key === ACCOUNTS) return written.accounts === undefined;
  if (key.startsWith(UNMANAGED)) return unmanaged.includes(key.slice(UNMANAGED.length));
  const final = declarations.get(key);
  if (final?.layer === 'defaults') return true;
  // The contact declares evidence without a status, which supplements the default's status, so the default is used.
  return final?.kind === 'channel' && above.every((layer) => !hasStatus(layer.get(key)));
}

function hasStatus(declaration: Declaration | undefined): boolean {
  return declaration?.kind === 'channel' && declaration.value.status !== undefined;
}
