// Manifests and live contacts → the plan. All accounts are read side by side; nothing is written anywhere.

import type { ConfigurationToPlan } from '../base/contact-to-plan.ts';
import type { ReadProgress } from '../live/source.ts';
import { buildPlan } from '../plan/build.ts';
import type { Overrides, Plan } from '../plan/document.ts';
import { decideAccount } from '../plan/planner.ts';
import type { ListingHistory } from '../store/listings.ts';
import { packageVersion } from '../version.ts';
import type { ConnectedAccount } from './connect.ts';

/** What a plan is compared with and limited by, and who hears how far the reading is. */
export interface MakePlanOptions {
  readonly filters: Plan['filters'];
  readonly base?: Plan['base'];
  readonly notes?: Plan['notes'];
  /** Limits in place of the accounts' own. */
  readonly overrides?: Overrides;
  /** What is remembered of earlier listings; absent: nothing, and nothing will be. */
  readonly listings?: { readonly history: ListingHistory; readonly now: () => number } | undefined;
  /** Keys of the contacts to plan; absent: all. */
  readonly only?: ReadonlySet<string> | undefined;
  readonly onProgress?: (account: string, progress: ReadProgress) => void;
}

/**
 * Reads the live contacts of every account, all side by side, and decides what is to be done. Writes nothing to a vendor.
 *
 * @param accounts connected, every one of the configuration
 * @returns a plan that is incomplete where an account could not be read
 * @throws HintedError `plan-too-large`
 */
export async function makePlan(
  configuration: ConfigurationToPlan,
  accounts: ReadonlyMap<string, ConnectedAccount>,
  { filters, base = null, notes = [], overrides = {}, only, listings, onProgress = () => {} }: MakePlanOptions,
): Promise<Plan> {
  // A part of the contacts may be read by other ways, and decides nothing about the whole.
  const compared = filters.contacts.length === 0 && !filters.changed ? listings : undefined;
  const decided = await Promise.all(
    configuration.accounts.map(async (account) => {
      const at = accounts.get(account.name);
      if (at === undefined) throw new RangeError(`account ${account.name} is not connected`);
      const contacts = configuration.contacts.filter(
        ({ desired }) => desired.account === account.name && (only?.has(desired.key) ?? true),
      );
      const progress = (state: ReadProgress): void => onProgress(account.name, state);
      const lastListing = await compared?.history.last({ account: account.name, origin: at.origin });
      return { decided: await decideAccount(account, contacts, at.source, progress), target: at, lastListing };
    }),
  );
  const inputs = { configuration, version: packageVersion(), filters, base, notes, overrides, accounts: decided };
  const plan = buildPlan(inputs);
  if (compared !== undefined) await rememberListings(plan, compared);
  return plan;
}

/** One that came back suspiciously small is no measure for the next. */
async function rememberListings(
  { accounts }: Plan,
  { history, now }: NonNullable<MakePlanOptions['listings']>,
): Promise<void> {
  const listedAt = new Date(now()).toISOString();
  for (const { account, origin, reading, refusals } of accounts) {
    const isListed = reading.strategy === 'list' && reading.known !== undefined;
    if (!isListed || refusals.some(({ rule }) => rule === 'suspiciously-few')) continue;
    await history.save({ account, origin }, { contacts: reading.known, listedAt });
  }
}
