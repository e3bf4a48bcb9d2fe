// Compares the manifests with a base (docs/semantics.md#the-base). Enters: loaded manifests, the name of the base, and the records
// of what was applied. Leaves: the configuration to plan. With the base `none`, nothing counts as removed: what is not declared is
// not managed.

import { withBase } from '../base/compare.ts';
import { withConfirmed } from '../base/consent/confirmed.ts';
import type { ConfigurationToPlan, ContactToPlan } from '../base/contact-to-plan.ts';
import { type Base, baseOfConfiguration, byAccount, countBase } from '../base/layers.ts';
import { type LoadedManifests, loadBase } from '../base/load.ts';
import { type BaseNote, entriesSkipped, notRecorded, rowsUnknown, sourceRows } from '../base/notes.ts';
import { type EarlierDeclarations, withOutdatedClaims } from '../base/outdated-claims.ts';
import { type AccountRevision, accountIn } from '../base/revisions.ts';
import { earlierScope } from '../base/scope.ts';
import { compareSources, type UnknownRows } from '../base/sources/compare.ts';
import { withoutSkipped } from '../base/sources/left-out.ts';
import { unknownRowsIn, withUnknownRows } from '../base/sources/unknown-rows.ts';
import { unmarked, withSuppressions } from '../base/suppressed/configuration.ts';
import { type ErasedBefore, withErased } from '../base/suppressed/erased.ts';
import type { DesiredContact } from '../contact/contact.ts';
import type { Configuration } from '../manifest/configuration.ts';
import type { Loaded } from '../manifest/index.ts';
import type { LoadedSource } from '../manifest/sources/source.ts';
import type { Listed } from '../manifest/suppressions/guard.ts';
import type { PlanBase } from '../plan/document.ts';
import type { AccountBefore } from '../plan/planned-account.ts';
import type { RecordedBase } from './record/parts/combine.ts';

/** Where the manifests are, and which of their contacts were loaded. */
export interface BaseOptions {
  /** Directory of the manifests, relative to `workingDirectory`. */
  readonly directory: string;
  readonly workingDirectory: string;
  /** Current time in milliseconds since the epoch. */
  readonly now: () => number;
  /** Patterns of contact keys that the manifests were loaded with; absent: all contacts. */
  readonly contacts?: readonly string[];
  /** Environment variables, which hold the keys of digests; absent: none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The records of what was applied, as a base; absent if they were not read. */
  readonly recorded?: RecordedBase | undefined;
  /** Private directory with the cache of manifests that were loaded before; absent: no cache is used. */
  readonly cache?: string | undefined;
}

/** The manifests, together with what they no longer declare. */
export interface Based {
  readonly configuration: ConfigurationToPlan;
  /** Name and commits of the base; null for `none`. */
  readonly base: PlanBase | null;
  /** Map from account name to what was declared and applied before. */
  readonly before: ReadonlyMap<string, AccountBefore>;
  /** Map from account name to what the base's revisions declare, the latest apply's first; empty for `none`. */
  readonly revisions: ReadonlyMap<string, readonly AccountRevision[]>;
  /** Notes to show with the plan. */
  readonly notes: readonly BaseNote[];
  /** Keys of contacts whose desired state differs from the base; undefined for `none`. */
  readonly changed: ReadonlySet<string> | undefined;
  /** Keys of contacts that are not planned, because invalid entries that are left out may be about them. */
  readonly leftOut: ReadonlySet<string>;
}

/** The earlier declarations that the name of a base stands for. */
interface NamedBase {
  readonly base: Base;
  readonly commits: readonly string[];
  readonly revisions: ReadonlyMap<string, readonly AccountRevision[]>;
  readonly earlier: readonly EarlierDeclarations[];
  readonly notes: readonly BaseNote[];
}

/**
 * Compares the manifests with a base.
 *
 * @param name `record`, `none`, a git commit or a directory
 * @returns what to plan: the declared contacts, and the values and contacts that the base declared and the manifests no longer do
 * @throws HintedError `base`, `git` if the base cannot be read
 */
export async function withNamedBase(loaded: Loaded, name: string, options: BaseOptions): Promise<Based> {
  const { recorded } = options;
  const named = await findBase(name, loaded, options);
  const compared = named === undefined ? undefined : withBase(loaded, named.base, options.contacts);
  const configuration = compared?.configuration ?? unmarked(loaded.configuration);
  const earlier = [...(named?.earlier ?? []), ...(name === 'record' ? [] : (recorded?.earlier ?? []))];
  const contacts = withOutdatedClaims(configuration.contacts, loaded.whole.contacts, earlier);
  const kept = name === 'record' ? contacts.filter(({ desired }) => !isLeftOut(desired.key, recorded)) : contacts;
  const known = name === 'record' || recorded === undefined ? kept : confirmedBy(recorded, kept, loaded, options);
  const unknownRows = unknownRowsIn(named?.revisions ?? new Map());
  const unsure = withUnknownRows(known, unrecorded(unknownRows, recorded), loaded.data);
  const { contacts: certain, leftOut } = withoutSkipped(unsure, configuration.skipped);
  const recordedNow = certain.map((contact) => marked(contact, recorded));
  const guarded = withSuppressions({ ...configuration, contacts: recordedNow }, listedBefore(named), options);
  const suppressed = { ...guarded, configuration: withErased(guarded.configuration, erasedIn(recorded), options) };
  const { sources = [] } = loaded.whole;
  const ofSources = compareSources(sources, sourcesBefore(named), unknownRows);
  return {
    configuration: { ...suppressed.configuration, ...(sources.length === 0 ? {} : { compared: ofSources }) },
    base: named === undefined ? null : { name, commits: named.commits },
    before: beforeOf(loaded, named, recorded),
    revisions: named?.revisions ?? new Map(),
    notes: [
      ...ofSources.map(sourceRows),
      ...[...new Set([...unknownRows.values()].flatMap((names) => [...names]))].map(rowsUnknown),
      ...skippedNotes(configuration.skipped, leftOut),
      ...(named?.notes ?? []),
      ...(compared?.notes ?? []),
      ...(name === 'record' ? [] : notRecordedIn(recorded)),
    ],
    changed: compared && new Set([...compared.changed, ...suppressed.changed]),
    leftOut,
  };
}

/** Returns the names of the accounts in the map at which the record does not know all rows of queries either. */
function unrecorded(unknown: UnknownRows, recorded: RecordedBase | undefined): ReadonlySet<string> {
  const inRecord = unknownRowsIn(recorded?.revisions ?? new Map());
  const isRecorded = (account: string): boolean =>
    recorded?.states.get(account)?.state === 'applied' && !inRecord.has(account);
  return new Set([...unknown.keys()].filter((account) => !isRecorded(account)));
}

function skippedNotes(skipped: Configuration['skipped'], leftOut: ReadonlySet<string>): readonly BaseNote[] {
  return skipped === undefined ? [] : [entriesSkipped(skipped, leftOut.size)];
}

/** Returns a map from account name to the sources of data in the base's latest revision. */
function sourcesBefore(named: NamedBase | undefined): ReadonlyMap<string, readonly LoadedSource[]> {
  return new Map(
    [...(named?.revisions ?? [])].map(([name, [newest]]) => [name, newest?.manifests.configuration.sources ?? []]),
  );
}

/** Returns a map from account name to the people who must not be mailed, according to the base's latest revision. */
function listedBefore(named: NamedBase | undefined): ReadonlyMap<string, Listed> {
  const newest = [...(named?.revisions ?? [])].map(
    ([name, [first]]) => [name, first?.manifests.configuration] as const,
  );
  return new Map(newest.map(([name, configuration]) => [name, configuration ?? {}]));
}

/**
 * Returns a map from account name to the people whom erasures have named at earlier applies. The records say this, whichever base is
 * used.
 */
function erasedIn(recorded: RecordedBase | undefined): ReadonlyMap<string, ErasedBefore> {
  const all = [...(recorded?.records ?? [])].flatMap(([name, { erased }]) => {
    const state = recorded?.states.get(name);
    return erased === undefined || state?.state !== 'applied'
      ? []
      : [[name, { digests: erased, at: state.at }] as const];
  });
  return new Map(all);
}

/** Adds to the contacts what an apply has confirmed at the vendor. The records say this, whichever base is used. */
function confirmedBy(
  recorded: RecordedBase,
  contacts: readonly ContactToPlan[],
  loaded: Loaded,
  options: BaseOptions,
): readonly ContactToPlan[] {
  return withConfirmed(contacts, withBase(loaded, recorded.base, options.contacts).configuration.contacts);
}

/**
 * Notes on accounts that an apply would not record, because their record is refused. Only for other bases: with the base
 * `record`, such accounts themselves are refused.
 */
function notRecordedIn(recorded: RecordedBase | undefined): readonly BaseNote[] {
  return [...(recorded?.states ?? [])].flatMap(([account, state]) =>
    // If its destination belongs to another environment, the account is refused whichever base is used.
    state.state === 'refused' && state.reason !== 'other-environment' ? [notRecorded(account, state)] : [],
  );
}

/**
 * Marks a contact whose declaration was rolled back: whichever base is used, it is not written again, and is not taken as
 * confirmed.
 */
function marked(contact: ContactToPlan, recorded: RecordedBase | undefined): ContactToPlan {
  if (recorded?.rolledBack.has(contact.desired.key) !== true) return contact;
  return { ...contact, confirmed: undefined, base: { ...contact.base, rolledBack: true } };
}

function isLeftOut(key: string, recorded: RecordedBase | undefined): boolean {
  return recorded?.leftOut.has(key) === true;
}

async function findBase(name: string, loaded: Loaded, options: BaseOptions): Promise<NamedBase | undefined> {
  if (name === 'none') return undefined;
  if (name === 'record') return options.recorded;
  const { directory, workingDirectory, now, cache } = options;
  const { whole } = loaded;
  const environmentName = whole.environment?.name;
  // Invalid entries of the base are skipped if those of today are, because contacts that an invalid entry may be about are left
  // out.
  const skipInvalid = whole.skipped !== undefined;
  const today = { today: whole, environmentName, skipInvalid };
  const manifests = await loadBase(name, { directory, workingDirectory, now, cache, ...today });
  return baseOfManifests(manifests, whole);
}

/**
 * @param whole today's manifests; contacts of the base that are out of their account's scope today are left out, as if never
 *   declared
 */
function baseOfManifests(found: LoadedManifests, whole: Configuration): NamedBase {
  const scopes = new Map(whole.accounts.map((account) => [account.name, earlierScope(account, whole)]));
  const isInScope = (contact: DesiredContact): boolean => scopes.get(contact.account)?.(contact) !== false;
  const contacts = found.configuration.contacts.filter(isInScope);
  const manifests = { ...found, configuration: { ...found.configuration, contacts } };
  const { configuration, commit, committedAt, notes } = manifests;
  const names = configuration.accounts.map((account) => account.name);
  const dates = committedAt === undefined ? [] : names.map((account) => [account, committedAt] as const);
  return {
    base: baseOfConfiguration(configuration),
    commits: commit === undefined ? [] : [commit],
    revisions: new Map(names.map((account) => [account, [accountIn(manifests, account)].flatMap((one) => one ?? [])])),
    earlier: [{ configuration, committedAt: new Map(dates) }],
    notes,
  };
}

function beforeOf(
  { whole }: Loaded,
  named: NamedBase | undefined,
  recorded: RecordedBase | undefined,
): ReadonlyMap<string, AccountBefore> {
  const now = byAccount(whole.contacts);
  return new Map(
    whole.accounts.map(({ name }) => {
      const account = named?.base.accounts.find((one) => one.name === name);
      const declared = named === undefined ? undefined : countBase(named.base, name);
      const totalLimits = named?.revisions.get(name)?.[0]?.manifests.configuration.limits;
      const declaredNow = now.get(name)?.length ?? 0;
      return [name, { record: recorded?.states.get(name), declared, declaredNow, account, totalLimits }];
    }),
  );
}
