// Requests of a plan without personal values: where they go and how they are shaped can still be read.

import type { Json } from '../../contact/canonical.ts';
import type { PlannedRequest } from '../../plan/document.ts';
import { ALL_DIALECTS } from '../../providers/table.ts';
import { mark } from './values.ts';
import type { VendorNames } from './vendor-names.ts';

/** Fixed parts of the vendors' paths; whatever else stands in a path may be somebody's identifier. */
const PATH_WORDS = new Set(ALL_DIALECTS.flatMap(({ provider, pathWords }) => [provider, ...pathWords]));

export function redactUrlPath(path: string): string {
  const [pathname = ''] = path.split('?');
  return pathname
    .split('/')
    .map((part) => (part === '' || PATH_WORDS.has(part) ? part : mark('id')))
    .join('/');
}

export function redactRequest(request: PlannedRequest, names: VendorNames): PlannedRequest {
  return {
    ...request,
    path: redactUrlPath(request.path),
    query: request.query.map(([name]) => [name, mark('value')]),
    body: redactJson(request.body, names),
    items: request.items.map((item) => ({ ...item, expectAfter: mark('fingerprint') })),
  };
}

/** Names are the vendor's and the account's vocabulary; `null` and an empty text say that something is removed. */
function redactJson(value: Json, names: VendorNames): Json {
  if (value === null || value === '') return value;
  if (Array.isArray(value)) return value.map((member: Json) => redactJson(member, names));
  if (typeof value !== 'object') return mark('value');
  const members = Object.entries(value).map(([name, member]): [string, Json] => [name, member]);
  return Object.fromEntries(members.map(([name, member]) => [names.redactName(name), redactJson(member, names)]));
}
