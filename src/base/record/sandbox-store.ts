// Reads and writes the records (what was applied) and the manifests that a sandbox keeps in its own state, through its admin
// routes. So a sandbox with a new state has no records, and a copied state has the records of the original. Importing this file
// loads the HTTP client, so import it on demand.

import { personal } from '../../contact/argument.ts';
import type { HintedError } from '../../contact/hinted-error.ts';
import { type Sentence, sentence, shown } from '../../contact/sentence.ts';

import { connect } from '../../http/index.ts';
import { type ApiRequest, type ApiResponse, type Connection, HttpError } from '../../http/request.ts';
import { type AppliedRecord, isLocal } from './document.ts';
import {
  assertFits,
  digestOf,
  filesOnDemand,
  fromDocument,
  KEPT_UNNAMED_MS,
  type LocalManifests,
  missing,
  toDocument,
} from './local-manifests.ts';
import { assertRecordName, assertReplaceable, isRecordName, lostRace } from './refused-write.ts';
import { type RecordStore, recordError, type StoredRecord, type UnreadableRecord } from './store.ts';
import { parseRecord, serialiseRecord } from './text/record-text.ts';

/** The records of a sandbox, and the manifests that they name. */
export interface SandboxRecords extends RecordStore {
  readonly manifests: LocalManifests;
  /** Closes the connection to the sandbox. */
  close(): Promise<void>;
}

/** Largest accepted response body in bytes: as large as the largest state of a sandbox. */
const MAX_BODY_BYTES = 500 * 1024 * 1024;

/**
 * Opens the records of a sandbox; nothing is sent yet. Every method throws HintedError `applied-ref` (`unreachable`) if the
 * sandbox does not answer.
 *
 * @param url of the sandbox: `http://127.0.0.1:4010`
 */
export function sandboxRecords(url: string): SandboxRecords {
  const connection = connect({ baseUrl: url, label: 'sandbox', headers: {}, maxBodyBytes: MAX_BODY_BYTES });
  const ask = (request: Question): Promise<ApiResponse> => askSandbox(connection, url, request);
  const list = (): Promise<readonly (StoredRecord | UnreadableRecord)[]> => listRecords(ask);
  return {
    list,
    async write(name, record, previous) {
      assertRecordName(name);
      const found = (await list()).find((stored) => stored.name === name);
      assertReplaceable(name, found, previous);
      return writeRecord(ask, name, record, previous);
    },
    async drop(name, version) {
      assertRecordName(name);
      const answer = await ask({ method: 'DELETE', path: `/records/${name}`, headers: ifMatch(version), also: 412 });
      if (answer.status === 412) throw lostRace(name);
    },
    manifests: sandboxManifests(ask, url),
    close: () => connection.close(),
  };
}

interface Question extends Pick<ApiRequest, 'method' | 'body'> {
  /** Path of the admin route, without the leading `/_sandbox`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An error status that the caller handles itself. */
  readonly also?: number;
  /** Tells whether the body of a successful answer has the form that a sandbox sends; absent: any body is accepted. */
  readonly expects?: (body: unknown) => boolean;
}

type Ask = (question: Question) => Promise<ApiResponse>;

/** A record as the sandbox lists it. */
interface ListedRecord {
  readonly name: string;
  readonly version: string;
  readonly record: unknown;
}

interface RecordList {
  readonly records: readonly ListedRecord[];
}

/** True if the body is a list of records. Another server at this address could answer anything. */
function isList(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'records' in body && Array.isArray(body.records);
}

async function listRecords(ask: Ask): Promise<readonly (StoredRecord | UnreadableRecord)[]> {
  const { body } = await ask({ method: 'GET', path: '/records', expects: isList });
  return (body as RecordList).records
    .filter(({ name }) => isRecordName(name))
    .map(({ name, version, record: stored }) => {
      const record = parseRecord(JSON.stringify(stored));
      return { name, version, ...(record === undefined ? {} : { record }) };
    });
}

async function writeRecord(
  ask: Ask,
  name: string,
  record: AppliedRecord,
  previous: string | undefined,
): Promise<string> {
  const headers = previous === undefined ? { 'if-none-match': '*' } : ifMatch(previous);
  const answer = await ask({
    method: 'PUT',
    path: `/records/${name}`,
    headers,
    body: JSON.parse(serialiseRecord(record)),
    also: 412,
  });
  if (answer.status === 412) throw lostRace(name);
  return (answer.body as { readonly version: string }).version;
}

function ifMatch(version: string): Readonly<Record<string, string>> {
  return { 'if-match': `"${version}"` };
}

function sandboxManifests(ask: Ask, url: string): LocalManifests {
  return {
    async save(revision, files, data) {
      const { formatVersion, ...stored } = assertFits(toDocument(revision, files, data));
      const body = {
        formatVersion,
        files: stored.files.map((file) => ({ ...file })),
        data: stored.data.map((file) => ({ ...file })),
      };
      await ask({ method: 'PUT', path: `/manifests/${digestOf(revision)}`, body });
    },
    filesAt: (revision) =>
      filesOnDemand(async () => {
        const answer = await ask({ method: 'GET', path: `/manifests/${digestOf(revision)}`, also: 404 });
        const where = `the sandbox at ${url}`;
        if (answer.status === 404) throw missing(revision, where);
        return fromDocument(answer.body, revision, where);
      }),
    async prune(keep) {
      const body = { keep: keep.filter(isLocal).map(digestOf), olderThanMs: KEPT_UNNAMED_MS };
      await ask({ method: 'POST', path: '/manifests/prune', body });
    },
  };
}

async function askSandbox(connection: Connection, url: string, question: Question): Promise<ApiResponse> {
  const { method, path, headers = {}, body, also, expects = () => true } = question;
  const request = { method, path: `/_sandbox${path}`, query: [], ...(body === undefined ? {} : { body }) };
  // Do not repeat a write whose answer was lost. If the sandbox has carried it out, the repetition would find the version that
  // this run wrote, and take it for another run's.
  const answer = await connection
    .send(request, { budgets: [], repeat: 'look-first', headers })
    .catch((error: unknown) => {
      throw error instanceof HttpError ? unreachable(url, sentence`${personal('system', error.message)}`) : error;
    });
  if (answer.status === also || (answer.status < 300 && expects(answer.body))) return answer;
  throw unreachable(url, sentence`it answered ${method} ${shown(request.path)} with status ${answer.status}`);
}

function unreachable(url: string, why: Sentence): HintedError {
  const message = sentence`the records of the sandbox at ${shown(url)} cannot be reached: ${why}`;
  return recordError('unreachable', message, sentence`start the sandbox again, with this version of rollcall`);
}
