// Makes a plan. Enters: manifests and connected accounts. Leaves: the plan. Reads all accounts in parallel; never writes to a
// vendor.

import type { ConfigurationToPlan, ContactToPlan } from '../base/contact-to-plan.ts';
import type { DesiredContact, Identifier, LiveContact } from '../contact/contact.ts';
import type { ReadProgress } from '../live/source.ts';
import type { Account } from '../manifest/configuration.ts';
import { choosesContacts } from '../manifest/recorded-filters.ts';
import type { Guard } from '../manifest/suppressions/guard.ts';
import { buildPlan } from '../plan/build.ts';
import { type CrossChecked, crossCheck } from '../plan/cross-check/cross-check.ts';
import { collectOptOuts } from '../plan/cross-check/opt-outs.ts';
import { type PlannedToSpread, spreadOptOuts, unusualTexts } from '../plan/cross-check/spread.ts';
import type { Overrides, Plan } from '../plan/document.ts';
import type { AccountBefore } from '../plan/planned-account.ts';
import { decideAccount } from '../plan/planner.ts';
import { decideProposals } from '../plan/proposals.ts';
import { declaresLists, withListIds } from '../plan/reading/list-names.ts';
import { resolveListNames } from '../plan/reading/named-lists.ts';
import type { ListingHistory } from '../store/listings.ts';
import { packageVersion } from '../version.ts';
import type { ConnectedAccount } from './connect.ts';
import type { OutsideAccount } from './outside.ts';

/** Filters, base and limits of a plan, and a listener for its progress. */
export interface MakePlanOptions {
  /** The filters that the configuration was made with, to be recorded in the plan. */
  readonly filters: Plan['filters'];
  readonly base?: Plan['base'];
  readonly notes?: Plan['notes'];
  /** The apply that the plan takes back; absent: none. */
  readonly rollback?: Plan['rollback'];
  /** The commit that contains exactly these manifests; absent or null: there is none. */
  readonly commit?: string | null;
  /** What was declared and applied before, by account. */
  readonly before?: ReadonlyMap<string, AccountBefore>;
  /** Limits that replace the accounts' own. */
  readonly overrides?: Overrides;
  /** Sizes of earlier listings, to detect a listing that shrank; absent: neither compared nor stored. */
  readonly listings?: { readonly history: ListingHistory; readonly now: () => number } | undefined;
  /** Keys of the contacts to plan; absent: all. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Accounts that are not planned and have the same sender as one that is; absent: none. */
  readonly outside?: readonly OutsideAccount[];
  readonly onProgress?: (account: string, progress: ReadProgress) => void;
  /** The time, in milliseconds since 1970, by which opt-outs are dated; absent: this machine's clock. */
  readonly now?: () => number;
}

/**
 * Reads the live contacts of all accounts in parallel and decides what to change. Writes nothing to a vendor.
 *
 * @param accounts all accounts of the configuration, connected
 * @returns the plan; accounts that could not be read completely are marked as incomplete in it
 * @throws HintedError `plan-too-large`
 */
export async function makePlan(
  configuration: ConfigurationToPlan,
  accounts: ReadonlyMap<string, ConnectedAccount>,
  {
    filters,
    base = null,
    notes = [],
    rollback,
    commit = null,
    before,
    overrides = {},
    only,
    listings,
    outside = [],
    onProgress = () => {},
    now = Date.now,
  }: MakePlanOptions,
): Promise<Plan> {
  const plannedAt = now();
  // With a filter, another read strategy may be used, whose number of contacts is not that of the account: listings are not
  // compared.
  const compared = choosesContacts(filters) || filters.changed ? undefined : listings;
  const read = await Promise.all(
    configuration.accounts.map(async (account) => {
      const target = accounts.get(account.name);
      if (target === undefined) throw new RangeError(`account ${account.name} is not connected`);
      const last = await listings?.history.last(target);
      const lastListing = compared === undefined ? undefined : last;
      const onAccount = (state: ReadProgress): void => onProgress(account.name, state);
      // A rollback only takes back what an apply wrote, so it does not look for people who must not be mailed.
      const guard = rollback === undefined ? configuration.guards?.get(account.name) : undefined;
      const part = { account, target, known: last?.contacts, only, guard, onProgress: onAccount };
      return { ...(await readAccount(configuration, part)), target, lastListing, before: before?.get(account.name) };
    }),
  );
  // A rollback never makes anybody mailable, so no other account is asked about opt-outs.
  const checks = rollback === undefined ? await askOthers(read, outside, configuration) : [];
  const decided = read.map((one, index) => ({ ...one, ...checks[index] }));
  const inputs = {
    configuration,
    version: packageVersion(),
    plannedAt,
    commit,
    filters,
    base,
    notes,
    rollback,
    overrides,
    proposed: decided.flatMap((one) => one.proposed),
    accounts: decided,
  };
  const plan = buildPlan(inputs);
  if (compared !== undefined) await rememberListings(plan, compared);
  return plan;
}

/**
 * Holds subscriptions of people who have opted out at another account of the sender. If the manifests say so, also unsubscribes
 * people because of such opt-outs.
 */
async function askOthers(
  read: readonly PlannedToSpread[],
  outside: readonly OutsideAccount[],
  { optOuts }: Pick<ConfigurationToPlan, 'optOuts'>,
): Promise<readonly CrossChecked[]> {
  const others = outside.map((one) => ({ ...one, optOuts: collectOptOuts(one.source) }));
  const checked = await crossCheck(read, others);
  if (optOuts !== 'spread') return checked;
  const planned = read.map((one, index) => ({ ...one, ...checked[index] }));
  const spread = await spreadOptOuts(planned, others);
  return checked.map((one, index) => ({ ...one, ...spread[index] }));
}

interface PartToRead extends Pick<MakePlanOptions, 'only'> {
  readonly account: Account;
  readonly target: ConnectedAccount;
  /** Number of contacts in the account's last complete listing, if there was one. */
  readonly known: number | undefined;
  readonly guard: Guard | undefined;
  readonly onProgress: (progress: ReadProgress) => void;
}

/** Reads an account, and decides on its contacts and proposals. */
async function readAccount(
  { contacts: all, proposed: allProposed = [], optOuts: policy }: ConfigurationToPlan,
  { account: declared, target, known, only, guard: whole, onProgress }: PartToRead,
) {
  const own = all.filter(({ desired }) => desired.account === declared.name && (only?.has(desired.key) ?? true));
  const ownProposals = allProposed.filter((contact) => contact.account === declared.name);
  const alsoLists = ownProposals.some((desired) => declaresLists({ desired }));
  const { account, contacts, source, names } = await resolveListNames(declared, own, target.source, alsoLists);
  const optOuts = collectOptOuts(source);
  const guard = only === undefined ? whole : whole?.ofChanged();
  const subscribed = new Map<DesiredContact, readonly Identifier[]>();
  const onMatch = ({ desired }: ContactToPlan, live: LiveContact): void => {
    if (Object.values(live.channels).some(({ status }) => status === 'subscribed'))
      subscribed.set(desired, unusualTexts(live));
  };
  const seenTags = new Set<string>();
  const onLive = (live: LiveContact): void => {
    optOuts.note(live);
    for (const tag of live.sets.tags ?? []) seenTags.add(tag);
  };
  const decided = await decideAccount(account, contacts, source, {
    ...{ onProgress, known, guard, onLive },
    ...(policy === 'spread' ? { onMatch } : {}),
  });
  const proposals = ownProposals.map((desired) => withListIds({ desired }, names));
  const proposed = await decideProposals(account, proposals, decided.decisions, source);
  return { account, contacts, source, optOuts, seenTags, subscribed, decided, proposed };
}

/** Stores the sizes of the listings, except suspiciously small ones. */
async function rememberListings(
  { accounts, environment }: Plan,
  { history, now }: NonNullable<MakePlanOptions['listings']>,
): Promise<void> {
  const listedAt = new Date(now()).toISOString();
  for (const { account, origin, reading, refusals } of accounts) {
    const isListed = reading.strategy === 'list' && reading.known !== undefined;
    if (!isListed || refusals.some(({ rule }) => rule === 'suspiciously-few')) continue;
    const key = { account, origin, ...(environment === null ? {} : { environment }) };
    await history.save(key, { contacts: reading.known, listedAt });
  }
}
