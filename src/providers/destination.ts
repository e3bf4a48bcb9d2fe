// Computes the destination of an account: the vendor's own account that a credential belongs to, which vendors call a brand or a
// team. The record (what the last apply declared), the lock, the rate limiter and the live cache each belong to a destination. So
// they stay the same if the manifests rename the account or use another of its keys. Pure.

import { sha256 } from '../contact/canonical.ts';
import type { Credentials, Destination } from './contract.ts';
import { type DialectName, providerOf } from './table.ts';

/** The values from which a destination is computed. */
export interface DestinationInputs {
  readonly dialect: DialectName;
  /** The base URL, without a trailing slash. */
  readonly origin: string;
  readonly credentials: Credentials;
  /** The account's `team` in the manifests; used if the credentials do not reveal the vendor's account. */
  readonly team?: string | undefined;
}

/**
 * Returns the destination of an account at its vendor. It does not depend on the API version, nor on which key of the same brand
 * is used (if the key or `team` names the brand).
 */
export function destinationOf({ dialect, origin, credentials, team }: DestinationInputs): Destination {
  const { capabilities, api } = providerOf(dialect);
  const { provider } = capabilities;
  const owner = api.accountIn?.(credentials) ?? (team === undefined ? { credentials } : { team });
  return { key: keyOf(provider, { provider, origin, owner }), provider, origin };
}

/**
 * Returns the destination of an account in a sandbox.
 *
 * @param account name of the account in the sandbox, as `sandboxAccount` returns it
 */
export function sandboxDestination(account: string, dialect: DialectName): Destination {
  const { provider } = providerOf(dialect).capabilities;
  return { key: keyOf('sandbox', { provider, account }), provider, origin: `sandbox:${account}` };
}

/**
 * Returns the name under which a sandbox stores an account. Each environment gets its own, so that environments share no
 * contacts.
 */
export function sandboxAccount(account: string, environment: string | undefined): string {
  return environment === undefined ? account : `${environment}/${account}`;
}

/** Returns whether the destination is in a sandbox. */
export function isInSandbox({ origin }: Destination): boolean {
  return origin.startsWith('sandbox:');
}

function keyOf(prefix: string, parts: Parameters<typeof sha256>[0]): string {
  return `${prefix}-${sha256(parts).slice(0, 24)}`;
}
