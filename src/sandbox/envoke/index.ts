// Simulates Envoke's API v1, and the custom fields of v2. Enters: a request with the vendor's path, /v1/… or /v2/…. Leaves: the
// vendor's answer. The status of a refusal is 400, or 200 if the account's settings say so; it is never 404, 409 or 422. The data
// of an account and its rules (address-book.ts, writes.ts) do not depend on HTTP.

import { STATUS_CODES } from 'node:http';
import type { Answer, VendorRequest } from '../server/exchange.ts';
import { decoded } from '../server/routing.ts';
import type { Vendor } from '../vendor.ts';
import { listAutoresponders, listCustomFields, listInterests } from './account.ts';
import { addressBookFrom, stateOf } from './address-book-state.ts';
import { listCustomFieldTypes } from './contact/custom-fields.ts';
import { deleteContact, getContact, listContacts, patchById, patchByKey, postContact } from './contacts.ts';
import { define } from './definitions.ts';
import { fillAddressBook } from './fill.ts';
import { createGate } from './gate.ts';
import { failure, refusalAnswer, refuse } from './json.ts';
import { createLister } from './list.ts';
import type { EnvokeContext, Operation, Reply } from './operation.ts';

const CONTACTS = '/v1/contacts';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  [`GET ${CONTACTS}`, listContacts],
  [`POST ${CONTACTS}`, postContact],
  [`PATCH ${CONTACTS}`, patchByKey],
  [`GET ${CONTACTS}/{id}`, getContact],
  [`PATCH ${CONTACTS}/{id}`, patchById],
  [`DELETE ${CONTACTS}/{id}`, deleteContact],
  ['GET /v1/interests', listInterests],
  ['GET /v1/autoresponders', listAutoresponders],
  ['GET /v1/customfields', listCustomFields],
  ['GET /v2/customfields', listCustomFieldTypes],
]);

/** The simulation of Envoke. */
export const envoke: Vendor = {
  name: 'envoke',
  open(state, context, onInvalid) {
    const book = addressBookFrom(state, context.seed, onInvalid);
    const gate = createGate(book.settings);
    const list = createLister(book);
    return {
      handle(request): Answer {
        const reply = gate(request.headers.authorization) ?? replyTo({ ...context, book, list }, request);
        return 'errors' in reply ? refusalAnswer(book.settings.errorStatus, reply) : reply;
      },
      failure: (_request, status) => failure(status, STATUS_CODES[status] ?? 'Unknown error'),
      fill(count) {
        fillAddressBook(book, context.seed, count);
        context.changed();
      },
      define: (definitions) => define(book, definitions),
      state: () => stateOf(book),
      runDelayedEffects() {},
    };
  },
};

function replyTo(context: EnvokeContext, request: VendorRequest): Reply {
  const path = request.path.replace(/(.)\/$/, '$1');
  const id = path.startsWith(`${CONTACTS}/`) ? decoded(path.slice(CONTACTS.length + 1)) : undefined;
  const operation = OPERATIONS.get(`${request.method} ${id === undefined ? path : `${CONTACTS}/{id}`}`);
  return operation?.(context, request, id) ?? refuse(`There is no ${request.method} ${request.path}`);
}
