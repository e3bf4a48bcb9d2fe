// Reads the accounts as they are in an environment. Enters: account items, and what the environment declares about the accounts.
// Leaves: complete accounts, and every mistake in them. An environment never changes what an account is: its provider and API
// version.

import type { Dialect } from '../../providers/table.ts';
import type { Account } from '../configuration.ts';
import { checkFacts, findingsOf, hasOnlyFacts } from '../facts/read.ts';
import { append, type Problem } from '../problem.ts';
import { type AccountContext, accountName, duplicateAccounts, readAccount } from '../resolve/accounts.ts';
import { validateItem } from '../schema/validate.ts';
import type { Item } from '../syntax/item.ts';
import type { Choice } from './choose.ts';
import type { DeclaredEnvironment } from './declared.ts';

/** Accounts by name, and the mistakes in them. */
export interface ReadAccounts {
  /**
   * All accounts that could be read, as they are in the environment; an account that is absent there, as it is declared outside
   * it.
   */
  readonly accounts: ReadonlyMap<string, Account>;
  /** Names of the accounts that are absent from the environment, sorted; all accounts if this revision does not declare it. */
  readonly absent: readonly string[];
  /** Names of all declared accounts. */
  readonly accountNames: ReadonlySet<string>;
  /**
   * What the vendor can do at each account, to check contacts with: in every environment that is checked and has the account.
   * Environments in which the same facts hold share one entry.
   */
  readonly capabilities: ReadonlyMap<string, readonly Dialect[]>;
  readonly problems: readonly Problem[];
}

type Context = Omit<AccountContext, 'needsCredentials' | 'environmentName'> & {
  /** True if a file could not be read; it may declare an account that seems unknown. */
  readonly incomplete: boolean;
};

/**
 * Reads all accounts as they are in the chosen environment. If environments are declared and none is chosen, checks the accounts
 * in each of them.
 *
 * @param environments all that are declared
 */
export function readAccounts(
  items: readonly Item[],
  environments: readonly DeclaredEnvironment[],
  choice: Choice,
  context: Context,
): ReadAccounts {
  const own = items.filter((item) => !hasOnlyFacts(item));
  const problems: Problem[] = [...duplicateAccounts(own)];
  const validated = items.map((item) => validateItem(item));
  append(
    problems,
    validated.flatMap((one) => one.problems),
  );
  const valid = validated.flatMap(({ item }) => (item === undefined || hasOnlyFacts(item) ? [] : item));
  const chosen = typeof choice === 'string' ? undefined : choice;
  const needsCredentials = environments.length === 0;
  const read =
    chosen === undefined ? readPlain(valid, { ...context, needsCredentials }) : readIn(chosen, valid, context);
  append(problems, read.problems);
  const inEach = environments.flatMap((environment) => {
    if (chosen !== undefined) return [];
    const found = readIn(environment, valid, context);
    append(problems, found.problems);
    return found.accounts.filter(({ name }) => environment.accounts.get(name)?.written !== false);
  });
  const accounts = read.accounts.sort((a, b) => (a.name < b.name ? -1 : 1));
  const accountNames = new Set(own.map(accountName));
  const byName = new Map(accounts.map((account) => [account.name, account]));
  append(problems, checkFacts(items, context.facts, byName, context.incomplete));
  return {
    accounts: byName,
    absent: absentIn(choice, accountNames),
    accountNames,
    capabilities: new Map(accounts.map((account) => [account.name, capabilitiesOf(account, inEach)] as const)),
    problems,
  };
}

/** @param inEach the accounts of each environment; none if one is chosen or none is declared */
function capabilitiesOf(account: Account, inEach: readonly Account[]): readonly Dialect[] {
  const found = new Map<string, Dialect>();
  for (const { name, facts = [], capabilities } of inEach) {
    const believed = JSON.stringify([...findingsOf(facts)]);
    if (name === account.name && !found.has(believed)) found.set(believed, capabilities);
  }
  return found.size === 0 ? [account.capabilities] : [...found.values()];
}

interface Read {
  readonly accounts: Account[];
  readonly problems: Problem[];
}

function readPlain(items: readonly Item[], context: AccountContext): Read {
  const found = items.map((item) => readAccount(item, context));
  return {
    accounts: found.flatMap(({ account }) => account ?? []),
    problems: found.flatMap(({ problems }) => problems),
  };
}

function readIn(
  { name: environmentName, shared, accounts }: DeclaredEnvironment,
  items: readonly Item[],
  context: Context,
): Read {
  const found = items.map((item) => {
    const override = accounts.get(accountName(item));
    if (override?.written === false) return readAccount(item, { ...context, environmentName, needsCredentials: false });
    const here = override && { item: override.item, written: override.written };
    const { account, problems } = readAccount(item, { ...context, environmentName, needsCredentials: true }, here);
    if (account === undefined) return { problems };
    const scope = here?.written.contacts ?? shared.contacts?.value;
    const behind = here?.written.behind ?? shared.behind?.value;
    const scoped = {
      ...account,
      ...(scope === undefined ? {} : { scope }),
      ...(behind === 'allow' ? { behind } : {}),
    };
    return { account: scoped, problems };
  });
  return {
    accounts: found.flatMap(({ account }) => account ?? []),
    problems: found.flatMap(({ problems }) => [...problems]),
  };
}

function absentIn(choice: Choice, accountNames: ReadonlySet<string>): readonly string[] {
  if (choice === 'none') return [];
  if (choice === 'undeclared') return [...accountNames].sort();
  return [...accountNames].filter((name) => choice.accounts.get(name)?.written === false).sort();
}
