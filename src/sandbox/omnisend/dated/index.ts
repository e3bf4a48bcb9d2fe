// Omnisend API 2026-03-15. Enters: a request whose path begins with /api. Leaves: the answer, errors as problem details.
// It reads and writes the brand through its rules and keeps nothing of its own.

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
  mostItems: 100,
  ignoresUnknownParameters: false,
  showsSingleItems: false,
  carryOut(context, method, item) {
    const body = { kind: 'json', value: item } as const;
    const request = { number: 0, method, mount: '', path: CONTACTS, query: '', headers: {}, body };
    const answer = answerTo(replyTo(CONTACT_ROUTES, context, request), 0);
    return answer.status === 201 ? { ...answer, status: Number(context.brand.settings.batchCreated) } : answer;
  },
};

const ROUTES: readonly Route[] = [...CONTACT_ROUTES, ...batchRoutes(BATCHES)];

export const dated: Dialect = {
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
