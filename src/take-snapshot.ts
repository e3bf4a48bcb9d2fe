// Accounts → the lines of a snapshot, as the contacts come. Listed where the vendor can list, else the declared contacts are
// looked up. A snapshot is whole or not at all: what could not be read ends it.

import type { ConnectedAccount } from './connect.ts';
import { identifierKey } from './contact/contact.ts';
import { contactLine, endLine, headLine, SnapshotError } from './live/snapshot-file.ts';
import type { ReadProgress, ReadReport } from './live/source.ts';
import type { Account, Configuration } from './manifest/configuration.ts';
import { lookUps } from './plan/match.ts';
import { packageVersion } from './version.ts';

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
    const declared = contacts.filter((contact) => contact.account === account.name && contact.removed === undefined);
    const asked = declared.flatMap((contact) => lookUps(contact, account));
    yield* linesOf(account, at, asked, (progress) => onProgress(account.name, progress));
  }
}

async function* linesOf(
  account: Account,
  { source }: ConnectedAccount,
  asked: ReturnType<typeof lookUps>,
  onProgress: (progress: ReadProgress) => void,
): AsyncGenerator<string, void, undefined> {
  const schema = await source.schema();
  if ('problem' in schema) throw new SnapshotError(schema.problem.message, schema.problem.hint);
  let waiting: string[] = [];
  let wake = (): void => {};
  let report: ReadReport | undefined;
  const questions = asked.map((ask) => ({ ask, also: [] }));
  const onContact = (live: Parameters<typeof contactLine>[1]): void => {
    waiting.push(contactLine(account.name, live));
    wake();
  };
  const reading = source.read(questions, onContact, { onProgress, way: 'list' }).then((finished) => {
    report = finished;
    wake();
  });
  while (report === undefined) {
    const arrived = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await Promise.race([arrived, reading]);
    yield waiting.join('');
    waiting = [];
  }
  yield waiting.join('');
  assertWhole(report);
  const { complete } = report;
  const keys = complete ? [] : asked.map(identifierKey);
  const { dialect } = account.capabilities;
  yield endLine(account.name, { dialect, complete, asked: keys, schema: schema.schema });
}

function assertWhole({ problem, failed }: ReadReport): void {
  const [first] = problem === undefined ? failed.values() : [problem];
  if (first !== undefined) throw new SnapshotError(`${first.message}; no snapshot was written`, first.hint);
}
