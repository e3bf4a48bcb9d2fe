// Accounts → the lines of a snapshot, as the contacts come. Listed where the vendor can list, else the declared contacts are
// looked up. A snapshot is whole or not at all: what could not be read ends it.

import {
  type DesiredContact,
  type Identifier,
  identifierKey,
  type LiveContact,
  liveIdentifiers,
} from '../contact/contact.ts';
import type { ReadProblem } from '../live/problem.ts';
import { type AccountEnd, contactLine, endLine, headLine, SnapshotError } from '../live/snapshot/file.ts';
import type { LiveSource, ReadProgress, ReadReport } from '../live/source.ts';
import type { Account, Configuration } from '../manifest/configuration.ts';
import { lookUps } from '../plan/match.ts';
import { redactArguments } from '../render/redact/arguments.ts';
import { wordsOfFailure } from '../render/words/failures.ts';
import { packageVersion } from '../version.ts';
import type { ConnectedAccount } from './connect.ts';

export interface TakeSnapshotOptions {
  readonly takenAt: Date;
  readonly onProgress?: (account: string, progress: ReadProgress) => void;
}

/** @throws SnapshotError if an account cannot be read to the end */
export async function* takeSnapshot(
  { accounts, contacts }: Pick<Configuration, 'accounts' | 'contacts'>,
  connected: ReadonlyMap<string, ConnectedAccount>,
  { takenAt, onProgress = () => {} }: TakeSnapshotOptions,
): AsyncGenerator<string, void, undefined> {
  yield headLine(packageVersion(), takenAt);
  for (const account of accounts) {
    const at = connected.get(account.name);
    if (at === undefined) throw new RangeError(`account ${account.name} is not connected`);
    const declared = contacts.filter((contact) => contact.account === account.name);
    yield* linesOf(account, at, declared, (progress) => onProgress(account.name, progress));
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
  const isDoubtful = mayBeResubscribed(declared, account);
  const doubtful: Identifier[] = [];
  let waiting: string[] = [];
  let wake = (): void => {};
  let report: ReadReport | undefined;
  const questions = asked.map((ask) => ({ ask, also: [] }));
  const onContact = (live: LiveContact): void => {
    waiting.push(contactLine(account.name, live));
    if (isDoubtful(live)) doubtful.push(...live.emails.map((value) => ({ kind: 'email', value }) as const));
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
    // Taken before they are handed on: more come while they are written.
    const lines = waiting;
    waiting = [];
    yield lines.join('');
  }
  yield waiting.join('');
  assertWhole(report);
  const { complete } = report;
  const keys = complete ? [] : asked.map(identifierKey);
  const { dialect } = account.capabilities;
  const suppression = await readSuppression(source, doubtful);
  yield endLine(account.name, { dialect, complete, asked: keys, schema: schema.schema, ...suppression });
}

/** Opted out, and declared as subscribed with newer consent: a plan would ask whether the vendor suppresses the address. */
function mayBeResubscribed(declared: readonly DesiredContact[], account: Account): (live: LiveContact) => boolean {
  const claims = declared.filter(({ channels }) => channels.email?.consent !== undefined);
  const keys = new Set(claims.flatMap((contact) => lookUps(contact, account)).map(identifierKey));
  return (live) =>
    live.channels.email?.optedOut === true && liveIdentifiers(live).some((own) => keys.has(identifierKey(own)));
}

async function readSuppression(
  source: LiveSource,
  doubtful: readonly Identifier[],
): Promise<Pick<AccountEnd, 'suppression'>> {
  if (source.suppressed === undefined) return {};
  const { suppressed, failed } = await source.suppressed(doubtful);
  assertWhole({ failed });
  return { suppression: { asked: doubtful.map(identifierKey), suppressed: [...suppressed] } };
}

function assertWhole({ problem, failed }: Pick<ReadReport, 'failed'> & { readonly problem?: ReadProblem }): void {
  const [first] = problem === undefined ? failed.values() : [problem];
  if (first !== undefined) throw unread(first);
}

function unread({ code, args }: ReadProblem): SnapshotError {
  const { message, hint } = wordsOfFailure({ code, args }) ?? { message: code, hint: '' };
  const masked = wordsOfFailure({ code, args: redactArguments(args) })?.message ?? code;
  return new SnapshotError(`${message}; ${NOT_WRITTEN}`, hint, `${masked}; ${NOT_WRITTEN}`);
}

const NOT_WRITTEN = 'no snapshot was written';
