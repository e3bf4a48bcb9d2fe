// Simulates Omnisend's API 2026-03-15. Enters: a request whose path begins with /api. Leaves: the answer; errors are problem
// details (RFC 9457). The dialect reads and writes the brand, and has no state of its own.

import type { Answer } from '../../server/exchange.ts';
import { type BatchRules, batchRoutes } from '../batches/operations.ts';
import type { Dialect } from '../dialect.ts';
import { type Operation, type Reply, type Route, replyTo } from '../operation.ts';
import { getContact, listContacts, patchByEmail, patchById, postContact } from './contacts.ts';
import { refusal } from './gate.ts';
import { failureAnswer, problemAnswer } from './problem-answer.ts';
import { deleteTags, postTags } from './tags.ts';

const CONTACTS = '/api/contacts';
const TAGS = '/api/contacts/tags';

const CONTACT_ROUTES: readonly Route[] = [
  [
    CONTACTS,
    new Map<string, Operation>([
      ['GET', listContacts],
      ['POST', postContact],
      ['PATCH', patchByEmail],
    ]),
  ],
  [
    TAGS,
    new Map<string, Operation>([
      ['POST', postTags],
      ['DELETE', deleteTags],
    ]),
  ],
  [
    `${CONTACTS}/{id}`,
    new Map<string, Operation>([
      ['GET', getContact],
      ['PATCH', patchById],
    ]),
  ],
];

const BATCHES: BatchRules = {
  dialect: '2026-03-15',
  path: '/api/batches',
  accepted: 201,
  maxItems: 100,
  ignoresUnknownParameters: false,
  hasSingleItemRoute: false,
  executeItem(context, method, item) {
    const body = { kind: 'json', value: item } as const;
    const request = { number: 0, method, mount: '', path: CONTACTS, query: '', headers: {}, body };
    const answer = answerTo(replyTo(CONTACT_ROUTES, context, request), 0);
    return answer.status === 201 ? { ...answer, status: Number(context.brand.settings.batchCreated) } : answer;
  },
};

const ROUTES: readonly Route[] = [...CONTACT_ROUTES, ...batchRoutes(BATCHES)];

/** The dialect 2026-03-15. */
export const v2026_03_15: Dialect = {
  prefix: '/api/',
  batches: BATCHES,
  handle(context, request) {
    const kind = request.path === TAGS ? 'tags' : 'other';
    return answerTo(refusal(request, context.limits, kind) ?? replyTo(ROUTES, context, request), request.number);
  },
  failure: ({ number }, status, retryAfter) => failureAnswer(status, retryAfter, number),
};

function answerTo(reply: Reply, requestNumber: number): Answer {
  return 'problem' in reply ? problemAnswer(reply, requestNumber) : reply;
}
