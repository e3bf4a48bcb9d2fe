// Makes a record, a record of the old form (a git ref `refs/rollcall/applied/<account>`), or a commit, the record of a declared
// account: after the account was renamed, the directory moved, a key replaced or the history rewritten, and when a vendor's
// account is taken over.

import { dropApplied } from '../../../base/applied-ref.ts';
import { isAncestor } from '../../../base/git/ancestry.ts';
import { type AppliedRecord, countExceptions, isLocal, recordName } from '../../../base/record/document.ts';
import { dropAtRemote } from '../../../base/record/remote.ts';
import { accountIn } from '../../../base/revisions.ts';
import { personal } from '../../../contact/argument.ts';
import { HintedError } from '../../../contact/hinted-error.ts';
import { type Sentence, sentence, shown } from '../../../contact/sentence.ts';
import type { Loaded } from '../../../manifest/index.ts';
import type { Destination } from '../../../providers/contract.ts';
import { revisionLoader } from '../load-revision.ts';
import type { OpenedRecords } from '../open.ts';
import { writeRecord } from '../write.ts';
import { carryingOver, continues, keptOf, losesSome } from './carry.ts';
import { findToDrop } from './drop.ts';
import { type CommandOptions, declaredDestinations, openToChange } from './open.ts';
import { type MoveSource, sourceOf } from './source.ts';

/** What to move, and to which account. */
export interface MoveRequest {
  /** Name of a record, `applied/<account>` for one of the old form, or a commit. */
  readonly from: string;
  /** Name of the declared account; undefined: the one that the record was applied to, otherwise the only one. */
  readonly to: string | undefined;
  /** True to move even if a newer record, or what is owed, is given up, or if it is the record of another declared account. */
  readonly force: boolean;
  /** True to push the record if its commits are on the remote's default branch. */
  readonly push: boolean;
}

/** The record after the move. */
export interface MovedRecord {
  readonly name: string;
  readonly account: string;
  readonly revision: string;
  /** Number of contacts that are owed. */
  readonly owed: number;
  readonly result: 'pushed' | 'here' | 'not-pushed' | 'unchanged';
}

/**
 * Makes a record or a commit the record of a declared account. A record that is moved no longer exists under its former name.
 *
 * @throws HintedError `applied-ref` (`missing`, `newer`, `in-use`, `not-declared`, `lost-race`, `unwritable`, `unreachable`);
 *   `no-credentials` if they are needed to know the destination; `base`, `git`, `store`
 */
export async function moveToAccount(
  loaded: Loaded,
  request: MoveRequest,
  options: CommandOptions,
): Promise<MovedRecord> {
  const destinations = declaredDestinations(loaded, options);
  const opened = await openToChange(
    (directory) => [...[...destinations.values()].map((one) => recordName(one, directory)), request.from],
    options,
  );
  const source = await sourceOf(request.from, opened, options);
  const account = accountFor(source, request, loaded);
  const destination = destinations.get(account);
  if (destination === undefined) throw withoutDestination(account);
  const { environment } = loaded.whole;
  const target = {
    ...{ account, destination, directory: opened.directory },
    ...(environment === undefined ? {} : { environment: environment.name }),
  };
  const name = recordName(destination, opened.directory);
  if (name === source.name) return unchanged(name, source.recordFor(target));
  checkSource(source, destinations, { request, opened });
  const { record, former } = await recordAt(name, { source, target, request, opened });
  await checkDeclared(record, source, { opened, options });
  const rest = await makeRoom(name, record, former, opened);
  const result = await writeRecord(name, record, rest, { push: request.push });
  await dropSource(source, opened, options);
  return { ...unchanged(name, record), result };
}

function unchanged(name: string, record: AppliedRecord): MovedRecord {
  const owed = countExceptions(record);
  return { name, account: record.account, revision: record.revision, owed, result: 'unchanged' };
}

/** The declared account that the record is to belong to. */
function accountFor({ account }: MoveSource, { to }: MoveRequest, { whole }: Loaded): string {
  const names = whole.accounts.map(({ name }) => name);
  const wanted =
    to ?? (account !== undefined && names.includes(account) ? account : names.length === 1 ? names[0] : undefined);
  if (wanted !== undefined && names.includes(wanted)) return wanted;
  const message =
    wanted === undefined
      ? sentence`it is not said which account the record is to belong to`
      : sentence`no account ${personal('name', wanted)} is declared`;
  throw new HintedError('usage', message, { hint: sentence`name one of: ${shown(names.join(', '))}` });
}

function withoutDestination(account: string): HintedError {
  return new HintedError(
    'no-credentials',
    sentence`without the credentials of ${shown(account)}, its destination is not known`,
    { hint: sentence`set them; nothing is sent to the vendor` },
  );
}

interface SourceContext {
  readonly request: MoveRequest;
  readonly opened: OpenedRecords;
}

/** Refuses to take the record of another declared account, unless `force` is given. */
function checkSource(
  source: MoveSource,
  destinations: ReadonlyMap<string, Destination>,
  { request: { force }, opened }: SourceContext,
): void {
  const owner = [...destinations].find(([, one]) => recordName(one, opened.directory) === source.name);
  if (owner === undefined || force) return;
  throw refused('in-use', sentence`${shown(source.name)} is the record of ${shown(owner[0])}, which is declared here`);
}

function refused(reason: string, message: Sentence): HintedError {
  return new HintedError('applied-ref', message, { reason, hint: sentence`give \`--force\` to do it all the same` });
}

/** The account and directory that the record is to belong to. */
type MoveTarget = Pick<AppliedRecord, 'account' | 'destination' | 'directory' | 'environment'>;

interface Move extends SourceContext {
  readonly source: MoveSource;
  readonly target: MoveTarget;
}

interface Placed {
  readonly record: AppliedRecord;
  /** The newest record that exists under the new record's name; undefined if there is none. */
  readonly former: AppliedRecord | undefined;
}

/** Returns the record to write, after comparing it with the one that exists under its name. */
async function recordAt(name: string, { source, target, request, opened }: Move): Promise<Placed> {
  const there = opened.found.filter((found) => found.name === name);
  const [former] = there.flatMap(({ record }) => record ?? []).toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const record = source.recordFor(target);
  if (former === undefined) return { record, former };
  if (source.kind !== 'commit') {
    if (Date.parse(former.at) >= Date.parse(record.at) && !request.force)
      throw refused(
        'newer',
        sentence`a newer record is there: ${shown(former.account)} was applied to at ${shown(former.at)}`,
      );
    return { record, former };
  }
  if (!request.force && (await isEarlier(record.revision, former.revision, opened)))
    throw refused('newer', sentence`${shown(former.revision.slice(0, 10))}, a later commit, was applied there`);
  const kept = await keptOf(former, opened);
  if (losesSome(kept, former) && !request.force)
    throw refused(
      'owed',
      sentence`contacts are owed from commits that this history does not contain, and would be forgotten`,
    );
  return { record: carryingOver(record, kept, former), former };
}

async function isEarlier(commit: string, than: string, { location }: OpenedRecords): Promise<boolean> {
  if (location === undefined || isLocal(than) || commit === than) return false;
  return isAncestor(location.repository, commit, than);
}

interface DeclaredContext {
  readonly opened: OpenedRecords;
  readonly options: CommandOptions;
}

/** Refuses a commit that does not declare the account: its record would say nothing. */
async function checkDeclared(
  { revision, account, environment: environmentName }: AppliedRecord,
  { kind }: MoveSource,
  { opened, options }: DeclaredContext,
): Promise<void> {
  if (kind !== 'commit') return;
  const { directory, workingDirectory, now } = options;
  const manifests = await revisionLoader({ directory, workingDirectory, now, opened, environmentName })(revision);
  if (accountIn(manifests, account) !== undefined) return;
  throw new HintedError(
    'applied-ref',
    sentence`${shown(revision.slice(0, 10))} does not declare an account ${shown(account)}`,
    { reason: 'not-declared', hint: sentence`name a commit whose manifests were applied to that account` },
  );
}

/**
 * Removes the record that exists under the name if the new one cannot follow it. That is so if the history was rewritten (the
 * former commits would stay reachable), if the remote has somebody else's record that this one does not include, or if a record
 * cannot be read.
 *
 * @returns the opened records without the removed ones
 */
async function makeRoom(
  name: string,
  record: AppliedRecord,
  former: AppliedRecord | undefined,
  opened: OpenedRecords,
): Promise<OpenedRecords> {
  const there = opened.found.filter((found) => found.name === name);
  const fetched = opened.remote?.reachable === true ? opened.remote.fetched.get(name) : undefined;
  const isForeign = fetched?.state === 'refused' || fetched?.state === 'diverged';
  const follows = former === undefined || (await continues(record, former, opened));
  if (follows && !isForeign && there.every((found) => found.record !== undefined)) return opened;
  const version = opened.remote?.reachable === true ? opened.remote.remote.records.get(name) : undefined;
  if (version !== undefined && opened.location !== undefined && opened.remote !== undefined)
    await dropAtRemote(opened.location.repository, opened.remote.name, name, version);
  for (const found of there) await (found.keptIn === 'git' ? opened.shared : opened.own)?.drop(name, found.version);
  return { ...opened, found: opened.found.filter((found) => found.name !== name) };
}

async function dropSource(source: MoveSource, { location }: OpenedRecords, options: CommandOptions): Promise<void> {
  if (source.kind === 'record') await (await findToDrop({ by: 'name', names: [source.name] }, options)).drop();
  if (source.kind === 'old' && location !== undefined) await dropApplied(location, source.account, source.commit);
}
