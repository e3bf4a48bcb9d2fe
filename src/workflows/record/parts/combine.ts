// The parts of all accounts, each loaded from the account's records, combined into one base. Pure.

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

/** One account's part of the base. */
export interface AccountPart {
  readonly state: RecordState;
  readonly record: RecordLayers;
  /** What is compared with: the record's layers, or those of the merge base. */
  readonly layers: readonly RecordLayer[];
  /** What the account declared in each revision that its record names, newest first. */
  readonly revisions: ReadonlyMap<Revision, AccountRevision>;
  readonly leftOut: readonly string[];
  readonly rolledBack: readonly string[];
}

/** What was opened, to tell which records belong to no declared account. */
interface CombinedFrom {
  readonly opened: OpenedRecords;
  readonly destinations: ReadonlyMap<string, Destination>;
}

/** Combines the parts of all accounts; `parts` is by the account's name. */
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
      ...heldBackIn(parts),
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

/** What was held back of contacts, and which opt-outs elsewhere counted; absent if that was so of nobody. */
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
