// Takes snapshots and reads them back. Taking: accounts → the lines of a snapshot, streamed as contacts arrive. Contacts are
// listed if the vendor supports it, otherwise the declared contacts are looked up. A snapshot is complete or not written: after
// the first failed read, the other accounts are read only to report each that cannot be read. Reading: accounts → the same
// accounts with the snapshot in place of the vendors.

import type { ReadRow } from '../apply/account-results.ts';
import type { ConfigurationToPlan, ContactToPlan } from '../base/contact-to-plan.ts';
import { sha256 } from '../contact/canonical.ts';
import {
  asVendorHas,
  type DesiredContact,
  type Identifier,
  type IdentifierKey,
  identifierKey,
  type LiveContact,
  liveIdentifiers,
} from '../contact/contact.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { sentence, shown } from '../contact/sentence.ts';
import type { ReadProblem } from '../live/problem.ts';
import { type AccountEnd, contactLine, endLine, headLine } from '../live/snapshot/file.ts';
import { snapshotSource } from '../live/snapshot/snapshot.ts';
import type { LiveSource, ReadProgress, ReadReport } from '../live/source.ts';
import type { Account } from '../manifest/configuration.ts';
import { lookUps } from '../plan/match.ts';
import { sentencesOfFailure } from '../render/words/failures.ts';
import type { ListingHistory } from '../store/listings.ts';
import { packageVersion } from '../version.ts';
import type { ConnectedAccount } from './connect.ts';

/** The time of the snapshot, and a listener for its progress. */
export interface TakeSnapshotOptions {
  readonly takenAt: Date;
  /** Name of the environment; absent for none. */
  readonly environment?: string | undefined;
  /** Sizes of earlier listings, which bound how long a listing may become. */
  readonly listings?: ListingHistory | undefined;
  readonly onProgress?: (account: string, progress: ReadProgress) => void;
  /** Called once for every account, when it was read or could not be. */
  readonly onAccount?: (row: ReadRow) => void;
}

/**
 * Reads the live contacts of every account.
 *
 * @param connected all accounts of the configuration
 * @returns the content of a snapshot file in pieces of whole lines (JSON, with line ends), as contacts arrive
 * @throws HintedError `snapshot` if accounts cannot be read completely, after all were tried; the pieces so far are then not a valid
 *   snapshot
 */
export async function* takeSnapshot(
  { accounts, contacts }: Pick<ConfigurationToPlan, 'accounts' | 'contacts'>,
  connected: ReadonlyMap<string, ConnectedAccount>,
  { takenAt, environment, listings, onProgress = () => {}, onAccount = () => {} }: TakeSnapshotOptions,
): AsyncGenerator<string, void, undefined> {
  yield headLine(packageVersion(), takenAt, environment);
  const unread: ReadRow[] = [];
  for (const account of accounts) {
    const target = connected.get(account.name);
    if (target === undefined) throw new RangeError(`account ${account.name} is not connected`);
    const own = contacts.filter(({ desired }) => desired.account === account.name);
    let read = 0;
    const last = await listings?.last(target);
    const lines = linesOf(account, target, own, {
      onProgress: (progress) => onProgress(account.name, progress),
      onLine() {
        read += 1;
      },
      known: last?.contacts,
    });
    const problem = unread.length === 0 ? yield* lines : await discard(lines);
    const row: ReadRow = { account: account.name, ...endOf(problem), contacts: read };
    if (problem !== undefined) unread.push(row);
    onAccount(row);
  }
  if (unread.length > 0) throw incomplete(unread);
}

function endOf(problem: ReadProblem | undefined): Pick<ReadRow, 'status' | 'code' | 'args'> {
  return problem === undefined ? { status: 'read' } : { status: 'unread', code: problem.code, args: problem.args };
}

/** Reads an account without keeping its lines. */
async function discard(
  lines: AsyncGenerator<string, ReadProblem | undefined, undefined>,
): Promise<ReadProblem | undefined> {
  for (;;) {
    const { done, value } = await lines.next();
    if (done === true) return value;
  }
}

function incomplete(unread: readonly ReadRow[]): HintedError {
  const [first] = unread;
  const { code = '', args = {} } = first ?? {};
  const { message, hint } = sentencesOfFailure({ code, args });
  const others = shown(
    unread
      .slice(1)
      .map(({ account }) => account)
      .join(', '),
  );
  const more = unread.length === 1 ? sentence`` : sentence`; neither could ${others} be read`;
  return new HintedError('snapshot', sentence`${message}${more}; no snapshot was written`, { hint });
}

interface LineOptions {
  readonly onProgress: (progress: ReadProgress) => void;
  /** Called for every line of a contact. */
  readonly onLine: () => void;
  /** Number of contacts in the last complete listing; undefined if there was none. */
  readonly known: number | undefined;
}

/** The lines of one account. @returns why it cannot be read completely; undefined if it can */
async function* linesOf(
  account: Account,
  { source }: ConnectedAccount,
  contacts: readonly ContactToPlan[],
  { onLine, ...options }: LineOptions,
): AsyncGenerator<string, ReadProblem | undefined, undefined> {
  const schema = await source.schema();
  if ('problem' in schema) return schema.problem;
  const asked = contacts.flatMap(({ desired }) => lookUps({ desired }, account));
  const isToBeAsked = isSuppressionAsked(contacts, account);
  const toAsk: Identifier[] = [];
  let waiting: string[] = [];
  let wake = (): void => {};
  let report: ReadReport | undefined;
  const questions = asked.map((ask) => ({ ask, also: [] }));
  const isNew = account.capabilities.reads.list?.complete === true ? () => true : firstOfEach();
  const onContact = (live: LiveContact): void => {
    const line = contactLine(account.name, live);
    if (!isNew(line)) return;
    onLine();
    waiting.push(line);
    if (isToBeAsked(live)) toAsk.push(...live.emails.map((value) => asVendorHas(live, { kind: 'email', value })));
    wake();
  };
  const reading = source.read(questions, onContact, { ...options, strategy: 'list' }).then((finished) => {
    report = finished;
    wake();
  });
  while (report === undefined) {
    const arrived = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await Promise.race([arrived, reading]);
    // Reset before yielding, because more lines arrive while these are written.
    const lines = waiting;
    waiting = [];
    yield lines.join('');
  }
  yield waiting.join('');
  const problem = firstProblem(report);
  if (problem !== undefined) return problem;
  const { complete } = report;
  const keys = complete ? [] : asked.map(identifierKey);
  const { dialect } = account.capabilities;
  const suppression = await readSuppression(source, toAsk);
  if ('problem' in suppression) return suppression.problem;
  yield endLine(account.name, { dialect, complete, asked: keys, schema: schema.schema, ...suppression });
  return undefined;
}

/**
 * Returns a function that is true for a line the first time only. A contact that is looked up by two identifiers is found twice.
 */
function firstOfEach(): (line: string) => boolean {
  const seen = new Set<string>();
  return (line) => {
    const { size } = seen;
    return seen.add(sha256(line)).size > size;
  };
}

/**
 * Returns a function that checks whether a live contact has opted out but is declared with consent, is declared in a list that it is not
 * in, or is to be deleted because it is no longer declared. A plan asks the vendor whether the address of such a contact is suppressed,
 * so the snapshot must contain the answer.
 */
function isSuppressionAsked(contacts: readonly ContactToPlan[], account: Account): (live: LiveContact) => boolean {
  const asking = new Map<IdentifierKey, readonly ContactToPlan[]>();
  for (const contact of contacts) {
    const { desired } = contact;
    const mayAsk = desired.channels.email?.consent !== undefined || declaredLists(desired).length > 0;
    if (!mayAsk && contact.base?.removed !== 'delete') continue;
    for (const key of lookUps({ desired }, account).map(identifierKey))
      asking.set(key, [...(asking.get(key) ?? []), contact]);
  }
  return (live) =>
    liveIdentifiers(live)
      .flatMap((own) => asking.get(identifierKey(own)) ?? [])
      .some((contact) => isInQuestion(contact, live));
}

function isInQuestion(
  { desired, base }: ContactToPlan,
  { channels: { email }, sets: { lists = [] } }: LiveContact,
): boolean {
  if (base?.removed === 'delete') return true;
  if (email?.optedOut === true) return desired.channels.email?.consent !== undefined;
  return declaredLists(desired).some((name) => !lists.includes(name));
}

/** The lists that the contact is to be in. */
function declaredLists({ sets: { lists } }: DesiredContact): readonly string[] {
  if (lists === undefined) return [];
  if (lists.form === 'list') return lists.members;
  return Object.keys(lists.members).filter((name) => lists.members[name] === true);
}

async function readSuppression(
  source: LiveSource,
  doubtful: readonly Identifier[],
): Promise<Pick<AccountEnd, 'suppression'> | { readonly problem: ReadProblem }> {
  if (source.suppressed === undefined) return {};
  const { suppressed, failed } = await source.suppressed(doubtful);
  const problem = firstProblem({ failed });
  if (problem !== undefined) return { problem };
  return { suppression: { asked: doubtful.map(identifierKey), suppressed: [...suppressed] } };
}

function firstProblem({
  problem,
  failed,
}: Pick<ReadReport, 'failed'> & { readonly problem?: ReadProblem }): ReadProblem | undefined {
  const [first] = problem === undefined ? failed.values() : [problem];
  return first;
}

/**
 * Makes accounts read from a snapshot instead of their vendors.
 *
 * @param file path of a file written from takeSnapshot; reading any other file throws a HintedError `snapshot`
 */
export function accountsFromSnapshot(
  accounts: ReadonlyMap<string, ConnectedAccount>,
  file: string,
): ReadonlyMap<string, ConnectedAccount> {
  return new Map(
    [...accounts].map(([account, connected]) => {
      const { capabilities, api } = connected.provider;
      const canCheckSuppression = api.suppression !== undefined;
      const { dialect } = capabilities;
      const { environment } = connected;
      const source = snapshotSource(file, { account, environment, dialect, canCheckSuppression });
      return [account, { ...connected, source }];
    }),
  );
}
