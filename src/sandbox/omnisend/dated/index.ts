// Omnisend API 2026-03-15. Enters: a request whose path begins with /api. Leaves: the answer, errors as problem details.
// It reads and writes the brand through its rules and keeps nothing of its own but the rate windows.

import type { Answer, VendorRequest } from '../../exchange.ts';
import { decoded } from '../../routing.ts';
import { getContact, listContacts, patchByEmail, patchById, postContact } from './contacts.ts';
import { createGate } from './gate.ts';
import type { DatedContext, Operation, Reply } from './operation.ts';
import { problemAnswer } from './problem.ts';
import { deleteTags, postTags } from './tags.ts';

const CONTACTS = '/api/contacts';
const TAGS = '/api/contacts/tags';

const OPERATIONS: Readonly<Record<'contacts' | 'contact' | 'tags', ReadonlyMap<string, Operation>>> = {
  contacts: new Map<string, Operation>([
    ['GET', listContacts],
    ['POST', postContact],
    ['PATCH', patchByEmail],
  ]),
  contact: new Map<string, Operation>([
    ['GET', getContact],
    ['PATCH', patchById],
  ]),
  tags: new Map<string, Operation>([
    ['POST', postTags],
    ['DELETE', deleteTags],
  ]),
};

export function datedApi(context: DatedContext): (request: VendorRequest) => Answer {
  const gate = createGate(context);
  return (request) => {
    const isTagRequest = request.path === TAGS;
    const isWrite = request.method !== 'GET';
    const reply = gate.refusal({ headers: request.headers, isWrite, isTagRequest }) ?? replyTo(context, request);
    return 'problem' in reply ? problemAnswer(reply, request.number) : reply;
  };
}

function replyTo(context: DatedContext, request: VendorRequest): Reply {
  const route = routeOf(request.path);
  if (route === undefined) return { problem: 'not-found', detail: 'No such endpoint.' };
  const operations = OPERATIONS[route.operations];
  const operation = operations.get(request.method);
  if (operation === undefined) return { problem: 'method-not-allowed', allow: [...operations.keys()] };
  return operation(context, request, route.id);
}

function routeOf(path: string): { readonly operations: keyof typeof OPERATIONS; readonly id: string } | undefined {
  if (path === CONTACTS) return { operations: 'contacts', id: '' };
  if (path === TAGS) return { operations: 'tags', id: '' };
  const id = path.startsWith(`${CONTACTS}/`) ? decoded(path.slice(CONTACTS.length + 1)) : undefined;
  return id === undefined || id === '' || id.includes('/') ? undefined : { operations: 'contact', id };
}
