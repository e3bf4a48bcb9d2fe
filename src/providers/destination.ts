// The destination of an account: the vendor's own account behind a credential, which vendors call a brand or a team. The record
// of what was applied, the lock, the limiter and the live cache belong to the destination, whatever the account is called in the
// manifests and whichever of its keys is used. Pure.

import { sha256 } from '../contact/canonical.ts';
import type { Credentials, Destination } from './contract.ts';
import { type DialectName, providerOf } from './table.ts';

/** What identifies a destination. */
export interface DestinationInputs {
  readonly dialect: DialectName;
  /** The base URL, without a trailing slash. */
  readonly origin: string;
  readonly credentials: Credentials;
  /** The account's `team`, which stands for a credential that does not name its account. */
  readonly team?: string | undefined;
}

/** The destination of an account at its vendor. Two keys of one brand have the same destination; two API versions have, too. */
export function destinationOf({ dialect, origin, credentials, team }: DestinationInputs): Destination {
  const { capabilities, api } = providerOf(dialect);
  const { provider } = capabilities;
  const owner = api.accountIn?.(credentials) ?? (team === undefined ? { credentials } : { team });
  return { key: keyOf(provider, { provider, origin, owner }), provider, origin };
}

/**
 * The destination of an account in a sandbox.
 *
 * @param account name of the sandbox's account, from `sandboxAccount`
 */
export function sandboxDestination(account: string, dialect: DialectName): Destination {
  const { provider } = providerOf(dialect).capabilities;
  return { key: keyOf('sandbox', { provider, account }), provider, origin: `sandbox:${account}` };
}

/** Name of a sandbox's account, which has a state of its own: one for each account and environment. */
export function sandboxAccount(account: string, environment: string | undefined): string {
  return environment === undefined ? account : `${environment}/${account}`;
}

/** Whether the destination is in a sandbox. */
export function isInSandbox({ origin }: Destination): boolean {
  return origin.startsWith('sandbox:');
}

function keyOf(prefix: string, parts: Parameters<typeof sha256>[0]): string {
  return `${prefix}-${sha256(parts).slice(0, 24)}`;
}
