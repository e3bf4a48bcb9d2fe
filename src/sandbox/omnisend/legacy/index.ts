// Simulates Omnisend's APIs v5 and v3. Enters: a request whose path begins with /v5 or /v3. Leaves: the answer, with rate-limit
// headers; errors are `{error, fields}`. Neither dialect has endpoints for tags, or any state of its own.

import type { Answer } from '../../server/exchange.ts';
import { type BatchRules, batchRoutes } from '../batches/operations.ts';
import type { Dialect } from '../dialect.ts';
import { type Reply, type Route, replyTo, withKnownParameters } from '../operation.ts';
import { getContact, listContacts, patchByEmail, patchById, postContact } from './contacts.ts';
import { errorAnswer, failureAnswer } from './error-answer.ts';
import { rateHeaders, refusal } from './gate.ts';
import { type LegacyRules, V3, V5 } from './rules.ts';

/** The dialect v5. */
export const v5 = legacyDialect(V5);
/** The dialect v3. */
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
  const { version, listParameters, ignoresUnknownParameters: ignoreUnknown } = rules;
  const contacts = `/${version}/contacts`;
  return [
    [
      contacts,
      new Map([
        [
          'GET',
          withKnownParameters(
            listParameters,
            (context, request) => listContacts(rules, context, request),
            ignoreUnknown,
          ),
        ],
        ['POST', withKnownParameters([], (context, request) => postContact(rules, context, request), ignoreUnknown)],
        [
          'PATCH',
          withKnownParameters(['email'], (context, request) => patchByEmail(rules, context, request), ignoreUnknown),
        ],
      ]),
    ],
    [
      `${contacts}/{id}`,
      new Map([
        ['GET', withKnownParameters([], getContact, ignoreUnknown)],
        [
          'PATCH',
          withKnownParameters([], (context, request, id) => patchById(rules, context, request, id), ignoreUnknown),
        ],
      ]),
    ],
  ];
}

function batchRulesOf(rules: LegacyRules, contactRoutes: readonly Route[]): BatchRules {
  const { version, ignoresUnknownParameters, maxBatchItems, maxBatchBytes } = rules;
  return {
    dialect: version,
    path: `/${version}/batches`,
    accepted: 200,
    maxItems: maxBatchItems,
    ignoresUnknownParameters,
    hasSingleItemRoute: version === 'v3',
    ...(maxBatchBytes === undefined ? {} : { maxBodyBytes: maxBatchBytes }),
    executeItem(context, method, item) {
      const body = { kind: 'json', value: item } as const;
      const request = { number: 0, method, mount: '', path: `/${version}/contacts`, query: '', headers: {}, body };
      return answerTo(replyTo(contactRoutes, context, request));
    },
  };
}

function answerTo(reply: Reply): Answer {
  return 'problem' in reply ? errorAnswer(reply) : reply;
}
