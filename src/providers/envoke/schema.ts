// What an Envoke account defines: custom fields, interests and autoresponders, by name. What the vendor does with a name that
// it does not know is undocumented, so none is sent. The types of custom fields are told by v2 alone (support.envoke.com 15147579,
// read 2026-11-21); where `fields` is given, all come in one answer.

import type { ApiResponse } from '../../http/request.ts';
import { isObject, isSuccess, isText, malformed } from '../answers.ts';
import type { AccountSchema, Decoded, SchemaRead } from '../contract.ts';
import { decodeFailure } from './codec.ts';

export const schema: readonly SchemaRead[] = [
  {
    request: { method: 'GET', path: '/v2/customfields', query: [['fields', 'name,field_type']] },
    decode: decodeCustomFields,
  },
  names('/v1/interests', (interests) => ({ lists: new Set(interests) })),
  names('/v1/autoresponders', (autoresponders) => ({ autoresponders: new Set(autoresponders) })),
];

/** `[{name, field_type}]`; of the types text, note, date and url only the date is more than a text. */
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

/** `{id: name}`; PHP writes an empty map as `[]`. */
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
      return { ok: true, value: toSchema(Object.values(body).filter(isText)) };
    },
  };
}
