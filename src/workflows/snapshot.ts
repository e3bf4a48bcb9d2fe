// Takes snapshots of live contacts, and makes accounts read from a snapshot instead of their vendors. The lines of a snapshot are
// streamed as contacts arrive. Contacts are listed if the vendor supports it; otherwise the declared contacts are looked up. The
// first failed read aborts a snapshot, so that it is complete or not written.

import type { ConfigurationToPlan } from '../base/contact-to-plan.ts';
import {
  type DesiredContact,
  type Identifier,
  identifierKey,
  type LiveContact,
  liveIdentifiers,
} from '../contact/contact.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { sentence } from '../contact/sentence.ts';
import type { ReadProblem } from '../live/problem.ts';
import { type AccountEnd, contactLine, endLine, headLine } from '../live/snapshot/file.ts';
import { snapshotSource } from '../live/snapshot/snapshot.ts';
import type { LiveSource, ReadProgress, ReadReport } from '../live/source.ts';
import type { Account } from '../manifest/configuration.ts';
import { lookUps } from '../plan/match.ts';
import { sentencesOfFailure } from '../render/words/failures.ts';
import { packageVersion } from '../version.ts';
import type { ConnectedAccount } from './connect.ts';

/** The time of the snapshot, and a listener for its progress. */
export interface TakeSnapshotOptions {
  readonly takenAt: Date;
  readonly onProgress?: (account: string, progress: ReadProgress) => void;
}

/**
 * Reads the live contacts of every account.
 *
 * @param connected all accounts of the configuration
 * @returns the content of a snapshot file in pieces of whole lines (JSON, with line ends), as contacts arrive
 * @throws HintedError `snapshot` if an account cannot be read completely; the pieces so far are then not a valid snapshot
 */
export async function* takeSnapshot(
  { accounts, contacts }: Pick<ConfigurationToPlan, 'accounts' | 'contacts'>,
  connected: ReadonlyMap<string, ConnectedAccount>,
  { takenAt, onProgress = () => {} }: TakeSnapshotOptions,
): AsyncGenerator<string, void, undefined> {
  yield headLine(packageVersion(), takenAt);
  for (const account of accounts) {
    const target = connected.get(account.name);
    if (target === undefined) throw new RangeError(`account ${account.name} is not connected`);
    const declared = contacts.map(({ desired }) => desired).filter((contact) => contact.account === account.name);
    yield* linesOf(account, target, declared, (progress) => onProgress(account.name, progress));
  }
}

async function* linesOf(
  account: Account,
  { source }: ConnectedAccount,
  declared: readonly DesiredContact[],
  onProgress: (progress: ReadProgress) => void,
): AsyncGenerator<string, void, undefined> {
  const schema = await source.schema();
  if ('problem' in schema) throw unread(schema.problem);
  const asked = declared.flatMap((contact) => lookUps(contact, account));
  const isToBeAsked = mayBeResubscribed(declared, account);
  const toAsk: Identifier[] = [];
  let waiting: string[] = [];
  let wake = (): void => {};
  let report: ReadReport | undefined;
  const questions = asked.map((ask) => ({ ask, also: [] }));
  const onContact = (live: LiveContact): void => {
    waiting.push(contactLine(account.name, live));
    if (isToBeAsked(live)) toAsk.push(...live.emails.map((value) => ({ kind: 'email', value }) as const));
    wake();
  };
  const reading = source.read(questions, onContact, { onProgress, strategy: 'list' }).then((finished) => {
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
  assertWhole(report);
  const { complete } = report;
  const keys = complete ? [] : asked.map(identifierKey);
  const { dialect } = account.capabilities;
  const suppression = await readSuppression(source, toAsk);
  yield endLine(account.name, { dialect, complete, asked: keys, schema: schema.schema, ...suppression });
}

/**
 * Returns a function that checks whether a live contact has opted out but is declared with consent. A plan asks the vendor whether
 * the address of such a contact is suppressed, so the snapshot must contain the answer.
 */
function mayBeResubscribed(declared: readonly DesiredContact[], account: Account): (live: LiveContact) => boolean {
  const claims = declared.filter(({ channels }) => channels.email?.consent !== undefined);
  const keys = new Set(claims.flatMap((contact) => lookUps(contact, account)).map(identifierKey));
  return (live) =>
    live.channels.email?.optedOut === true && liveIdentifiers(live).some((own) => keys.has(identifierKey(own)));
}

async function readSuppression(
  source: LiveSource,
  toAsk: readonly Identifier[],
): Promise<Pick<AccountEnd, 'suppression'>> {
  if (source.suppressed === undefined) return {};
  const { suppressed, failed } = await source.suppressed(toAsk);
  assertWhole({ failed });
  return { suppression: { asked: toAsk.map(identifierKey), suppressed: [...suppressed] } };
}

function assertWhole({ problem, failed }: Pick<ReadReport, 'failed'> & { readonly problem?: ReadProblem }): void {
  const [first] = problem === undefined ? failed.values() : [problem];
  if (first !== undefined) throw unread(first);
}

function unread(problem: ReadProblem): HintedError {
  const { message, hint } = sentencesOfFailure(problem);
  return new HintedError('snapshot', sentence`${message}; no snapshot was written`, { hint });
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
      return [account, { ...connected, source: snapshotSource(file, { account, dialect, canCheckSuppression }) }];
    }),
  );
}
