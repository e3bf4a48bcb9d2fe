// The destinations of accounts: where their requests go, and what their records, locks and quotas belong to.

import type { Account } from '../manifest/configuration.ts';
import { credentialIn } from '../manifest/resolve/credentials.ts';
import type { Credentials, Destination } from '../providers/contract.ts';
import { destinationOf, sandboxDestination } from '../providers/destination.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads an account's credentials; a variable that is not set counts as an empty credential. */
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
 * Destinations by account, in a sandbox or at the vendors.
 *
 * @returns without accounts whose credentials are not set: they do not tell the destination
 */
export function destinationsOf(
  accounts: readonly Account[],
  environment: Environment,
  isSandbox: boolean,
): ReadonlyMap<string, Destination> {
  return new Map(
    accounts.flatMap((account) => {
      if (isSandbox) return [[account.name, sandboxDestination(account.name, account.capabilities.dialect)] as const];
      const credentials = readCredentials(account, environment);
      const isKnown = Object.values(credentials).every((value) => value !== '');
      return isKnown ? [[account.name, vendorDestination(account, credentials)] as const] : [];
    }),
  );
}
