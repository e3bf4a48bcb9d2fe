// All changes of an account → Example requests, and their answers → results. Pure.
//
//   update   one PATCH by id, with only what differs
//   create   one POST, which refuses (409) a person who is there

import type { ApiResponse } from '../../http/request.ts';
import { isSuccess } from '../answers.ts';
import type { ChangeDraft, ItemResult, RequestDraft, Requests } from '../contract.ts';
import { PEOPLE } from './api.ts';
import { decodeFailure, decodePerson, encodeDifferences } from './codec.ts';

export const requests: Requests = {
  plan: (changes) => changes.map(planOne),
  results: (request, response) => request.items.map(({ change }) => resultOf(change, response)),
  whyUnconverged: () => ({ reason: 'Example ignores values that it does not take' }),
};

function planOne(change: ChangeDraft): RequestDraft {
  return {
    kind: 'single',
    ...address(change),
    query: [],
    // A create without a status is `none` at the vendor, who mails nobody because of it (docs.example.com/status).
    body: encodeDifferences(change.differences),
    items: [{ change: change.id, pointer: '', carries: change.differences.map((_, index) => index) }],
    after: [],
    polls: 'none',
  };
}

function address({ action, live }: ChangeDraft): Pick<RequestDraft, 'method' | 'path'> {
  if (action === 'create') return { method: 'POST', path: PEOPLE };
  if (action === 'delete') throw new RangeError('Example deletes nobody');
  if (live?.id === undefined) throw new RangeError('a person at Example has an id');
  return { method: 'PATCH', path: `${PEOPLE}/${encodeURIComponent(live.id)}` };
}

/** A write answers with the whole person, which counts as the read-back. */
function resultOf(change: string, response: ApiResponse): ItemResult {
  if (!isSuccess(response)) return { change, result: 'failed', failure: decodeFailure(response) };
  const live = decodePerson(response.body);
  return live === undefined ? { change, result: 'accepted' } : { change, result: 'confirmed', live };
}
