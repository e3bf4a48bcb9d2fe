// Reads the names that an Envoke account defines: custom fields, interests and autoresponders. Planning needs them, because the
// vendor does not document what it does with unknown names, so none is sent. Only v2 returns the types of custom fields
// (support.envoke.com 15147579, read 2026-11-21); with the `fields` parameter, it returns all of them in one response.

import type { ApiResponse } from '../../http/request.ts';
import { isObject, isSuccess, isText, malformed } from '../answers.ts';
import type { AccountSchema, Decoded, SchemaRead } from '../contract.ts';
import { decodeFailure } from './codec.ts';

/** The requests that read the account's schema. */
export const schema: readonly SchemaRead[] = [
  {
    request: { method: 'GET', path: '/v2/customfields', query: [['fields', 'name,field_type']] },
    decode: decodeCustomFields,
  },
  names('/v1/interests', (interests) => ({ lists: new Set(interests) })),
  names('/v1/autoresponders', (autoresponders) => ({ autoresponders: new Set(autoresponders) })),
];

/**
 * Decodes the custom fields, `[{name, field_type}]`. The types are text, note, date and url; all except date are plain strings.
 */
function decodeCustomFields(response: ApiResponse): Decoded<AccountSchema> {
  const { body } = response;
  if (!isSuccess(response) || (isObject(body) && body.success === false)) {
    return { ok: false, failure: decodeFailure(response) };
  }
  if (!Array.isArray(body)) return malformed(response, 'a list of custom fields');
  const types = body
    .filter(isObject)
    .flatMap(({ name, field_type: type }) =>
      isText(name) ? [[name, type === 'date' ? 'date' : 'string'] as const] : [],
    );
  return { ok: true, value: { properties: new Map(types) } };
}

/** Builds the request and the decoder of an endpoint that returns a map `{id: name}`; PHP writes an empty map as `[]`. */
function names(path: string, toSchema: (names: readonly string[]) => AccountSchema): SchemaRead {
  return {
    request: { method: 'GET', path, query: [] },
    decode(response: ApiResponse): Decoded<AccountSchema> {
      const { body } = response;
      if (!isSuccess(response) || (isObject(body) && body.success === false)) {
        return { ok: false, failure: decodeFailure(response) };
      }
      if (Array.isArray(body) && body.length === 0) return { ok: true, value: toSchema([]) };
      if (!isObject(body)) return malformed(response, 'a map of names');
      return { ok: true, value: toSchema(unique(Object.values(body).filter(isText))) };
    },
  };
}

/**
 * Returns the names that occur only once. A membership is written by its name, and it is not documented which of two items with
 * the same name would be set.
 */
function unique(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return texts.filter((text) => counts.get(text) === 1);
}
