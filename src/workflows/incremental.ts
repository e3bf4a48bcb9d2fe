// Accounts for a plan that reads only what changed. What is kept of their live contacts lies under `.rollcall/live`, one file an
// account. Only for planning: apply takes the accounts as they are connected, and reads the vendor.

import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../apply/events.ts';
import { sha256 } from '../contact/canonical.ts';
import { incrementalSource } from '../live/incremental/index.ts';
import type { Plan } from '../plan/document.ts';
import { packageVersion } from '../version.ts';
import type { ConnectedAccount } from './connect.ts';

/** Where live contacts are kept from one plan to the next. */
export interface IncrementalAccountsOptions {
  /** The `.rollcall` directory. */
  readonly store: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Every declared contact is planned, and not a part of them. */
  readonly whole: boolean;
  /** Tells one sandbox from another. */
  readonly sandbox?: string;
}

/**
 * The same accounts, for makePlan alone: where the vendor can say what changed, only that is read.
 *
 * Live contacts, which are personal data, are kept under `.rollcall/live`.
 */
export function incrementalAccounts(
  accounts: ReadonlyMap<string, ConnectedAccount>,
  { store, now, whole, sandbox }: IncrementalAccountsOptions,
): ReadonlyMap<string, ConnectedAccount> {
  return new Map(
    [...accounts].map(([name, at]) => {
      const { source, provider, origin, lockKey } = at;
      // What it holds was decoded by this version, from this address, with this credential.
      const key = sha256([name, origin, sandbox, lockKey, provider.capabilities.dialect, packageVersion()]);
      const place = { file: keptFile(store, at), key, now };
      return [name, { ...at, source: incrementalSource({ ...place, source, provider, whole }) }];
    }),
  );
}

/** The accounts whose kept live contacts are meant. */
export interface LiveCaches {
  readonly accounts: ReadonlyMap<string, ConnectedAccount>;
  /** The `.rollcall` directory. */
  readonly store: string;
}

/**
 * Where live was not what an incremental reading had found, a deleted contact may be why, and no later one would show it: what is
 * kept of the account goes, so that the next plan reads everything.
 */
export async function forgetWhatMoved(plan: Plan, outcomes: Iterable<Outcome>, kept: LiveCaches): Promise<void> {
  const moved = new Set<string>();
  for (const { account, code } of outcomes) if (code === 'live-moved') moved.add(account);
  const incremental = plan.accounts.filter(
    ({ account, reading }) => reading.strategy === 'incremental' && moved.has(account),
  );
  await forget(incremental, kept);
}

const TOO_FEW: readonly string[] = ['suspiciously-few', 'suspiciously-empty', 'min-contacts'];

/** What came back suspiciously small is no beginning for the next reading. */
export async function forgetWhatIsSuspicious(plan: Plan, kept: LiveCaches): Promise<void> {
  await forget(
    plan.accounts.filter(({ refusals }) => refusals.some(({ rule }) => TOO_FEW.includes(rule))),
    kept,
  );
}

async function forget(planned: readonly Plan['accounts'][number][], { accounts, store }: LiveCaches): Promise<void> {
  for (const { account } of planned) {
    const at = accounts.get(account);
    if (at !== undefined) await unlink(keptFile(store, at)).catch(() => {});
  }
}

/** Names of accounts are safe in a path. */
function keptFile(store: string, { account, origin }: Pick<ConnectedAccount, 'account' | 'origin'>): string {
  return join(store, 'live', `${account}${origin.startsWith('sandbox:') ? '.sandbox' : ''}.ndjson`);
}
