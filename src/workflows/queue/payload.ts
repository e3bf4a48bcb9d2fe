// What travels with a run through the queue: the plan, and for each account its settings and the contacts that its changes are for, as
// the manifests declared them when the run was handed over. Never a credential: settings contain only names of variables.

import type { Approval } from '../../apply/check-plan.ts';
import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { RecordBefore } from '../../base/rollback/rolled-back.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { Plan } from '../../plan/document.ts';
import { parsePlan, serialisePlan } from '../../plan/plan-file.ts';
import type { Decrypt, Encrypt } from '../../store/age.ts';
import type { Payload } from '../../store/database/payload.ts';
import { decodeUtf8 } from '../../store/utf8.ts';

/** How a run is to be applied, as the command line said when it was handed over. Contains no personal data. */
export interface RunSettings {
  readonly approval: Omit<Approval, 'records'> & { readonly records: readonly Entry<Approval['records']>[] };
  /** Ids (`changeId`) of the reviewed changes; null: all changes may be sent. */
  readonly reviewed: readonly string[] | null;
  /** Ids of the reviewed plans; null: no plan was reviewed. */
  readonly reviewedPlans: readonly string[] | null;
  /** What the records said before the run. */
  readonly before: readonly RecordBefore[];
  readonly refresh: boolean;
  readonly verify: boolean;
  readonly maxAge?: number;
  readonly parallelism?: number;
}

type Entry<M> = M extends ReadonlyMap<infer Key, infer Value> ? readonly [Key, Value] : never;

/** One account's part of a run. */
export interface PartInput {
  readonly account: Account;
  readonly contacts: readonly ContactToPlan[];
}

/** Size of the pieces in which a payload is stored, in bytes. */
const PIECE = 1024 * 1024;

/** Yields the payload of a run. */
export function* payloadOf(
  plan: Plan,
  parts: readonly PartInput[],
  encrypt: Encrypt | undefined,
): Generator<Payload, void, undefined> {
  yield { name: 'plan', pieces: piecesOf(serialisePlan(plan), encrypt) };
  for (const part of parts) yield { name: nameOf(part.account.name), pieces: piecesOf(serialisePart(part), encrypt) };
}

function nameOf(account: string): string {
  return `account ${account}`;
}

function* serialisePart({ account, contacts }: PartInput): Generator<string, void, undefined> {
  yield `${JSON.stringify(account)}\n`;
  for (const contact of contacts) yield `${JSON.stringify(contact)}\n`;
}

async function* piecesOf(text: Iterable<string>, encrypt: Encrypt | undefined): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of encrypt === undefined ? bytesOf(text) : encrypt(text)) {
    waiting.push(bytes);
    size += bytes.length;
    if (size < PIECE) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(waiting);
}

function* bytesOf(text: Iterable<string>): Generator<Uint8Array> {
  for (const piece of text) yield Buffer.from(piece, 'utf8');
}

/** Reads the payload of one run. */
export interface PayloadReader {
  readonly runId: string;
  /** Reads a piece of the payload; empty if it is not there. */
  readonly read: (name: string) => Promise<Uint8Array>;
  /** Absent: the payload is not encrypted. */
  readonly decrypt: Decrypt | undefined;
}

/**
 * Reads the plan of a run, and checks it as a plan file is checked.
 *
 * @throws HintedError `queue` if it is not there; the errors of parsePlan, and of the decryption
 */
export async function readQueuedPlan(reader: PayloadReader): Promise<Plan> {
  return parsePlan(await textOf(reader, 'plan'), `the plan of run ${reader.runId}`);
}

/**
 * Reads an account of a run and its contacts.
 *
 * @throws HintedError `queue` if it is not there; the errors of the decryption
 */
export async function readPart(reader: PayloadReader, account: string): Promise<PartInput> {
  const [first = '', ...lines] = (await textOf(reader, nameOf(account))).split('\n');
  const contacts = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as ContactToPlan);
  return { account: JSON.parse(first) as Account, contacts };
}

async function textOf({ runId, read, decrypt }: PayloadReader, name: string): Promise<string> {
  const bytes = await read(name);
  if (bytes.length === 0) {
    throw new HintedError('queue', sentence`run ${shown(runId)} is incomplete: ${shown(name)} is not in the queue`, {
      reason: 'incomplete',
      hint: sentence`plan again, and hand the new plan over`,
    });
  }
  if (decrypt !== undefined) return decrypt(bytes, `run ${runId}`);
  return decodeUtf8(bytes, { name: sentence`${shown(name)} of run ${shown(runId)}`, code: 'queue' });
}
