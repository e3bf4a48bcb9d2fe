// Plans the Omnisend requests for all changes of an account, and decodes their responses. Pure.
//
//   update   one PATCH with only the differences
//   create   one POST, or one item of a batch if many are created
//   tags     tags in map form (tag → true or false) have calls of their own: each adds or removes one tag for many contacts

import type { Difference } from '../../contact/difference.ts';
import type { ApiResponse } from '../../http/request.ts';
import { isSuccess } from '../answers.ts';
import type { AccountSettings, ChangeDraft, ItemResult, RequestDraft, Requests } from '../contract.ts';
import { createBatchResults } from './batch-results.ts';
import { createBatchSearch } from './batch-search.ts';
import { createPlanBatches } from './batches.ts';
import { createEncodeBody } from './body.ts';
import type { Codec } from './codec.ts';
import type { Dialect } from './dialect.ts';
import { isTagMember, planTags } from './tags.ts';
import { createWriteResult } from './write-result.ts';

/** Creates the functions that plan the requests of one dialect and decode their responses. */
export function createRequests(dialect: Dialect, codec: Codec): Requests {
  const writeResult = createWriteResult(dialect, codec);
  const batch = createBatchResults(dialect, codec, writeResult);
  return {
    plan: createPlan(dialect),
    results(request, response) {
      switch (request.kind) {
        case 'batch':
          return batch.results(request, response);
        case 'grouped':
          return request.items.map(({ change }) => tagResult(change, response, codec));
        default:
          return request.items.map(({ change }) => writeResult(change, request.method, response));
      }
    },
    pollResults: batch.pollResults,
    jobSearch: createBatchSearch(dialect),
    whyUnconverged: (difference) => ({ reason: whyUnconverged(difference, dialect.tagsReason) }),
  };
}

/** Creates the planner of requests: first the single writes in the order of the changes, then the batches, then the tags. */
function createPlan(dialect: Dialect): Requests['plan'] {
  const planWrite = createPlanWrite(dialect);
  const planBatches = createPlanBatches(dialect);
  return (changes, settings) => {
    const writes = changes.map((change) => planWrite(change, settings)).filter((write) => write !== undefined);
    const batches = planBatches(writes.filter(({ method }) => method === 'POST'));
    const batched = new Set(batches.flatMap(({ members }) => members));
    const requests = [...writes.filter((write) => !batched.has(write)), ...batches.map(({ request }) => request)];
    return [...requests, ...planTags(changes, createsByChange(requests), dialect.tagsPath)];
  };
}

/** Returns a map from change id to the index of the request that creates the change's contact. */
function createsByChange(requests: readonly RequestDraft[]): ReadonlyMap<string, number> {
  return new Map(
    requests.flatMap(({ method, items }, index) =>
      method === 'POST' ? items.map(({ change }) => [change, index] as const) : [],
    ),
  );
}

type PlanWrite = (change: ChangeDraft, settings: AccountSettings) => RequestDraft | undefined;

/**
 * Creates the planner for the POST or PATCH of one contact. It returns undefined if an update only adds or removes single tags,
 * because planTags plans those.
 */
function createPlanWrite(dialect: Dialect): PlanWrite {
  const encodeBody = createEncodeBody(dialect);
  return (change, settings) => {
    const carries = change.differences.flatMap((difference, index) => (isTagMember(difference) ? [] : [index]));
    if (carries.length === 0 && change.action !== 'create') return undefined;
    const differences = change.differences.filter((difference) => !isTagMember(difference));
    return {
      kind: 'single',
      ...address(change, settings, dialect.contactsPath),
      body: encodeBody(change, differences),
      items: [{ change: change.id, pointer: '', carries }],
      after: [],
      polls: 'none',
    };
  };
}

function address(
  { action, live }: ChangeDraft,
  { keyField }: AccountSettings,
  contactsPath: string,
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

/** Decodes the response to a tags call: the vendor accepts tags with status 202 and applies them later. */
function tagResult(change: string, response: ApiResponse, { decodeFailure }: Codec): ItemResult {
  if (isSuccess(response)) return { change, result: 'accepted' };
  return { change, result: 'failed', failure: decodeFailure(response) };
}

function whyUnconverged({ path, after }: Difference, tagsReason: string): string {
  switch (path[0]) {
    case 'email':
    case 'phone':
      return 'Omnisend silently ignores an identifier that belongs to another contact';
    case 'channels':
      return 'Omnisend keeps the status with the newest date, and already has a newer one';
    case 'tags':
      return tagsReason;
    case 'customProperties':
      return 'Omnisend ignores a property that it cannot store, and rounds or rewrites some values';
    case 'country':
    case 'countryCode':
      return 'Omnisend derives country and countryCode from each other';
    default:
      return after === null
        ? 'Omnisend does not document that an empty text clears this field, and it did not'
        : 'Omnisend ignores or rewrites values that it does not accept';
  }
}
