// Reads live contacts from a snapshot file instead of a vendor, without any network. Reads the file line by line in every
// reading and keeps no contact in memory. A contact that the snapshot did not ask for is unknown, never absent.

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Identifier, identifierKey, type LiveContact } from '../../contact/contact.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import type { LiveSource, Question, ReadProblem, ReadReport, SuppressionReport } from '../source.ts';
import { type AccountEnd, checkHead, parseLine } from './file.ts';

/** The account to read from a snapshot. */
export interface SnapshotAccount {
  /** The account's name. */
  readonly account: string;
  readonly dialect: string;
  /** True if the vendor can be asked which addresses it suppresses. */
  readonly tellsSuppression: boolean;
}

/**
 * Creates a live source that reads a snapshot. Its methods throw HintedError `snapshot` if the file is not a valid
 * snapshot.
 */
export function snapshotSource(file: string, snapshot: SnapshotAccount): LiveSource {
  return {
    ...(snapshot.tellsSuppression ? { suppressed: (identifiers) => readSuppression(file, snapshot, identifiers) } : {}),
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
      return { ...report, complete: read.end.complete, failed: unanswered(questions, read.end) };
    },
  };
}

async function readSuppression(
  file: string,
  snapshot: SnapshotAccount,
  identifiers: readonly Identifier[],
): Promise<SuppressionReport> {
  const read = await readAccount(file, snapshot, () => {});
  const { asked = [], suppressed = [] } = 'problem' in read ? {} : (read.end.suppression ?? {});
  const answered = new Set(asked);
  const keys = identifiers.map(identifierKey).filter((key) => !answered.has(key));
  return { requests: 0, suppressed: new Set(suppressed), failed: new Map(keys.map((key) => [key, NO_SUPPRESSION])) };
}

function unanswered(questions: readonly Question[], { complete, asked }: AccountEnd): ReadReport['failed'] {
  if (complete) return new Map();
  const answered = new Set(asked);
  const keys = questions.map(({ ask }) => identifierKey(ask)).filter((key) => !answered.has(key));
  return new Map(keys.map((key) => [key, NOT_ASKED] as const));
}

const RETAKE = 'take the snapshot again with these manifests';

const NOT_ASKED: ReadProblem = {
  code: 'not-in-snapshot',
  message: 'the snapshot does not say whether the vendor has these contacts: they were not declared when it was taken',
  hint: RETAKE,
};

const NO_SUPPRESSION: ReadProblem = {
  code: 'not-in-snapshot',
  message:
    'the snapshot does not say whether the vendor suppresses these addresses: none of them was to be resubscribed when it was taken',
  hint: RETAKE,
};

async function readAccount(
  file: string,
  { account, dialect }: SnapshotAccount,
  onContact: (live: LiveContact) => void,
): Promise<{ readonly end: AccountEnd } | { readonly problem: ReadProblem }> {
  let end: AccountEnd | undefined;
  // Skip other accounts' lines without parsing them.
  const beginning = `{"account":${JSON.stringify(account)},`;
  for await (const line of linesOf(file)) {
    if (!line.startsWith(beginning)) continue;
    const parsed = parseLine(line, file);
    if ('end' in parsed) end = parsed.end;
    else onContact(parsed.contact);
  }
  if (end === undefined) {
    const message = `${account}: the snapshot does not include this account`;
    return { problem: { code: 'not-in-snapshot', message, hint: RETAKE } };
  }
  if (end.dialect === dialect) return { end };
  const message = `${account}: the snapshot was taken from ${end.dialect}, and the account is now ${dialect}`;
  return { problem: { code: 'other-dialect', message, hint: RETAKE } };
}

/** Yields every line after the first, which is checked. */
async function* linesOf(file: string): AsyncGenerator<string, void, undefined> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  let isFirst = true;
  try {
    for await (const line of lines) {
      if (isFirst) checkHead(line, file);
      else yield line;
      isFirst = false;
    }
  } catch (error) {
    if (error instanceof HintedError || !(error instanceof Error && 'code' in error)) throw error;
    throw new HintedError('snapshot', `cannot read ${file}: ${error.code}`, {
      hint: 'name a file written by snapshot --out',
    });
  }
  if (isFirst) checkHead(undefined, file);
}
