// Simulates Loops' API 1.21.6. Enters: a request with the vendor's path, /api/v1/…. Leaves: the vendor's answer. The data of a
// team and its rules (audience.ts, writes.ts) do not depend on HTTP. No operation lists contacts, because the vendor's API has
// none.

import { STATUS_CODES } from 'node:http';
import { type Answer, jsonAnswer, type VendorRequest } from '../server/exchange.ts';
import type { Vendor } from '../vendor.ts';
import { audienceFrom, define, stateOf } from './audience-state.ts';
import { createContact, deleteContact, findContact, updateContact } from './contacts.ts';
import { fillAudience } from './fill.ts';
import { createGate, tooManyRequests } from './gate.ts';
import { failure } from './json.ts';
import type { LoopsContext, Operation } from './operation.ts';
import { getSuppression, removeSuppression } from './suppression.ts';
import { createProperty, getApiKey, listLists, listProperties } from './team.ts';

type Methods = Readonly<Partial<Record<string, Operation>>>;

const OPERATIONS: ReadonlyMap<string, Methods> = new Map<string, Methods>([
  ['/api/v1/api-key', { GET: getApiKey }],
  ['/api/v1/contacts/create', { POST: createContact }],
  ['/api/v1/contacts/update', { PUT: updateContact }],
  ['/api/v1/contacts/find', { GET: findContact }],
  ['/api/v1/contacts/delete', { POST: deleteContact }],
  ['/api/v1/contacts/suppression', { GET: getSuppression, DELETE: removeSuppression }],
  ['/api/v1/contacts/properties', { GET: listProperties, POST: createProperty }],
  ['/api/v1/lists', { GET: listLists }],
]);

/** The simulation of Loops. */
export const loops: Vendor = {
  name: 'loops',
  open(state, context, onInvalid) {
    const audience = audienceFrom(state, context.seed, onInvalid);
    const gate = createGate(context);
    return {
      handle(request): Answer {
        const answer = gate.refusal(request.headers.authorization) ?? answerTo({ ...context, audience }, request);
        return { ...answer, headers: { ...answer.headers, ...gate.headers() } };
      },
      failure(_request, status) {
        const answer = status === 429 ? tooManyRequests() : failure(status, STATUS_CODES[status] ?? 'Unknown error');
        return { ...answer, headers: { ...answer.headers, ...gate.headers() } };
      },
      fill(count) {
        fillAudience(audience, context.seed, count);
        context.changed();
      },
      define: (definitions) => define(audience, definitions),
      state: () => stateOf(audience),
      runDelayedEffects() {},
    };
  },
};

function answerTo(context: LoopsContext, request: VendorRequest): Answer {
  const methods = OPERATIONS.get(request.path);
  if (methods === undefined) return jsonAnswer(404, { error: `Loops has nothing at ${request.path}` });
  const operation = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
  if (operation === undefined) return failure(405, 'Method not allowed.');
  return operation(context, request);
}
