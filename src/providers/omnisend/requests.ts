// All changes of an account → Omnisend requests, and their answers → results. Pure.
//
//   update   one PATCH with only what differs; map-form tags apart, grouped per tag and operation
//   create   one POST, or a place in a batch where many are created; then its map-form tags

import type { Difference } from '../../contact/difference.ts';
import type { ApiResponse } from '../../http/request.ts';
import { isSuccess } from '../answers.ts';
import type {
  AccountSettings,
  ChangeDraft,
  ItemResult,
  Poll,
  RequestDraft,
  Requests,
  SentRequest,
} from '../contract.ts';
import { batchPollResults, batchResults } from './batch-results.ts';
import { planBatches } from './batches.ts';
import { encodeBody } from './body.ts';
import type { Dialect } from './dialect.ts';
import { decodeFailure } from './failure.ts';
import { isTagMember, planTags } from './tags.ts';
import { writeResult } from './write-result.ts';

export function createRequests(dialect: Dialect): Requests {
  return {
    plan: (changes, settings) => plan(changes, settings, dialect),
    results: (request, response) => results(request, response, dialect),
    pollResults: (request, poll, response) => batchPollResults(request, poll, response, dialect),
    whyUnconverged: (difference) => ({ reason: whyUnconverged(difference, dialect) }),
  };
}

/** Single writes in the order of the changes, then batches, then tags. */
function plan(changes: readonly ChangeDraft[], settings: AccountSettings, dialect: Dialect): readonly RequestDraft[] {
  const writes = changes.map((change) => planWrite(change, settings, dialect)).filter((write) => write !== undefined);
  const batches = planBatches(
    writes.filter(({ method }) => method === 'POST'),
    dialect,
  );
  const batched = new Set(batches.flatMap(({ members }) => members));
  const requests = [...writes.filter((write) => !batched.has(write)), ...batches.map(({ request }) => request)];
  return [...requests, ...planTags(changes, createsByChange(requests), dialect.tagsPath)];
}

function createsByChange(requests: readonly RequestDraft[]): ReadonlyMap<string, number> {
  return new Map(
    requests.flatMap(({ method, items }, index) =>
      method === 'POST' ? items.map(({ change }) => [change, index] as const) : [],
    ),
  );
}

/** The POST or PATCH of one contact; undefined if all its differences travel as map-form tags. */
function planWrite(change: ChangeDraft, settings: AccountSettings, dialect: Dialect): RequestDraft | undefined {
  const carries = change.differences.flatMap((difference, index) => (isTagMember(difference) ? [] : [index]));
  if (carries.length === 0 && change.action !== 'create') return undefined;
  return {
    kind: 'single',
    ...address(change, settings, dialect),
    body: encodeBody(
      change,
      change.differences.filter((difference) => !isTagMember(difference)),
      dialect,
    ),
    items: [{ change: change.id, pointer: '', carries }],
    after: [],
    polls: 'none',
  };
}

function address(
  { action, live }: ChangeDraft,
  { keyField }: AccountSettings,
  { contactsPath }: Dialect,
): Pick<RequestDraft, 'method' | 'path' | 'query'> {
  if (action === 'create') return { method: 'POST', path: contactsPath, query: [] };
  if (action === 'delete') throw new RangeError('Omnisend deletes no contacts');
  const email = live?.emails[0];
  if (keyField === 'email' && email !== undefined) {
    return { method: 'PATCH', path: contactsPath, query: [['email', email]] };
  }
  if (live?.id === undefined) throw new RangeError('a live Omnisend contact has an id');
  return { method: 'PATCH', path: `${contactsPath}/${encodeURIComponent(live.id)}`, query: [] };
}

function results(request: SentRequest, response: ApiResponse, dialect: Dialect): readonly ItemResult[] | Poll {
  switch (request.kind) {
    case 'batch':
      return batchResults(request, response, dialect);
    case 'grouped':
      return request.items.map(({ change }) => tagResult(change, response, dialect));
    case 'single':
      return request.items.map(({ change }) => writeResult(change, request.method, response, dialect));
  }
}

/** Tags are accepted (202) and follow later. */
function tagResult(change: string, response: ApiResponse, dialect: Dialect): ItemResult {
  if (isSuccess(response)) return { change, result: 'accepted' };
  return { change, result: 'failed', failure: decodeFailure(response, dialect) };
}

function whyUnconverged({ path, after }: Difference, { tagsReason }: Dialect): string {
  switch (path[0]) {
    case 'email':
    case 'phone':
      return 'Omnisend silently ignores an identifier that belongs to another contact';
    case 'channels':
      return 'Omnisend keeps the status with the newest date, so a later one stands there already';
    case 'tags':
      return tagsReason;
    case 'customProperties':
      return 'Omnisend ignores a property that it cannot store, or rounded or rewrote the value';
    case 'country':
    case 'countryCode':
      return 'Omnisend derives country and countryCode from each other';
    default:
      return after === null
        ? 'that Omnisend clears this field by an empty text is not documented, and it did not'
        : 'Omnisend ignores or rewrites values that it does not take';
  }
}
