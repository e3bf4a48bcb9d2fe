// The record (what the last applies declared at each account) as the base of a plan. Enters: the records that were opened, and
// the accounts with their destinations. Leaves: for every account, what was declared before, and the state of its record, which a
// plan shows at its top.

import { underTodaysNames } from '../../base/consent/counted.ts';
import {
  countAllExceptions,
  isLocal,
  placeOf,
  type Revision,
  recordName,
  revisionsOf,
} from '../../base/record/document.ts';
import { mergeRecords, type RecordLayers } from '../../base/record/layers.ts';
import type { AppliedState } from '../../base/record/state.ts';
import type { StoredRecord } from '../../base/record/store.ts';
import { type AccountRevision, accountIn } from '../../base/revisions.ts';
import { rolledBackToday } from '../../base/rollback/rolled-back.ts';
import { earlierScope } from '../../base/scope.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { Loaded } from '../../manifest/index.ts';
import type { Destination } from '../../providers/contract.ts';
import { compareWithMergeBase, type MergeBase, whereHeadIs } from './behind.ts';
import { elsewhereOf, isOfAnother } from './elsewhere.ts';
import { type RevisionLoader, type RevisionOptions, revisionLoader } from './load-revision.ts';
import { nameOfDefaultBranch } from './notes.ts';
import type { FoundRecord } from './open.ts';
import { type AccountPart, combine, type RecordedBase } from './parts/combine.ts';
import { whyRefused } from './refused.ts';

/** Options of `loadRecorded`: where the records and the manifests are, and the accounts' destinations. */
export interface RecordedOptions extends RevisionOptions {
  /** Map from account name to destination. An account whose credentials are unknown has no entry. */
  readonly destinations: ReadonlyMap<string, Destination>;
}

const NOTHING: RecordLayers = { layers: [], owed: new Set() };

/**
 * Loads the records of all accounts, and combines them into one base.
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
  const { revisions, outOfScope, record } = await accountRevisions(account, newest, context);
  const marks = newest.flatMap((one) => one.record.rolledBack ?? []);
  const declared = context.loaded.whole.contacts.filter((contact) => contact.account === name);
  const rolledBack = rolledBackToday(marks, declared, (of) => revisions.get(of)?.contacts ?? []);
  const { revision, at } = latest.record;
  const owed = countAllExceptions(
    newest.map((one) => one.record),
    new Set(outOfScope.map(({ key }) => key)),
  );
  const shared = { state: 'applied', at, commit: isLocal(revision) ? null : revision, owed, ...offline } as const;
  // The revision of today's manifests is HEAD, or in no commit.
  const isCurrent = account.behind === 'allow' || revision === context.options.todayIs;
  const position = isCurrent ? 'current' : await whereHeadIs(revision, opened);
  if (typeof position === 'string') {
    const part = { record, layers: record.layers, revisions, recorded: revisions, latest: revision };
    return { ...part, state: { ...shared, position }, leftOut: [], rolledBack };
  }
  const behindPart = await behind(account, { shared, record, revisions, mergeBase: position.mergeBase }, context);
  return { ...behindPart, recorded: revisions, latest: revision, rolledBack };
}

function withoutLayers(state: AccountPart['state']): AccountPart {
  const nothing = { record: NOTHING, layers: [], revisions: new Map(), recorded: new Map(), latest: undefined };
  return { ...nothing, state, leftOut: [], rolledBack: [] };
}

interface ScopedRevisions {
  /** What each revision declared at the account, without the contacts that the chosen environment does not take today. */
  readonly revisions: ReadonlyMap<Revision, AccountRevision>;
  /** The contacts that were left out of `revisions` for this reason, as each revision declared them. */
  readonly outOfScope: readonly DesiredContact[];
  /** The layers of the records, made of `revisions`. */
  readonly record: RecordLayers;
}

/**
 * Loads each revision that the records name once, and returns what it declared at the account.
 *
 * @param records the latest first
 */
async function accountRevisions(
  account: Account,
  records: readonly StoredRecord[],
  { load, loaded, options }: Context,
): Promise<ScopedRevisions> {
  const isInScope = earlierScope(account, loaded.whole);
  const revisions = new Map<Revision, AccountRevision>();
  const whole = new Map<Revision, AccountRevision>();
  const outOfScope: DesiredContact[] = [];
  for (const { record } of records) {
    for (const revision of revisionsOf(record)) {
      if (revisions.has(revision)) continue;
      const place = placeOf(record, revision);
      const found = accountIn(await load(revision, place), account.name, place.account);
      if (found === undefined) continue;
      whole.set(revision, found);
      const contacts = found.contacts.filter(isInScope);
      if (contacts.length === found.contacts.length) revisions.set(revision, found);
      else {
        revisions.set(revision, { ...found, contacts });
        for (const contact of found.contacts) if (!isInScope(contact)) outOfScope.push(contact);
      }
    }
  }
  const oldestFirst = [...records].reverse();
  const record = withNamesOf(options.destinations, mergeRecords(oldestFirst, revisions));
  if (outOfScope.length === 0) return { revisions, outOfScope, record };
  return { revisions, outOfScope, record: withOutOfScope(record, mergeRecords(oldestFirst, whole), outOfScope) };
}

/** Returns what a record says, with the names that the accounts have today. */
export function withNamesOf(
  destinations: RecordedOptions['destinations'],
  { carried, ...record }: RecordLayers,
): RecordLayers {
  if (carried === undefined) return record;
  const names = new Map([...destinations].map(([name, { key }]) => [key, name]));
  return { ...record, carried: underTodaysNames(carried, names) };
}

/**
 * Adds the contacts that are out of scope to a record's layers, so that an apply can note that the vendor has them: once it has
 * recorded its own revision, no revision in force declares them.
 *
 * @param whole the same layers with these contacts
 */
function withOutOfScope(
  record: RecordLayers,
  whole: RecordLayers,
  outOfScope: readonly DesiredContact[],
): RecordLayers {
  const left = new Set(outOfScope.map(({ key }) => key));
  const earlier = whole.layers.flatMap(({ contacts, owed }) =>
    contacts.filter(({ key }) => left.has(key)).map((entry) => ({ entries: [entry], owed })),
  );
  return { ...record, outOfScope: earlier };
}

interface BehindInputs extends Pick<AccountPart, 'record' | 'revisions'> {
  readonly shared: Omit<AppliedState, 'position'>;
  readonly mergeBase: string;
}

async function behind(
  account: Account,
  { shared, record, revisions, mergeBase }: BehindInputs,
  { loaded, load, options }: Context,
): Promise<Omit<AccountPart, 'recorded' | 'latest' | 'rolledBack'>> {
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
