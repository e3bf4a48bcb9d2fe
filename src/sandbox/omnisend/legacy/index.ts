// Omnisend API v5 and v3. Enters: a request whose path begins with /v5 or /v3. Leaves: the answer, errors as {error, fields},
// with the standing under the rate limits in headers. Neither has endpoints for tags. It keeps nothing of its own.

import type { Answer } from '../../server/exchange.ts';
import { type BatchRules, batchRoutes } from '../batches/operations.ts';
import type { Dialect } from '../dialect.ts';
import { knowing, type Reply, type Route, replyTo } from '../operation.ts';
import { getContact, listContacts, patchByEmail, patchById, postContact } from './contacts.ts';
import { errorAnswer, failureAnswer } from './error-answer.ts';
import { rateHeaders, refusal } from './gate.ts';
import { type LegacyRules, V3, V5 } from './rules.ts';

export const v5 = legacyDialect(V5);
export const v3 = legacyDialect(V3);

function legacyDialect(rules: LegacyRules): Dialect {
  const contactRoutes = contactRoutesOf(rules);
  const batches = batchRulesOf(rules, contactRoutes);
  const routes = [...contactRoutes, ...batchRoutes(batches)];
  return {
    prefix: `/${rules.version}/`,
    batches,
    handle(context, request) {
      const refused = refusal(rules, context, request);
      const { headers, ...answer } = answerTo(refused ?? replyTo(routes, context, request));
      return { ...answer, headers: { ...headers, ...rateHeaders(context.limits) } };
    },
    failure: (_request, status) => failureAnswer(status),
  };
}

function contactRoutesOf(rules: LegacyRules): readonly Route[] {
  const { version, listParameters, ignoresUnknownParameters: lenient } = rules;
  const contacts = `/${version}/contacts`;
  return [
    [
      contacts,
      new Map([
        ['GET', knowing(listParameters, (context, request) => listContacts(rules, context, request), lenient)],
        ['POST', knowing([], (context, request) => postContact(rules, context, request), lenient)],
        ['PATCH', knowing(['email'], (context, request) => patchByEmail(rules, context, request), lenient)],
      ]),
    ],
    [
      `${contacts}/{id}`,
      new Map([
        ['GET', knowing([], getContact, lenient)],
        ['PATCH', knowing([], (context, request, id) => patchById(rules, context, request, id), lenient)],
      ]),
    ],
  ];
}

function batchRulesOf(rules: LegacyRules, contactRoutes: readonly Route[]): BatchRules {
  const { version, ignoresUnknownParameters, mostBatchItems, largestBatch } = rules;
  return {
    dialect: version,
    path: `/${version}/batches`,
    accepted: 200,
    mostItems: mostBatchItems,
    ignoresUnknownParameters,
    showsSingleItems: version === 'v3',
    ...(largestBatch === undefined ? {} : { largestBody: largestBatch }),
    carryOut(context, method, item) {
      const body = { kind: 'json', value: item } as const;
      const request = { number: 0, method, mount: '', path: `/${version}/contacts`, query: '', headers: {}, body };
      return answerTo(replyTo(contactRoutes, context, request));
    },
  };
}

function answerTo(reply: Reply): Answer {
  return 'problem' in reply ? errorAnswer(reply) : reply;
}
