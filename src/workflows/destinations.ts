// The destinations of accounts: where their requests go, and what their records, locks and quotas belong to.

import { personal } from '../contact/argument.ts';
import type { Account, Configuration } from '../manifest/configuration.ts';
import type { Diagnostic } from '../manifest/diagnostic.ts';
import { mistake } from '../manifest/mistake.ts';
import { credentialIn } from '../manifest/resolve/credentials.ts';
import type { Credentials, Destination } from '../providers/contract.ts';
import { destinationOf, sandboxAccount, sandboxDestination } from '../providers/destination.ts';

/** The environment that was chosen; absent for none. */
export interface ChosenEnvironment {
  readonly environment?: Pick<NonNullable<Configuration['environment']>, 'name'>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads an account's credentials; a variable that is not set is read as an empty credential. */
export function readCredentials(account: Account, environment: Environment): Credentials {
  return Object.fromEntries(
    Object.entries(account.credentials).map(([name, { variable }]) => [name, credentialIn(environment, variable)]),
  );
}

/** The destination of an account at its vendor. */
export function vendorDestination({ capabilities, baseUrl, team }: Account, credentials: Credentials): Destination {
  return destinationOf({ dialect: capabilities.dialect, origin: baseUrl, credentials, team });
}

/**
 * Destinations of accounts, in a sandbox or at the vendors.
 *
 * @returns map from account name to destination, without accounts whose credentials are not set, because they determine the
 *   destination
 */
export function destinationsOf(
  { accounts, environment: chosen }: Pick<Configuration, 'accounts'> & ChosenEnvironment,
  environment: Environment,
  isSandbox: boolean,
): ReadonlyMap<string, Destination> {
  return new Map(
    accounts.flatMap((account) => {
      if (isSandbox) {
        const name = sandboxAccount(account.name, chosen?.name);
        return [[account.name, sandboxDestination(name, account.capabilities.dialect)] as const];
      }
      const credentials = readCredentials(account, environment);
      const isKnown = Object.values(credentials).every((value) => value !== '');
      return isKnown ? [[account.name, vendorDestination(account, credentials)] as const] : [];
    }),
  );
}

/** Reports accounts whose destination an earlier account has, too: each of the two would undo what the other declares. */
export function sharedDestinations(
  accounts: readonly Account[],
  destinations: ReadonlyMap<string, Destination>,
): readonly Diagnostic[] {
  const first = new Map<string, Account>();
  return accounts.flatMap((account) => {
    const key = destinations.get(account.name)?.key;
    const other = key === undefined ? undefined : first.get(key);
    if (key !== undefined && other === undefined) first.set(key, account);
    if (other === undefined) return [];
    const { file, line, column } = other.source;
    const args = {
      account: account.name,
      label: account.capabilities.label,
      other: personal('file', `${file}:${line}:${column}`),
    };
    return [{ ...account.source, ...mistake('same-destination', args), severity: 'error' as const }];
  });
}
