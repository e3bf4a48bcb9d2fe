// Masks the personal values of the requests of a plan. Fixed segments of paths and the structure of bodies stay readable. Pure.

import type { Json } from '../../contact/canonical.ts';
import type { PlannedRequest } from '../../plan/document.ts';
import { ALL_DIALECTS } from '../../providers/table.ts';
import type { ShortIds } from './short-ids.ts';
import { mark } from './values.ts';
import type { VendorNames } from './vendor-names.ts';

/** Fixed segments of the vendors' paths; any other segment may be a personal identifier. */
const PATH_WORDS = new Set(ALL_DIALECTS.flatMap(({ provider, pathWords }) => [provider, ...pathWords]));

/** Returns a URL path without its query, with every segment masked that is not a fixed one. */
export function redactUrlPath(path: string): string {
  const [pathname = ''] = path.split('?');
  return pathname
    .split('/')
    .map((part) => (part === '' || PATH_WORDS.has(part) ? part : mark('id')))
    .join('/');
}

/** Returns a request with personal values masked in its path, query and body, and with its fingerprints masked. */
export function redactRequest(request: PlannedRequest, names: VendorNames, ids: ShortIds): PlannedRequest {
  return {
    ...request,
    path: redactUrlPath(request.path),
    query: request.query.map(([name]) => [name, mark('value')]),
    body: redactJson(request.body, names),
    items: request.items.map((item) => ({ ...item, expectAfter: ids('fingerprint', item.expectAfter) })),
  };
}

/** Masks the values in a body, except `null` and `""`, which mark a removal. Masks names that only the vendor has. */
function redactJson(value: Json, names: VendorNames): Json {
  if (value === null || value === '') return value;
  if (Array.isArray(value)) return value.map((member: Json) => redactJson(member, names));
  if (typeof value !== 'object') return mark('value');
  const members = Object.entries(value).map(([name, member]): [string, Json] => [name, member]);
  return Object.fromEntries(members.map(([name, member]) => [names.redactName(name), redactJson(member, names)]));
}
