// Connects accounts: gives each its provider, connection, limiter and reader. Enters: the accounts of the manifests. Leaves:
// accounts that can be read from and written to. Credentials are read from the environment here, put into headers, and never
// stored.

import type { ApplyTarget } from '../apply/run.ts';
import { connect, createLimiter, type ConnectOptions as HttpOptions, type Limiter } from '../http/index.ts';
import { paceBudgets } from '../http/limiter/share.ts';
import type { Budget } from '../http/request.ts';
import type { StopSignal } from '../http/stop-signal.ts';
import { createReader } from '../live/reader.ts';
import type { Account, Configuration } from '../manifest/configuration.ts';
import type { PlanTarget } from '../plan/build.ts';
import type { Destination } from '../providers/contract.ts';
import { sandboxAccount, sandboxDestination } from '../providers/destination.ts';
import { providerOf } from '../providers/table.ts';
import { type LimitHistory, limitHistory } from '../store/limits.ts';
import { packageVersion } from '../version.ts';
import { type ChosenEnvironment, readCredentials, vendorDestination } from './destinations.ts';

/** An account that can be read from and written to. Created only by connectAccounts. */
export interface ConnectedAccount extends ApplyTarget, PlanTarget {
  /** The vendor's own account, to which the record, the lock, the limiter and the live cache belong. */
  readonly destination: Destination;
  /** Name of the environment; absent for none. */
  readonly environment?: string;
}

/** How to connect accounts. */
export interface ConnectOptions {
  /** Environment variables; credentials are read from them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Base URL of a sandbox: all accounts connect to it, and no credentials are read. */
  readonly sandboxUrl?: string;
  /** The `.rollcall` directory, to store recent use of the quota; absent: it is not stored. */
  readonly store?: string;
  /** Returns the storage of a destination's recent use of the quota, given the destination's key; it is used instead of `store`. */
  readonly limits?: (key: string) => LimitHistory;
  readonly signal?: StopSignal;
  /** Overrides for the HTTP client, and listeners for every request and for pauses. */
  readonly http?: Pick<HttpOptions, 'clock' | 'random' | 'retry' | 'timeouts' | 'trace' | 'onPause' | 'mayStart'>;
}

/** The connected accounts by name; their connections stay open until `close`. */
export interface Connections {
  readonly accounts: ReadonlyMap<string, ConnectedAccount>;
  close(): Promise<void>;
}

/**
 * Prepares every account for reading and writing. Sends nothing.
 *
 * Accounts of one destination share its quota. An environment variable that is not set is read as an empty credential, which the
 * vendor refuses; credentialMistakes reports it beforehand.
 *
 * @throws Error if a credential contains characters that are not allowed in a header
 */
export function connectAccounts(
  { accounts: declared, environment }: Pick<Configuration, 'accounts'> & ChosenEnvironment,
  options: ConnectOptions,
): Connections {
  const limiters = new Map<string, Limiter>();
  const accounts = declared.map((account) => connectAccount(account, environment?.name, options, limiters));
  return {
    accounts: new Map(accounts.map((connected) => [connected.account, connected])),
    async close() {
      await Promise.all(accounts.map(({ connection }) => connection.close()));
    },
  };
}

function connectAccount(
  account: Account,
  environment: string | undefined,
  options: ConnectOptions,
  limiters: Map<string, Limiter>,
): ConnectedAccount {
  // The account's capabilities replace the dialect's, because they include facts that were found at this account.
  const provider = { ...providerOf(account.capabilities.dialect), capabilities: account.capabilities };
  const isSandbox = options.sandboxUrl !== undefined;
  const credentials = isSandbox
    ? { apiKey: 'sandbox', apiId: 'sandbox' }
    : readCredentials(account, options.environment);
  const { dialect } = account.capabilities;
  const inSandbox = sandboxAccount(account.name, environment);
  const destination = isSandbox ? sandboxDestination(inSandbox, dialect) : vendorDestination(account, credentials);
  const limiter = isSandbox ? undefined : limiterFor(account, destination, options, limiters);
  const connection = connect({
    ...options.http,
    baseUrl: isSandbox
      ? `${options.sandboxUrl}/@${encodeURIComponent(inSandbox)}/${account.capabilities.provider}`
      : account.baseUrl,
    label: account.name,
    headers: provider.api.headers(credentials),
    secrets: Object.values(credentials),
    rateHint: provider.api.rateHint,
    retry: { retryUnauthorizedOnce: account.capabilities.spuriousUnauthorized === true, ...options.http?.retry },
    userAgent: `rollcall/${packageVersion()}`,
    ...(limiter === undefined ? {} : { limiter }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const budgets = pacedBudgets(account);
  return {
    account: account.name,
    ...(environment === undefined ? {} : { environment }),
    origin: destination.origin,
    destination,
    provider,
    keyField: account.keyField,
    ...(account.exclude === undefined ? {} : { exclude: account.exclude }),
    connection,
    source: createReader({
      account: account.name,
      provider,
      connection,
      ...(options.http?.clock === undefined ? {} : { clock: options.http.clock }),
    }),
    budgets,
    perMinute: isSandbox ? Number.POSITIVE_INFINITY : fastestPerMinute(budgets),
  };
}

/** Returns the limiter of a destination; accounts that share a destination share the limiter, too. */
function limiterFor(
  { capabilities, rateLimit }: Account,
  { key }: Destination,
  { store, limits, http }: ConnectOptions,
  limiters: Map<string, Limiter>,
): Limiter {
  const existing = limiters.get(key);
  if (existing !== undefined) return existing;
  const history = limits?.(key) ?? (store === undefined ? undefined : limitHistory(store, key));
  const limiter = createLimiter({
    budgets: capabilities.budgets,
    ...(rateLimit === undefined ? {} : { rateLimit }),
    ...(history === undefined ? {} : { history }),
    ...(http?.clock === undefined ? {} : { clock: http.clock }),
  });
  limiters.set(key, limiter);
  return limiter;
}

/** The vendor's limits, each reduced to the share that the account uses. */
export function pacedBudgets({ capabilities, rateLimit }: Account): readonly Budget[] {
  return paceBudgets(capabilities.budgets, rateLimit).vendor.map(({ name, pace, windowMs }) => ({
    name,
    limit: pace,
    windowMs,
  }));
}

function fastestPerMinute(budgets: readonly Budget[]): number {
  return Math.max(...budgets.map(({ limit, windowMs }) => (limit * 60_000) / windowMs));
}
