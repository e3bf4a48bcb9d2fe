// Reads live contacts from a snapshot file instead of a vendor. Sends no requests. Every call reads the file from the start, line
// by line, and keeps no contacts in memory. An identifier that was not looked up for the snapshot is reported as failed and is
// never taken for an absent contact.

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { personal } from '../../contact/argument.ts';
import { type Identifier, identifierKey, type LiveContact } from '../../contact/contact.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { ProblemArguments, ReadProblem } from '../problem.ts';
import type { LiveSource, Question, ReadReport, SuppressionReport } from '../source.ts';
import {
  type AccountEnd,
  checkEnvironment,
  checkHead,
  damaged,
  parseLine,
  type SnapshotHead,
  type SnapshotLine,
} from './file.ts';

/** Identifies the account to read from a snapshot. */
export interface SnapshotAccount {
  /** The account's name. */
  readonly account: string;
  /** Name of the environment that the snapshot must be of; absent for none. */
  readonly environment?: string | undefined;
  readonly dialect: string;
  /** True if the vendor's API can check whether it suppresses an email. */
  readonly canCheckSuppression: boolean;
}

/** Opens a file and yields its lines, without line terminators. */
export type ReadLines = (file: string) => AsyncIterable<string>;

/** A snapshot file, and how its lines are read. */
interface SnapshotFile {
  readonly file: string;
  readonly read: ReadLines;
}

/**
 * Creates a live source that reads one account from a snapshot file. Its methods reject with HintedError `snapshot` if the file
 * cannot be read or is not a valid snapshot.
 */
export function snapshotSource(path: string, snapshot: SnapshotAccount, read: ReadLines = readLines): LiveSource {
  const file = { file: path, read };
  return {
    ...(snapshot.canCheckSuppression
      ? { suppressed: (identifiers) => readSuppression(file, snapshot, identifiers) }
      : {}),
    async schema() {
      const read = await readAccount(file, snapshot, () => {});
      return 'problem' in read ? { requests: 0, problem: read.problem } : { requests: 0, schema: read.end.schema };
    },
    async read(questions, onContact) {
      let seen = 0;
      const read = await readAccount(file, snapshot, (live) => {
        seen += 1;
        onContact(live);
      });
      const report = { strategy: 'snapshot', requests: 0, seen } as const;
      if ('problem' in read) return { ...report, complete: false, failed: new Map(), problem: read.problem };
      return { ...report, complete: read.end.complete, failed: unanswered(questions, read.end, snapshot.account) };
    },
  };
}

async function readSuppression(
  file: SnapshotFile,
  snapshot: SnapshotAccount,
  identifiers: readonly Identifier[],
): Promise<SuppressionReport> {
  const read = await readAccount(file, snapshot, () => {});
  const { asked = [], suppressed = [] } = 'problem' in read ? {} : (read.end.suppression ?? {});
  const answered = new Set(asked);
  const problem = notInSnapshot(snapshot.account, 'suppression');
  const keys = identifiers.map(identifierKey).filter((key) => !answered.has(key));
  return { requests: 0, suppressed: new Set(suppressed), failed: new Map(keys.map((key) => [key, problem])) };
}

function unanswered(
  questions: readonly Question[],
  { complete, asked }: AccountEnd,
  account: string,
): ReadReport['failed'] {
  if (complete) return new Map();
  const answered = new Set(asked);
  const keys = questions.map(({ ask }) => identifierKey(ask)).filter((key) => !answered.has(key));
  const problem = notInSnapshot(account, 'contacts');
  return new Map(keys.map((key) => [key, problem] as const));
}

function notInSnapshot(account: string, what: ProblemArguments['not-in-snapshot']['what']): ReadProblem {
  return { code: 'not-in-snapshot', args: { account, what } };
}

async function readAccount(
  { file, read }: SnapshotFile,
  { account, environment, dialect }: SnapshotAccount,
  onContact: (live: LiveContact) => void,
): Promise<{ readonly end: AccountEnd } | { readonly problem: ReadProblem }> {
  let end: AccountEnd | undefined;
  // Skip the lines of other accounts without parsing them.
  const beginning = `{"account":${JSON.stringify(account)},`;
  for await (const line of linesOf(file, read, (head) => checkEnvironment(head, file, environment))) {
    if (!line.startsWith(beginning)) continue;
    const parsed = parseLine(line, file);
    if ('end' in parsed) end = parsed.end;
    else onContact(parsed.contact);
  }
  if (end === undefined) return { problem: notInSnapshot(account, 'account') };
  if (end.dialect === dialect) return { end };
  return { problem: { code: 'other-dialect', args: { account, taken: end.dialect, now: dialect } } };
}

/** A whole snapshot, read line by line. */
export interface OpenSnapshot {
  /** RFC 3339 instant. */
  readonly takenAt: string;
  /** Name of the environment; undefined for none. */
  readonly environment: string | undefined;
  /** All lines after the first, in the order of the file. */
  readonly lines: AsyncGenerator<SnapshotLine, void, undefined>;
}

/**
 * Opens a snapshot to read all of its accounts.
 *
 * @throws HintedError `snapshot`, also from `lines`, if the file cannot be read or is not a valid snapshot
 */
export async function openSnapshot(file: string, read: ReadLines = readLines): Promise<OpenSnapshot> {
  let takenAt: string | undefined;
  let environment: string | undefined;
  const lines = linesOf(file, read, (head) => {
    takenAt = head.takenAt;
    environment = head.environment;
  });
  // The head is checked when the first line after it is asked for.
  const first = await lines.next();
  if (takenAt === undefined) throw damaged(file);
  async function* parsed(): AsyncGenerator<SnapshotLine, void, undefined> {
    if (first.done === true) return;
    yield parseLine(first.value, file);
    for await (const line of lines) yield parseLine(line, file);
  }
  return { takenAt, environment, lines: parsed() };
}

/**
 * Checks the first line of a snapshot and yields all others.
 *
 * @throws HintedError `snapshot` if the file cannot be read, or if its first line is not valid
 */
async function* linesOf(
  file: string,
  read: ReadLines,
  onHead: (head: SnapshotHead) => void,
): AsyncGenerator<string, void, undefined> {
  let isFirst = true;
  try {
    for await (const line of read(file)) {
      if (isFirst) onHead(checkHead(line, file));
      else yield line;
      isFirst = false;
    }
  } catch (error) {
    if (error instanceof HintedError || !(error instanceof Error && 'code' in error)) throw error;
    throw new HintedError('snapshot', sentence`cannot read ${personal('file', file)}: ${shown(String(error.code))}`, {
      hint: sentence`name a file written by snapshot --out`,
    });
  }
  if (isFirst) checkHead(undefined, file);
}

function readLines(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
}
