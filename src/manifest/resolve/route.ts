// Finds the accounts of each contact entry: its own `accounts`, otherwise those of its file's defaults, otherwise the only
// account that is defined.

import { personal } from '../../contact/argument.ts';
import { append, type Problem, placeOf, problem } from '../problem.ts';
import { suggestion } from '../schema/suggest.ts';
import type { Item } from '../syntax/item.ts';
import type { WrittenContact } from '../syntax/written.ts';
import { type Entry, identifiersOf } from './identifiers.ts';

/** The validated contacts and defaults of one file. */
export interface FileEntries {
  readonly defaults: Item | undefined;
  readonly contacts: readonly Item[];
  /** The file has the stage `proposed`. */
  readonly proposed?: boolean;
}

/** Entries with their accounts, and the mistakes in account names. */
export interface Routed {
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
}

/**
 * Finds the accounts of all entries.
 *
 * @param incomplete true if a file could not be read; then no problems are returned, because it may define the missing accounts
 */
export function routeEntries(
  files: readonly FileEntries[],
  accountNames: ReadonlySet<string>,
  incomplete: boolean,
): Routed {
  const problems: Problem[] = [];
  const entries = files.flatMap(({ defaults, contacts, proposed }) => {
    const shared = defaults?.value as WrittenContact | undefined;
    if (defaults !== undefined) append(problems, unknownAccounts(defaults, accountNames));
    return contacts.map((item): Entry => {
      const written = item.value as WrittenContact;
      const declared = written.accounts ?? shared?.accounts;
      const accounts = knownAccounts(declared ?? (accountNames.size === 1 ? accountNames : []), accountNames);
      append(problems, unknownAccounts(item, accountNames));
      append(problems, checkAt(item, accounts, accountNames));
      if (declared === undefined && accounts.length === 0 && !item.partiallyParsed)
        problems.push(needsAccount(item, accountNames));
      const phoneRegion = written.phoneRegion ?? shared?.phoneRegion;
      const identifiers = identifiersOf(written, phoneRegion);
      const region = phoneRegion === undefined ? {} : { phoneRegion };
      const isProposed = proposed === true || written.stage === 'proposed';
      const stage = isProposed ? ({ proposed: true } as const) : {};
      return {
        item,
        written,
        identifiers,
        ...(defaults === undefined ? {} : { defaults }),
        accounts,
        ...region,
        ...stage,
      };
    });
  });
  return { entries, problems: incomplete ? [] : problems };
}

/** Returns the names that are known, sorted, each once. */
function knownAccounts(declared: Iterable<string>, accountNames: ReadonlySet<string>): readonly string[] {
  return [...new Set(declared)].filter((name) => accountNames.has(name)).sort();
}

/** Reports each name in `accounts` of an item that no account has. */
export function unknownAccounts(item: Item, accountNames: ReadonlySet<string>): readonly Problem[] {
  const { accounts = [] } = item.value as WrittenContact;
  return accounts.flatMap((name, index) =>
    accountNames.has(name) ? [] : [unknownAccount(name, ['accounts', index], item, accountNames, 'value')],
  );
}

function checkAt(item: Item, accounts: readonly string[], accountNames: ReadonlySet<string>): readonly Problem[] {
  const { at = {} } = item.value as WrittenContact;
  return Object.keys(at).flatMap((name) => {
    if (!accountNames.has(name)) return [unknownAccount(name, ['at', name], item, accountNames, 'key')];
    if (accounts.includes(name)) return [];
    return [problem(placeOf(item, ['at', name], 'key'), 'at-without-account', { account: name })];
  });
}

function unknownAccount(
  name: string,
  path: readonly (string | number)[],
  item: Item,
  known: ReadonlySet<string>,
  target: 'key' | 'value',
): Problem {
  const names = [...known].sort();
  const given = { name: personal('name', name), ...suggestion(name, [...known]), known: names };
  return problem(placeOf(item, path, target), 'unknown-account', given);
}

function needsAccount(item: Item, known: ReadonlySet<string>): Problem {
  const [account] = [...known].sort();
  if (account === undefined) return problem(placeOf(item, []), 'no-accounts', {});
  return problem(placeOf(item, []), 'accounts-needed', { account });
}
