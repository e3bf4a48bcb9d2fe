// Prepares accounts for a plan that reads only contacts that changed since the last plan. All other live contacts come from a cache
// under `.rollcall/live`, one file per account. Only for planning: apply never reads from the cache.

import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../apply/events.ts';
import { sha256 } from '../contact/canonical.ts';
import { incrementalSource } from '../live/incremental/index.ts';
import { rememberSpellings } from '../live/spellings/index.ts';
import type { Plan } from '../plan/document.ts';
import { packageVersion } from '../version.ts';
import type { ConnectedAccount } from './connect.ts';

/** Where to cache live contacts from one plan to the next. */
export interface IncrementalAccountsOptions {
  /** The `.rollcall` directory. */
  readonly store: string;
  /** Current time in milliseconds since the epoch. */
  readonly now: () => number;
  /** True if all declared contacts are planned; false if only some of them are. */
  readonly whole: boolean;
  /** Identifies the sandbox, so that sandboxes do not share a cache. */
  readonly sandbox?: string;
}

/**
 * Returns the accounts, changed so that they read only contacts that changed since the last plan, if the vendor supports it. Live
 * contacts, which are personal data, are cached under `.rollcall/live`. The result is for makePlan only.
 */
export function incrementalAccounts(
  accounts: ReadonlyMap<string, ConnectedAccount>,
  { store, now, whole, sandbox }: IncrementalAccountsOptions,
): ReadonlyMap<string, ConnectedAccount> {
  return new Map(
    [...accounts].map(([name, connected]) => {
      const { source, provider } = connected;
      const place = { file: cacheFile(store, connected), key: cacheKey(connected, sandbox), now };
      return [name, { ...connected, source: incrementalSource({ ...place, source, provider, whole }) }];
    }),
  );
}

/**
 * Returns the accounts, changed so that they need not be listed before every create, if the vendor supports that. A look-up finds
 * an address only in the vendor's own spelling, so `.rollcall/spellings` stores, as salted hashes, which addresses are spelled
 * unusually.
 */
export function accountsThatRememberSpellings(
  accounts: ReadonlyMap<string, ConnectedAccount>,
  { store, now, sandbox }: Omit<IncrementalAccountsOptions, 'whole'>,
): ReadonlyMap<string, ConnectedAccount> {
  return new Map(
    [...accounts].map(([name, connected]) => {
      const { source, provider } = connected;
      const place = { file: spellingsFile(store, connected), key: cacheKey(connected, sandbox), now };
      return [name, { ...connected, source: rememberSpellings({ ...place, source, provider }) }];
    }),
  );
}

/** Identifies what a cache is valid for: contacts decoded by this version, from this address, at this destination. */
function cacheKey({ account, origin, destination, provider }: ConnectedAccount, sandbox: string | undefined): string {
  return sha256([account, origin, sandbox, destination.key, provider.capabilities.dialect, packageVersion()]);
}

/** The accounts, and where their live contacts are cached. */
export interface LiveCaches {
  readonly accounts: ReadonlyMap<string, ConnectedAccount>;
  /** The `.rollcall` directory. */
  readonly store: string;
}

/**
 * Deletes the cache of accounts where apply found that a live contact differs from the cached one. The contact may have been
 * deleted, which incremental reads do not show, so the next plan must read everything.
 */
export async function forgetWhatMoved(plan: Plan, outcomes: Iterable<Outcome>, caches: LiveCaches): Promise<void> {
  const moved = new Set<string>();
  for (const { account, code } of outcomes) if (code === 'live-moved') moved.add(account);
  const incremental = plan.accounts.filter(
    ({ account, reading }) => reading.strategy === 'incremental' && moved.has(account),
  );
  await forget(incremental, caches);
}

const TOO_FEW: readonly string[] = ['suspiciously-few', 'suspiciously-empty', 'min-contacts'];

/**
 * Deletes the caches of accounts whose listing was suspiciously small, or that could not be read, so that the next plan does not
 * use them.
 */
export async function forgetWhatIsSuspicious(plan: Plan, caches: LiveCaches): Promise<void> {
  await forget(
    plan.accounts.filter(({ complete, refusals }) => !complete || refusals.some(({ rule }) => TOO_FEW.includes(rule))),
    caches,
  );
}

async function forget(planned: readonly Plan['accounts'][number][], { accounts, store }: LiveCaches): Promise<void> {
  for (const { account } of planned) {
    const connected = accounts.get(account);
    if (connected === undefined) continue;
    for (const file of [cacheFile(store, connected), spellingsFile(store, connected)])
      await unlink(file).catch(() => {});
  }
}

type Cached = Pick<ConnectedAccount, 'account' | 'environment' | 'origin'>;

function cacheFile(store: string, connected: Cached): string {
  return join(store, 'live', `${cacheName(connected)}.ndjson`);
}

function spellingsFile(store: string, connected: Cached): string {
  return join(store, 'spellings', `${cacheName(connected)}.json`);
}

/** Account names contain only characters that are safe in a path. */
function cacheName({ account, environment, origin }: Cached): string {
  const name = environment === undefined ? account : `${environment}.${account}`;
  return `${name}${origin.startsWith('sandbox:') ? '.sandbox' : ''}`;
}
