// Finds drift (docs/semantics.md#drift). Enters: manifests compared with the record, and connected accounts. Leaves: the drift
// document. Reads what a plan reads, and decides as a plan does; never writes to a vendor, nor a record.

import type { ConfigurationToPlan, ContactToPlan } from '../../base/contact-to-plan.ts';
import { byAccount, countBase } from '../../base/layers.ts';
import { type Earlier, pairLayers } from '../../base/pairs/pair-layers.ts';
import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import type { FieldPath } from '../../contact/difference.ts';
import type { ReadProgress } from '../../live/source.ts';
import type { Account } from '../../manifest/configuration.ts';
import { choosesContacts } from '../../manifest/recorded-filters.ts';
import type { Guard } from '../../manifest/suppressions/guard.ts';
import type { Plan } from '../../plan/document.ts';
import { DRIFT_FORMAT_VERSION, type Drift } from '../../plan/drift/document.ts';
import { type AccountDrift, driftOf } from '../../plan/drift/drift.ts';
import { type Observation, type ObservedAccount, observe } from '../../plan/drift/observe.ts';
import { type AccountDecisions, decideAccount } from '../../plan/planner.ts';
import { declaredWithIds, spellAsDeclared } from '../../plan/reading/list-names.ts';
import { resolveListNames } from '../../plan/reading/named-lists.ts';
import type { AccountSchema } from '../../providers/contract.ts';
import type { Listing, ListingHistory } from '../../store/listings.ts';
import { packageVersion } from '../../version.ts';
import type { ConnectedAccount } from '../connect.ts';
import type { Recording } from '../record/write.ts';

/** What is compared to find drift. */
export interface FindDriftOptions {
  /** What the records say about earlier applies, and the manifests without filters. */
  readonly recording: Pick<Recording, 'recorded' | 'whole'>;
  /** The filters that the configuration was made with. */
  readonly filters: Plan['filters'];
  readonly notes?: Plan['notes'];
  /** The commit that contains exactly these manifests; absent or null: there is none. */
  readonly commit?: string | null;
  /** Sizes of earlier listings, to detect a listing that shrank; absent: not compared. */
  readonly listings?: { readonly history: ListingHistory } | undefined;
  /** Called for every declared contact that may have drifted, with its live contact, so that a pull can take values from it. */
  readonly onLive?: ((contact: DesiredContact, live: LiveContact) => void) | undefined;
  /** True to report opt-outs from before the last apply as drift, too. */
  readonly isEveryOptOut?: boolean;
  readonly onProgress?: (account: string, progress: ReadProgress) => void;
}

/**
 * Reads the live contacts of all accounts in parallel, and compares them with what was last applied and with the manifests.
 *
 * @param configuration the manifests compared with the record
 * @param accounts all accounts of the configuration, connected
 * @returns the drift; accounts that could not be read completely are marked as incomplete in it
 */
export async function findDrift(
  configuration: ConfigurationToPlan,
  accounts: ReadonlyMap<string, ConnectedAccount>,
  options: FindDriftOptions,
): Promise<Drift> {
  const { filters, notes = [], commit = null, recording } = options;
  const today = byAccount(recording.whole.contacts);
  const found = await Promise.all(
    configuration.accounts.map((account) => {
      const connected = accounts.get(account.name);
      if (connected === undefined) throw new RangeError(`account ${account.name} is not connected`);
      const contacts = configuration.contacts.filter(({ desired }) => desired.account === account.name);
      const declared = today.get(account.name) ?? [];
      const guard = configuration.guards?.get(account.name);
      return compareAccount({ account, contacts, declared, connected, guard }, options);
    }),
  );
  return {
    formatVersion: DRIFT_FORMAT_VERSION,
    tool: { name: 'rollcall', version: packageVersion() },
    manifests: { digest: configuration.digest, files: configuration.files, commit },
    environment: configuration.environment?.name ?? null,
    filters,
    notes,
    complete: found.every(({ account }) => account.complete),
    accounts: found.map(({ account }) => account),
    entries: found.flatMap(({ entries }) => entries),
  };
}

interface AccountToRead {
  readonly account: Account;
  readonly contacts: readonly ContactToPlan[];
  /** All contacts that the account declares, whatever the filters. */
  readonly declared: readonly DesiredContact[];
  readonly connected: ConnectedAccount;
  /** Tells which people must not be mailed at the account, or are to be forgotten; undefined if the manifests name nobody. */
  readonly guard: Guard | undefined;
}

async function compareAccount(read: AccountToRead, options: FindDriftOptions): Promise<AccountDrift> {
  const { account, connected, guard } = read;
  const { recorded } = options.recording;
  const record = recorded.states.get(account.name);
  const named = await nameLists(read, recorded.base.layers.get(account.name) ?? []);
  const { earlierOf } = named;
  const last = await options.listings?.history.last(connected);
  const isApplied = record?.state === 'applied';
  const watch = watchMatches(account, {
    appliedAt: isApplied && options.isEveryOptOut !== true ? record.at : undefined,
    recordedOf: isApplied ? (desired) => earlierOf.get(desired)?.entries ?? [] : () => undefined,
    isWithheld: ({ key }) => recorded.base.withheld?.(key) !== undefined,
    onLive: options.onLive && ((desired, live) => options.onLive?.(named.asDeclared(desired), live)),
    spell: (desired) => spellAsDeclared(named.asDeclared(desired), named.names),
  });
  const decided = await decideAccount(named.account, named.contacts, named.source, {
    onProgress: (state) => options.onProgress?.(account.name, state),
    known: last?.contacts,
    guard,
    onMatch: watch.onMatch,
  });
  return driftOf({
    contacts: named.contacts,
    decided,
    target: connected,
    matched: watch.matched,
    observations: watch.observations(decided),
    earlierOf,
    record,
    declaredBefore: isApplied ? countBase(recorded.base, account.name) : undefined,
    leftOut: countLeftOut(account.name, recorded.leftOut),
    ...lastListingOf(last, options.filters),
  });
}

/** Replaces the names of lists by their ids, in the contacts and in what the record declares for them. */
async function nameLists({ account, contacts, declared, connected }: AccountToRead, layers: Layers) {
  const { earlierOf } = pairLayers(declared, layers);
  const named = await resolveListNames(account, contacts, connected.source);
  const { names } = named;
  const originals = new Map(named.contacts.map(({ desired }, index) => [desired, contacts[index]?.desired] as const));
  const asDeclared = (desired: DesiredContact): DesiredContact => originals.get(desired) ?? desired;
  if (names.size === 0) return { ...named, earlierOf, asDeclared };
  const earlier = named.contacts.flatMap(({ desired }) => {
    const found = earlierOf.get(asDeclared(desired));
    if (found === undefined) return [];
    return [[desired, { ...found, entries: found.entries.map((entry) => declaredWithIds(entry, names)) }] as const];
  });
  return { ...named, earlierOf: new Map(earlier), asDeclared };
}

type Layers = Parameters<typeof pairLayers>[1];

/**
 * Returns the last listing only if contacts are not filtered: with a filter, the number of contacts that are read is not that of
 * the account.
 */
function lastListingOf(last: Listing | undefined, filters: Plan['filters']) {
  const isWhole = !choosesContacts(filters);
  return { isWhole, lastListing: isWhole ? last : undefined };
}

function countLeftOut(account: string, keys: ReadonlySet<string>): number {
  return [...keys].filter((key) => key.startsWith(`${account}/`)).length;
}

interface Watched extends Pick<FindDriftOptions, 'onLive'>, Pick<ObservedAccount, 'appliedAt' | 'isWithheld'> {
  readonly recordedOf: (desired: DesiredContact) => Earlier['entries'] | undefined;
  /** Returns a function that turns paths into those of the manifests, which may name a list where live has its id. */
  readonly spell: (desired: DesiredContact) => (path: FieldPath) => FieldPath;
}

/** Observes the live contacts of an account as they are read, so that none of them need stay in memory. */
function watchMatches(account: Account, { appliedAt, isWithheld, recordedOf, onLive, spell }: Watched) {
  const first = new Map<DesiredContact, Observation>();
  const matched = new Set<DesiredContact>();
  const twice = new Set<DesiredContact>();
  let defined: AccountSchema = {};
  const look = (desired: DesiredContact, live: LiveContact, schema: AccountSchema): void => {
    const observation = observe(desired, recordedOf(desired), live, { account, schema, appliedAt, isWithheld });
    if (observation === undefined) return;
    first.set(desired, spelled(observation, spell(desired)));
    onLive?.(desired, live);
  };
  return {
    matched,
    onMatch: ({ desired, base }: ContactToPlan, live: LiveContact, schema: AccountSchema): void => {
      defined = schema;
      if (matched.has(desired)) twice.add(desired);
      matched.add(desired);
      if (base?.removed === undefined && !twice.has(desired)) look(desired, live, schema);
    },
    /** If several live contacts match a contact, uses the one that the planner chose, or none if it chose none. */
    observations: ({ decisions }: AccountDecisions): ReadonlyMap<DesiredContact, Observation> => {
      for (const { desired, decision } of twice.size === 0 ? [] : decisions) {
        if (!twice.has(desired)) continue;
        first.delete(desired);
        if (decision.kind === 'change' && decision.live !== undefined) look(desired, decision.live, defined);
      }
      return first;
    },
  };
}

function spelled(observation: Observation, spell: (path: FieldPath) => FieldPath): Observation {
  if ('uncertain' in observation) return observation;
  return { ...observation, drifted: observation.drifted.map((value) => ({ ...value, path: spell(value.path) })) };
}
