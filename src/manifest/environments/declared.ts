// Reads what the manifests declare about environments. Enters: one item for each environment and file that mentions it. Leaves:
// environments, and every mistake in them. Several files may mention one environment, so that each brand's file declares what
// differs at its own accounts; nothing may be declared twice.

import { personal } from '../../contact/argument.ts';
import { ACCOUNT_NAME } from '../account-settings.ts';
import { append, type Problem, placeOf, problem } from '../problem.ts';
import { suggestion } from '../schema/suggest.ts';
import { validateItem } from '../schema/validate.ts';
import { type Item, type Position, settingPath } from '../syntax/item.ts';
import type { WrittenEnvironment, WrittenEnvironmentAccount, WrittenScope } from '../syntax/written.ts';

/** What an environment declares about one account. */
interface AccountOverride {
  /** The part of the environment's item that is about this account, as an item of its own. */
  readonly item: Item;
  readonly written: WrittenEnvironmentAccount;
}

/** An environment, joined from all files that mention it. */
export interface DeclaredEnvironment {
  readonly name: string;
  /** Settings that hold for all accounts of the environment, each with the item that declares it. */
  readonly shared: { readonly [Name in keyof WrittenScope]-?: SharedSetting<Name> | undefined };
  /** False if a part of the environment could not be read. */
  readonly isComplete: boolean;
  /** What differs at each account, by its name; an account without an entry is as it is declared outside the environment. */
  readonly accounts: ReadonlyMap<string, AccountOverride>;
}

/** A setting that holds for all accounts of an environment, and the item that declares it. */
interface SharedSetting<Name extends keyof WrittenScope> {
  readonly value: NonNullable<WrittenScope[Name]>;
  readonly item: Item;
}

/** All environments, sorted by name, and the mistakes in them. */
export interface DeclaredEnvironments {
  readonly environments: readonly DeclaredEnvironment[];
  readonly problems: readonly Problem[];
}

/**
 * Reads the environments.
 *
 * @param accountNames names of all declared accounts
 * @param incomplete true if a file could not be read; it may declare what seems to be missing
 */
export function readEnvironments(
  items: readonly Item[],
  accountNames: ReadonlySet<string>,
  incomplete: boolean,
): DeclaredEnvironments {
  const problems: Problem[] = [];
  const parts = new Map<string, Item[]>();
  for (const found of items) {
    append(problems, checkName(found));
    const { item = { ...found, value: {} }, problems: own } = validateItem(found);
    append(problems, own);
    const name = String(found.path[1]);
    parts.set(name, [...(parts.get(name) ?? []), item]);
  }
  const environments = [...parts].map(([name, own]) => joinParts(name, own, problems));
  if (!incomplete) {
    for (const environment of environments) {
      append(problems, unknownAccounts(environment, accountNames));
      append(problems, unmentionedAccounts(environment, accountNames));
    }
  }
  return { environments: environments.sort((a, b) => (a.name < b.name ? -1 : 1)), problems };
}

function checkName(item: Item): readonly Problem[] {
  const name = String(item.path[1]);
  if (new RegExp(`^${ACCOUNT_NAME.pattern}$`).test(name)) return [];
  return [problem(placeOf(item, [], 'key'), 'invalid-environment-name', { name: personal('name', name) })];
}

/** Joins the items of one environment. @param problems receives a mistake for each setting or account that is declared twice */
function joinParts(name: string, items: readonly Item[], problems: Problem[]): DeclaredEnvironment {
  const accounts = new Map<string, AccountOverride>();
  for (const item of items) {
    const { accounts: written = {} } = item.value as WrittenEnvironment;
    for (const [account, override] of Object.entries(written)) {
      const known = accounts.get(account);
      const own = itemOfAccount(item, account);
      if (known === undefined) accounts.set(account, { item: own, written: override });
      else problems.push(saidTwice(name, account, own, known.item));
    }
  }
  const shared = { contacts: sharedSetting(items, 'contacts'), behind: sharedSetting(items, 'behind') };
  for (const setting of ['contacts', 'behind'] as const) {
    const [first, ...others] = items.filter(({ value }) => Object.hasOwn(value as object, setting));
    if (first === undefined) continue;
    for (const other of others) {
      const where = { other: placeOf(first, [setting], 'key') };
      const args = { environment: name, name: setting };
      problems.push(problem(placeOf(other, [setting], 'key'), 'duplicate-in-environment', args, where));
    }
  }
  return { name, shared, accounts, isComplete: items.every(({ partiallyParsed }) => !partiallyParsed) };
}

function sharedSetting<Name extends keyof WrittenScope>(
  items: readonly Item[],
  name: Name,
): SharedSetting<Name> | undefined {
  for (const item of items) {
    const value = (item.value as WrittenEnvironment)[name];
    if (value !== undefined) return { value, item };
  }
  return undefined;
}

function saidTwice(environment: string, account: string, item: Item, first: Item): Problem {
  const where = { other: placeOf(first, [], 'key') };
  return problem(placeOf(item, [], 'key'), 'duplicate-in-environment', { environment, name: account }, where);
}

/** Returns the part of an environment's item that is about one account, as an item of its own. */
function itemOfAccount(item: Item, account: string): Item {
  const { settings = new Map<string, Position>(), end: _, ...rest } = item;
  const prefix = settingPath(['accounts', account]);
  const own = [...settings].flatMap(([key, position]) =>
    key.startsWith(`${prefix}\0`) ? [[key.slice(prefix.length + 1), position] as const] : [],
  );
  const { accounts = {} } = item.value as WrittenEnvironment;
  const value = accounts[account];
  return {
    ...rest,
    ...(settings.get(prefix) ?? {}),
    path: [...item.path, 'accounts', account],
    value: (value === false ? {} : (value ?? {})) as Item['value'],
    settings: new Map(own),
  };
}

function unknownAccounts({ accounts }: DeclaredEnvironment, known: ReadonlySet<string>): readonly Problem[] {
  const names = [...known].sort();
  return [...accounts].flatMap(([name, { item }]) => {
    if (known.has(name)) return [];
    const given = { name: personal('name', name), ...suggestion(name, names), known: names };
    return [problem(placeOf(item, [], 'key'), 'unknown-account', given)];
  });
}

/**
 * Reports accounts that an environment does not mention although it mentions others. A new account would otherwise be written to
 * with its own credentials, which are usually those of production.
 */
function unmentionedAccounts(
  { name: environment, accounts, isComplete }: DeclaredEnvironment,
  known: ReadonlySet<string>,
): readonly Problem[] {
  const [first] = accounts.values();
  if (first === undefined || !isComplete) return [];
  const missing = [...known].filter((name) => !accounts.has(name)).sort();
  return missing.map((account) =>
    problem(placeOf(first.item, [], 'key'), 'account-not-mentioned', { environment, account }),
  );
}
