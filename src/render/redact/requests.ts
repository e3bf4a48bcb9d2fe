// Requests of a plan → the same requests with personal values masked. Their target and the shape of their bodies stay readable. Pure.

import type { Json } from '../../contact/canonical.ts';
import type { PlannedRequest } from '../../plan/document.ts';
import { ALL_DIALECTS } from '../../providers/table.ts';
import { mark, redactName } from './values.ts';

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
export function redactRequest(request: PlannedRequest): PlannedRequest {
  return {
    ...request,
    path: redactUrlPath(request.path),
    query: request.query.map(([name]) => [name, mark('value')]),
    body: redactJson(request.body),
    items: request.items.map((item) => ({ ...item, expectAfter: mark('fingerprint') })),
  };
}

/** Keeps names, which belong to the vendor's and the account's schema, and `null` and `""`, which mark a removal. */
function redactJson(value: Json): Json {
  if (value === null || value === '') return value;
  if (Array.isArray(value)) return value.map(redactJson);
  if (typeof value !== 'object') return mark('value');
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [redactName(name), redactJson(member)]));
}
