// Accounts out of scope that have the same sender as one in scope. Nothing is planned for them, but they are asked whether somebody
// who is about to become mailable has opted out there.

import type { LiveSource } from '../live/source.ts';
import type { Account, Configuration } from '../manifest/configuration.ts';
import { credentialMistakes } from '../manifest/resolve/credentials.ts';
import { sharesSender } from '../plan/cross-check/cross-check.ts';
import { type ConnectOptions, connectAccounts } from './connect.ts';

/** An account out of scope. Without its credentials it has no source, and cannot be asked. */
export interface OutsideAccount {
  readonly account: Account;
  readonly source: LiveSource | undefined;
}

/** Connections to the accounts out of scope; they stay open until `close`. */
export interface OutsideConnections {
  readonly outside: readonly OutsideAccount[];
  close(): Promise<void>;
}

/** The accounts that are not in scope and have the same sender as one that is. */
export function accountsOutside(inScope: readonly Account[], all: readonly Account[]): readonly Account[] {
  const names = new Set(inScope.map(({ name }) => name));
  return all.filter((account) => !names.has(account.name) && inScope.some((one) => sharesSender(one, account)));
}

/**
 * Prepares for reading those accounts whose credentials are set. Sends nothing.
 *
 * @param isOffline true if vendors must not be asked
 */
export function connectOutside(
  accounts: readonly Account[],
  environment: Configuration['environment'],
  options: ConnectOptions,
  isOffline: boolean,
): OutsideConnections {
  const isSandbox = options.sandboxUrl !== undefined;
  const reachable = accounts.filter(
    (account) => !isOffline && (isSandbox || credentialMistakes([account], options.environment, []).length === 0),
  );
  const connections = connectAccounts({ accounts: reachable, ...(environment && { environment }) }, options);
  return {
    outside: accounts.map((account) => ({ account, source: connections.accounts.get(account.name)?.source })),
    close: connections.close,
  };
}
