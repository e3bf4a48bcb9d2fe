// The record of what was applied, as the base of a plan. Enters: the records that were opened, and the accounts with their
// destinations. Leaves: for every account, what was declared before, and what the head of a plan says of it.

import type { Base } from '../../base/layers.ts';
import type { BaseNote } from '../../base/notes.ts';
import type { EarlierDeclarations } from '../../base/outdated-claims.ts';
import {
  contactHash,
  countExceptions,
  isLocal,
  placeOf,
  type Revision,
  recordName,
  revisionsOf,
} from '../../base/record/document.ts';
import { layersOf, type RecordLayer, type RecordLayers } from '../../base/record/layers.ts';
import type { AppliedState, RecordState } from '../../base/record/state.ts';
import type { StoredRecord } from '../../base/record/store.ts';
import { type AccountRevision, accountIn } from '../../base/revisions.ts';
import { rolledBackToday } from '../../base/rollback/rolled-back.ts';
import { earlierScope } from '../../base/scope.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { Loaded } from '../../manifest/index.ts';
import type { Destination } from '../../providers/contract.ts';
import { compareWithMergeBase, type MergeBase, whereHeadIs } from './behind.ts';
import { elsewhereOf, isOfAnother } from './elsewhere.ts';
import { type RevisionLoader, type RevisionOptions, revisionLoader } from './load-revision.ts';
import { nameOfDefaultBranch, notesOf, undeclared } from './notes.ts';
import type { FoundRecord } from './open.ts';
import { whyRefused } from './refused.ts';

/** What is recorded as applied, at all accounts whose destination is known. */
export interface RecordedBase {
  readonly base: Base;
  /** Full ids of the commits that the records name, without duplicates. */
  readonly commits: readonly string[];
  /** What each account declared in the revisions that its record names, newest first. */
  readonly revisions: ReadonlyMap<string, readonly AccountRevision[]>;
  /** One for every revision at every account, for claims that count only once. */
  readonly earlier: readonly EarlierDeclarations[];
  /** The state of each account's record. An account whose destination is unknown has no entry. */
  readonly states: ReadonlyMap<string, RecordState>;
  /** What each account's record stands for, by the account's name. */
  readonly records: ReadonlyMap<string, RecordLayers>;
  /** Keys of contacts that commits which these manifests lack have changed: they are not planned. */
  readonly leftOut: ReadonlySet<string>;
  /** Keys of contacts that are declared as they were when they were rolled back: they are not written. */
  readonly rolledBack: ReadonlySet<string>;
  readonly notes: readonly BaseNote[];
}

/** Where the records and the manifests are. */
export interface RecordedOptions extends RevisionOptions {
  /** Each account's destination. An account whose credentials are unknown has no entry. */
  readonly destinations: ReadonlyMap<string, Destination>;
}

/** One account's part of the base. */
interface AccountPart {
  readonly state: RecordState;
  readonly record: RecordLayers;
  /** What is compared with: the record's layers, or those of the merge base. */
  readonly layers: readonly RecordLayer[];
  /** What the account declared in each revision that its record names, newest first. */
  readonly revisions: ReadonlyMap<Revision, AccountRevision>;
  readonly leftOut: readonly string[];
  readonly rolledBack: readonly string[];
}

const NOTHING: RecordLayers = { layers: [], owed: new Set() };

/**
 * Loads the records as a base.
 *
 * @throws HintedError `base` if manifests that a record names cannot be read; `git`
 */
export async function loadRecorded(loaded: Pick<Loaded, 'whole'>, options: RecordedOptions): Promise<RecordedBase> {
  const load = revisionLoader(options);
  const parts = new Map<string, AccountPart>();
  for (const account of loaded.whole.accounts) {
    const destination = options.destinations.get(account.name);
    if (destination === undefined) continue;
    parts.set(account.name, await loadAccount(account, destination, { loaded, load, options }));
  }
  return combine(parts, loaded, options);
}

interface Context {
  readonly loaded: Pick<Loaded, 'whole'>;
  readonly load: RevisionLoader;
  readonly options: RecordedOptions;
}

async function loadAccount(account: Account, destination: Destination, context: Context): Promise<AccountPart> {
  const { name } = account;
  const { environment } = context.loaded.whole;
  const { opened } = context.options;
  const own = recordName(destination, opened.directory);
  const offline = opened.remote?.reachable === false ? ({ offline: true } as const) : {};
  const refused = whyRefused(own, opened);
  if (refused !== undefined) return withoutLayers(refused);
  const here = opened.found.filter((found): found is FoundRecord & StoredRecord => found.name === own);
  const records = [...here, ...opened.theirs.filter(({ name }) => name === own)];
  const newest = [...records].sort((a, b) => Date.parse(b.record.at) - Date.parse(a.record.at));
  const [latest] = newest;
  if (latest === undefined) {
    return withoutLayers({ state: 'none', elsewhere: await elsewhereOf(name, own, opened, environment), ...offline });
  }
  if (latest.record.environment !== undefined && isOfAnother(environment, latest.record)) {
    const { at, environment: other } = latest.record;
    return withoutLayers({ state: 'refused', reason: 'other-environment', at, environment: other });
  }
  const { revisions, outOfScope } = await accountRevisions(account, newest, context);
  const record = mergeRecords([...newest].reverse(), revisions);
  const marks = newest.flatMap((one) => one.record.rolledBack ?? []);
  const declared = context.loaded.whole.contacts.filter((contact) => contact.account === name);
  const rolledBack = rolledBackToday(marks, declared, (of) => revisions.get(of)?.contacts ?? []);
  const { revision, at } = latest.record;
  const owed = countExceptions(latest.record, outOfScope);
  const shared = { state: 'applied', at, commit: isLocal(revision) ? null : revision, owed, ...offline } as const;
  const position = account.behind === 'allow' ? 'current' : await whereHeadIs(revision, opened);
  if (typeof position === 'string') {
    return { state: { ...shared, position }, record, layers: record.layers, revisions, leftOut: [], rolledBack };
  }
  const behindPart = await behind(account, { shared, record, revisions, mergeBase: position.mergeBase }, context);
  return { ...behindPart, rolledBack };
}

function withoutLayers(state: RecordState): AccountPart {
  return { state, record: NOTHING, layers: [], revisions: new Map(), leftOut: [], rolledBack: [] };
}

interface ScopedRevisions {
  /** Their contacts are those that count in the account's scope of today. */
  readonly revisions: ReadonlyMap<Revision, AccountRevision>;
  /** Keys of the other contacts. */
  readonly outOfScope: ReadonlySet<string>;
}

/** Loads every revision of the records at the account, each once. */
async function accountRevisions(
  account: Account,
  records: readonly StoredRecord[],
  { load, loaded }: Context,
): Promise<ScopedRevisions> {
  const isInScope = earlierScope(account, loaded.whole);
  const revisions = new Map<Revision, AccountRevision>();
  const outOfScope = new Set<string>();
  for (const { record } of records) {
    for (const revision of revisionsOf(record)) {
      if (revisions.has(revision)) continue;
      const place = placeOf(record, revision);
      const found = accountIn(await load(revision, place), account.name, place.account);
      if (found === undefined) continue;
      const contacts = found.contacts.filter(isInScope);
      if (contacts.length === found.contacts.length) revisions.set(revision, found);
      else {
        revisions.set(revision, { ...found, contacts });
        for (const contact of found.contacts) if (!isInScope(contact)) outOfScope.add(contact.key);
      }
    }
  }
  return { revisions, outOfScope };
}

/** One record for all; a record of commits and a private one may both count. */
function mergeRecords(
  oldestFirst: readonly StoredRecord[],
  revisions: ReadonlyMap<Revision, AccountRevision>,
): RecordLayers {
  const parts = oldestFirst.map(({ record }) =>
    layersOf(record, (revision) => revisions.get(revision)?.contacts ?? []),
  );
  const letGo = parts.flatMap((part) => part.letGo ?? []);
  const seen = parts.flatMap((part) => [...(part.seen ?? [])]);
  const withheld = parts.flatMap((part) => [...(part.withheld ?? [])]);
  const absent = parts.flatMap((part) => [...(part.absent ?? [])]);
  const carried = parts.flatMap((part) => [...(part.carried ?? [])]);
  return {
    layers: parts.flatMap(({ layers }) => layers),
    owed: new Set(parts.flatMap(({ owed }) => [...owed])),
    ...(seen.length === 0 ? {} : { seen: new Set(seen) }),
    ...(withheld.length === 0 ? {} : { withheld: new Set(withheld) }),
    ...(absent.length === 0 ? {} : { absent: new Set(absent) }),
    ...(carried.length === 0 ? {} : { carried: new Map(carried) }),
    ...(letGo.length === 0 ? {} : { letGo }),
  };
}

interface BehindInputs extends Pick<AccountPart, 'record' | 'revisions'> {
  readonly shared: Omit<AppliedState, 'position'>;
  readonly mergeBase: string;
}

async function behind(
  account: Account,
  { shared, record, revisions, mergeBase }: BehindInputs,
  { loaded, load, options }: Context,
): Promise<Omit<AccountPart, 'rolledBack'>> {
  const { name } = account;
  const declared = loaded.whole.contacts.filter((contact) => contact.account === name);
  const found = accountIn(await load(mergeBase), name);
  const former = found && { ...found, contacts: found.contacts.filter(earlierScope(account, loaded.whole)) };
  const compared: MergeBase = compareWithMergeBase(declared, former?.contacts ?? [], record.layers);
  const { leftOut, conflicts } = compared;
  const branch = nameOfDefaultBranch(options.opened);
  return {
    state: { ...shared, position: 'behind', behind: { mergeBase, branch, contacts: leftOut.length, conflicts } },
    record,
    layers: [{ revision: mergeBase, contacts: former?.contacts ?? [], owed: false }],
    revisions: former === undefined ? revisions : new Map([[mergeBase, former]]),
    leftOut,
  };
}

function combine(
  parts: ReadonlyMap<string, AccountPart>,
  { whole }: Pick<Loaded, 'whole'>,
  { opened, destinations }: RecordedOptions,
): RecordedBase {
  const all = [...parts];
  const commits = all.flatMap(([, { state }]) => (state.state === 'applied' ? (state.commit ?? []) : []));
  return {
    base: {
      accounts: all.flatMap(([name, { revisions }]) => {
        const [latest] = revisions.values();
        return latest === undefined ? [] : [{ ...latest.account, name }];
      }),
      layers: new Map(all.map(([name, { layers }]) => [name, layers])),
      appliedAt: new Map(all.flatMap(([name, { state }]) => (state.state === 'applied' ? [[name, state.at]] : []))),
      isOwed: (key) => isOwed(key, parts.get(key.slice(0, key.indexOf('/')))?.record.owed),
      withheld: (key) => withheldIn(key, parts.get(key.slice(0, key.indexOf('/')))?.record),
      carried: (key) => {
        const { carried } = parts.get(key.slice(0, key.indexOf('/')))?.record ?? {};
        return carried?.get(contactHash(key));
      },
      isSeen: (key) => isOwed(key, parts.get(key.slice(0, key.indexOf('/')))?.record.seen),
    },
    commits: [...new Set(commits)],
    revisions: new Map(all.map(([name, { revisions }]) => [name, [...revisions.values()]])),
    earlier: all.flatMap(([name, part]) => earlierOf(name, part)),
    states: new Map(all.map(([name, { state }]) => [name, state])),
    records: new Map(all.map(([name, { record }]) => [name, record])),
    leftOut: new Set(all.flatMap(([, { leftOut }]) => leftOut)),
    rolledBack: new Set(all.flatMap(([, { rolledBack }]) => rolledBack)),
    notes: [...notesOf(all), ...undeclared(whole, opened, destinations)],
  };
}

function withheldIn(key: string, record: RecordLayers | undefined): 'subscription' | 'contact' | undefined {
  if (isOwed(key, record?.absent)) return 'contact';
  return isOwed(key, record?.withheld) ? 'subscription' : undefined;
}

function isOwed(key: string, owed: ReadonlySet<string> = new Set()): boolean {
  // Hashing the keys of all contacts would take as long as reading them.
  return owed.size > 0 && owed.has(contactHash(key));
}

function earlierOf(name: string, { state, record, revisions }: AccountPart): readonly EarlierDeclarations[] {
  return record.layers.flatMap(({ revision, contacts }) => {
    const found = revisions.get(revision);
    if (found === undefined) return [];
    // Manifests that are in no commit have the date of the apply.
    const committedAt = found.manifests.committedAt ?? (state.state === 'applied' ? state.at : undefined);
    const dates = committedAt === undefined ? [] : [[name, committedAt] as const];
    return [{ configuration: { accounts: [{ ...found.account, name }], contacts }, committedAt: new Map(dates) }];
  });
}
