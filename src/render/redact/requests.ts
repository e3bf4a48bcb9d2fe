// Requests of a plan → the same requests with personal values masked. Their target and the shape of their bodies stay readable. Pure.

import type { Json } from '../../contact/canonical.ts';
import type { PlannedRequest } from '../../plan/document.ts';
import { ALL_DIALECTS } from '../../providers/table.ts';
import { mark } from './values.ts';
import type { VendorNames } from './vendor-names.ts';

/** Fixed segments of the vendors' paths; any other segment may be a personal identifier. */
const PATH_WORDS = new Set(ALL_DIALECTS.flatMap(({ provider, pathWords }) => [provider, ...pathWords]));

/** Masks every segment of a URL path that is not a fixed one, and removes the query. */
export function redactUrlPath(path: string): string {
  const [pathname = ''] = path.split('?');
  return pathname
    .split('/')
    .map((part) => (part === '' || PATH_WORDS.has(part) ? part : mark('id')))
    .join('/');
}

/** Masks path, query, body and fingerprints of a request. */
export function redactRequest(request: PlannedRequest, names: VendorNames): PlannedRequest {
  return {
    ...request,
    path: redactUrlPath(request.path),
    query: request.query.map(([name]) => [name, mark('value')]),
    body: redactJson(request.body, names),
    items: request.items.map((item) => ({ ...item, expectAfter: mark('fingerprint') })),
  };
}

/** Keeps names that the manifests or the vendor's schema give, and `null` and `""`, which mark a removal. */
function redactJson(value: Json, names: VendorNames): Json {
  if (value === null || value === '') return value;
  if (Array.isArray(value)) return value.map((member: Json) => redactJson(member, names));
  if (typeof value !== 'object') return mark('value');
  const members = Object.entries(value).map(([name, member]): [string, Json] => [name, member]);
  return Object.fromEntries(members.map(([name, member]) => [names.redactName(name), redactJson(member, names)]));
}
