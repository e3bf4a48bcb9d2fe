// The parts of all accounts, each loaded from the account's records, combined into one base. Pure.

import { wasUndeclared } from '../../../base/consent/undeclared.ts';
import type { Base } from '../../../base/layers.ts';
import type { BaseNote } from '../../../base/notes.ts';
import type { EarlierDeclarations } from '../../../base/outdated-claims.ts';
import { contactHash, type Revision } from '../../../base/record/document.ts';
import type { RecordLayer, RecordLayers } from '../../../base/record/layers.ts';
import type { RecordState } from '../../../base/record/state.ts';
import type { AccountRevision } from '../../../base/revisions.ts';
import type { Loaded } from '../../../manifest/index.ts';
import type { Destination } from '../../../providers/contract.ts';
import { notesOf, undeclared } from '../notes.ts';
import type { OpenedRecords } from '../open.ts';

/** The base that the records make up, and what the records say, at all accounts whose destination is known. */
export interface RecordedBase {
  readonly base: Base;
  /** Full ids of the commits that the records name, without duplicates. */
  readonly commits: readonly string[];
  /**
   * By account name: what the account declared in the revisions that its records name, beginning with the one that was applied
   * last; only the merge base if the manifests are behind.
   */
  readonly revisions: ReadonlyMap<string, readonly AccountRevision[]>;
  /**
   * By account name: what the account declared in the revision that was applied last, also if the manifests are behind. No entry if
   * that revision did not declare the account.
   */
  readonly latest: ReadonlyMap<string, AccountRevision>;
  /**
   * One element for every revision at every account. They show which claims to newer consent were made before, because such a
   * claim is honoured only once.
   */
  readonly earlier: readonly EarlierDeclarations[];
  /** The state of each account's record. An account whose destination is unknown has no entry. */
  readonly states: ReadonlyMap<string, RecordState>;
  /**
   * By account name: what the account's record says: the declarations of each revision, and which contacts are owed or held back.
   */
  readonly records: ReadonlyMap<string, RecordLayers>;
  /** Keys of contacts that were changed by commits which these manifests do not contain: they are not planned. */
  readonly leftOut: ReadonlySet<string>;
  /** Keys of contacts that are declared as they were when they were rolled back: they are not written. */
  readonly rolledBack: ReadonlySet<string>;
  readonly notes: readonly BaseNote[];
}

/** One account's part of the base. */
export interface AccountPart {
  readonly state: RecordState;
  readonly record: RecordLayers;
  /** The layers that today's manifests are compared with: those of the record, or that of the merge base. */
  readonly layers: readonly RecordLayer[];
  /** What the account declared in each revision that today's manifests are compared with, as in `RecordedBase`. */
  readonly revisions: ReadonlyMap<Revision, AccountRevision>;
  /** What the account declared in each revision that its records name. */
  readonly recorded: ReadonlyMap<Revision, AccountRevision>;
  /** The revision that was applied last; undefined without a record. */
  readonly latest: Revision | undefined;
  readonly leftOut: readonly string[];
  readonly rolledBack: readonly string[];
}

/** What was opened, to tell which records belong to no declared account. */
interface CombinedFrom {
  readonly opened: OpenedRecords;
  readonly destinations: ReadonlyMap<string, Destination>;
}

/** Combines the parts of all accounts; `parts` maps the name of each account to its part. */
export function combine(
  parts: ReadonlyMap<string, AccountPart>,
  { whole }: Pick<Loaded, 'whole'>,
  { opened, destinations }: CombinedFrom,
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
      isOwed: (key) => isOwed(key, parts.get(accountOf(key))?.record.owed),
      isSeen: (key) => isOwed(key, parts.get(accountOf(key))?.record.seen),
      isPresent: (key) => isOwed(key, parts.get(accountOf(key))?.record.present),
      ...heldBackIn(parts),
      wasUndeclared: (contact) => wasUndeclared(contact, parts.get(contact.account)?.record.undeclared),
    },
    commits: [...new Set(commits)],
    revisions: new Map(all.map(([name, { revisions }]) => [name, [...revisions.values()]])),
    latest: new Map(all.flatMap(([name, part]) => latestOf(name, part))),
    earlier: all.flatMap(([name, part]) => earlierOf(name, part)),
    states: new Map(all.map(([name, { state }]) => [name, state])),
    records: new Map(all.map(([name, { record }]) => [name, record])),
    leftOut: new Set(all.flatMap(([, { leftOut }]) => leftOut)),
    rolledBack: new Set(all.flatMap(([, { rolledBack }]) => rolledBack)),
    notes: [...notesOf(all), ...undeclared(whole, opened, destinations)],
  };
}

function latestOf(
  name: string,
  { latest, recorded }: AccountPart,
): readonly (readonly [name: string, revision: AccountRevision])[] {
  const found = latest === undefined ? undefined : recorded.get(latest);
  return found === undefined ? [] : [[name, found]];
}

/** What the records say was held back, and which opt-outs at other accounts have taken effect; a member without any is absent. */
function heldBackIn(parts: ReadonlyMap<string, AccountPart>): Pick<Base, 'withheld' | 'carried'> {
  const records = [...parts.values()].map(({ record }) => record);
  const recordOf = (key: string): RecordLayers | undefined => parts.get(accountOf(key))?.record;
  const hasWithheld = records.some(({ withheld, absent }) => withheld !== undefined || absent !== undefined);
  const hasCarried = records.some(({ carried }) => carried !== undefined);
  return {
    ...(hasWithheld ? { withheld: (key) => withheldIn(key, recordOf(key)) } : {}),
    ...(hasCarried ? { carried: (key) => recordOf(key)?.carried?.get(contactHash(key)) } : {}),
  };
}

/** The name of the account that a contact's key begins with. */
function accountOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

function withheldIn(key: string, record: RecordLayers | undefined): 'subscription' | 'contact' | undefined {
  if (isOwed(key, record?.absent)) return 'contact';
  return isOwed(key, record?.withheld) ? 'subscription' : undefined;
}

function isOwed(key: string, owed: ReadonlySet<string> = new Set()): boolean {
  // Most records owe nothing, and hashing the keys of all contacts would take as long as reading them.
  return owed.size > 0 && owed.has(contactHash(key));
}

function earlierOf(name: string, { state, record, recorded }: AccountPart): readonly EarlierDeclarations[] {
  return record.layers.flatMap(({ revision, contacts }) => {
    const found = recorded.get(revision);
    if (found === undefined) return [];
    // For manifests that are in no commit, the date of the apply is used.
    const committedAt = found.manifests.committedAt ?? (state.state === 'applied' ? state.at : undefined);
    const dates = committedAt === undefined ? [] : [[name, committedAt] as const];
    return [{ configuration: { accounts: [{ ...found.account, name }], contacts }, committedAt: new Map(dates) }];
  });
}
