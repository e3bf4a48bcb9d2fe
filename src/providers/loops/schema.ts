// Reads what a Loops account defines: properties with their types, and lists. Planning needs both, because Loops creates an
// unknown property from the first value that it receives, and the API cannot delete one ('loops-kmp', live-tested June 2026).

import type { ApiResponse } from '../../http/request.ts';
import { isObject, isSuccess, isText, malformed } from '../answers.ts';
import { type AccountSchema, type Decoded, PROPERTY_TYPES, type PropertyType, type SchemaRead } from '../contract.ts';
import { decodeFailure } from './codec.ts';

/** Path of the endpoint that lists and defines properties. */
export const PROPERTIES = '/api/v1/contacts/properties';

const TYPES: readonly string[] = PROPERTY_TYPES;

/** The requests that read the account's schema. */
export const schema: readonly SchemaRead[] = [
  {
    request: { method: 'GET', path: PROPERTIES, query: [['list', 'custom']] },
    decode: decodeProperties,
  },
  { request: { method: 'GET', path: '/api/v1/lists', query: [] }, decode: decodeLists },
];

/** Decodes the list of properties, `[{key, label, type}]`. Leaves out properties of a type that is not known. */
function decodeProperties(response: ApiResponse): Decoded<AccountSchema> {
  if (!isSuccess(response)) return { ok: false, failure: decodeFailure(response) };
  if (!Array.isArray(response.body)) return malformed(response, 'a list of properties');
  const entries = response.body
    .filter(isObject)
    .flatMap(({ key, type }) => (isText(key) && isText(type) && isType(type) ? [[key, type] as const] : []));
  return { ok: true, value: { properties: new Map(entries) } };
}

/** Decodes the lists, `[{id, name, description, isPublic}]`. Manifests name a list by its id or its name. */
function decodeLists(response: ApiResponse): Decoded<AccountSchema> {
  if (!isSuccess(response)) return { ok: false, failure: decodeFailure(response) };
  if (!Array.isArray(response.body)) return malformed(response, 'a list of lists');
  const lists = response.body.filter(isObject).flatMap(({ id, name }) => (isText(id) ? [{ id, name }] : []));
  const named = lists.flatMap(({ id, name }) =>
    isText(name) && name.trim() !== '' ? [[id, name.trim()] as const] : [],
  );
  return { ok: true, value: { lists: new Set(lists.map(({ id }) => id)), listNames: new Map(named) } };
}

function isType(type: string): type is PropertyType {
  return TYPES.includes(type);
}
