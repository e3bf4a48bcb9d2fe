// Makes another record, or a commit, the record of an account: after its directory moved, after a new key of a vendor that does not
// name its account, after history was rewritten, and for records of the old form.

import { listApplied } from '../../base/applied-ref.ts';
import {
  type AppliedRecord,
  placeOf,
  RECORD_FORMAT_VERSION,
  type RevisionPlace,
  recordName,
  revisionsOf,
} from '../../base/record/document.ts';
import { findCommit } from '../../base/resolve-commit.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { Destination } from '../../providers/contract.ts';
import { dropRecord, unknownRecord } from './drop.ts';
import type { OpenedRecords } from './open.ts';
import { pushRecordOf, type RecordedAccount, storeFor } from './write.ts';

/** What becomes the record of which account. */
export interface RecordMove {
  /** A record as `listRecords` names it, or a commit. */
  readonly from: string;
  readonly account: string;
  readonly destination: Destination;
  /** Replace the record that the account has. */
  readonly force: boolean;
  /** Current time in milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Moves a record. The record that it came from is forgotten; a commit replaces the account's record without `force`.
 *
 * @throws HintedError `applied-ref` if there is no such record or commit, if the account has a record already, or if it cannot be
 *   written; `git`
 */
export async function moveRecord(move: RecordMove, opened: OpenedRecords): Promise<RecordedAccount> {
  const { from, account, destination, force } = move;
  const name = recordName(destination, opened.directory);
  const existing = opened.found.filter((found) => found.name === name);
  const source = await sourceOf(move, opened);
  if (existing.length > 0 && source.kind === 'record' && !force && from !== name) throw alreadyThere(name, account);
  const record = recordFrom(source, move, opened);
  const { store, keptIn } = storeFor(record, opened);
  for (const one of existing) if (one.keptIn !== keptIn) await opened.own.drop(name, one.version);
  await store.write(name, record, existing.find((one) => one.keptIn === keptIn)?.version);
  if (source.kind === 'record' && from !== name) await dropRecord(from, opened);
  const owed = new Set(record.exceptions.flatMap(({ contacts }) => contacts)).size;
  if (keptIn !== 'git') return { account, result: 'here', owed };
  return { account, result: await pushRecordOf(name, record, opened), owed };
}

type Source =
  | { readonly kind: 'record'; readonly record: AppliedRecord }
  /** The manifests lie at the root of the commit's tree. */
  | { readonly kind: 'record'; readonly record?: undefined; readonly commit: string; readonly account: string }
  | { readonly kind: 'commit'; readonly commit: string };

async function sourceOf({ from }: RecordMove, { found, location }: OpenedRecords): Promise<Source> {
  const named = found.find(({ name }) => name === from);
  if (named?.record !== undefined) return { kind: 'record', record: named.record };
  if (location === undefined) throw unknownRecord(from);
  if (from.startsWith('applied/')) {
    const account = from.slice('applied/'.length);
    const commit = (await listApplied(location)).get(account);
    if (commit !== undefined) return { kind: 'record', commit, account };
  }
  const commit = await findCommit(location.repository, from);
  if (commit === undefined) throw unknownRecord(from);
  return { kind: 'commit', commit };
}

function recordFrom(source: Source, { account, destination, now }: RecordMove, opened: OpenedRecords): AppliedRecord {
  const { directory, found } = opened;
  const head = { formatVersion: RECORD_FORMAT_VERSION, account, destination, directory } as const;
  if (source.kind === 'commit') {
    // What was owed stays owed: only the revision is another one.
    const former = found.find(({ name }) => name === recordName(destination, directory))?.record;
    const kept = former === undefined ? { exceptions: [] } : { exceptions: former.exceptions, ...optional(former) };
    return { ...head, revision: source.commit, at: new Date(now()).toISOString(), ...kept };
  }
  if (source.record === undefined) {
    const places = { [source.commit]: { account: source.account, directory: '' } };
    return { ...head, revision: source.commit, at: new Date(now()).toISOString(), exceptions: [], places };
  }
  const { record } = source;
  const places = placesOf(record, { account, directory });
  const { revision, at, exceptions } = record;
  const letGo = record.letGo === undefined ? {} : { letGo: record.letGo };
  return { ...head, revision, at, exceptions, ...letGo, ...(Object.keys(places).length === 0 ? {} : { places }) };
}

function optional({ letGo, places }: AppliedRecord): Pick<AppliedRecord, 'letGo' | 'places'> {
  return { ...(letGo === undefined ? {} : { letGo }), ...(places === undefined ? {} : { places }) };
}

/** Where each revision declares the account, as far as it is not where the new record says. */
function placesOf(record: AppliedRecord, now: RevisionPlace): Readonly<Record<string, RevisionPlace>> {
  return Object.fromEntries(
    revisionsOf(record)
      .map((revision) => [revision, placeOf(record, revision)] as const)
      .filter(([, { account, directory }]) => account !== now.account || directory !== now.directory),
  );
}

function alreadyThere(name: string, account: string): HintedError {
  return new HintedError('applied-ref', sentence`${shown(account)} already has the record ${shown(name)}`, {
    hint: sentence`give \`--force\` to replace it: what it says is owed is then forgotten`,
  });
}
