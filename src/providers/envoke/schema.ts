// What an Envoke account defines: custom fields, interests and autoresponders, by name. What the vendor does with a name that
// it does not know is undocumented, so none is sent. v1 gives no types, so every custom field is text.

import type { ApiResponse } from '../../http/request.ts';
import { isObject, isSuccess, isText, malformed } from '../answers.ts';
import type { AccountSchema, Decoded, SchemaRead } from '../provider.ts';
import { decodeFailure } from './codec.ts';

export const schema: readonly SchemaRead[] = [
  names('/v1/customfields', (fields) => ({ properties: new Map(fields.map((name) => [name, 'string'])) })),
  names('/v1/interests', (interests) => ({ lists: new Set(interests) })),
  names('/v1/autoresponders', (autoresponders) => ({ autoresponders: new Set(autoresponders) })),
];

/** `{id: name}`; PHP writes an empty map as `[]`. */
function names(path: string, toSchema: (names: readonly string[]) => AccountSchema): SchemaRead {
  return {
    request: { method: 'GET', path, query: [] },
    decode(response: ApiResponse): Decoded<AccountSchema> {
      if (!isSuccess(response)) return { ok: false, failure: decodeFailure(response) };
      const { body } = response;
      if (Array.isArray(body) && body.length === 0) return { ok: true, value: toSchema([]) };
      if (!isObject(body) || body.success === false) return malformed(response, 'a map of names');
      return { ok: true, value: toSchema(Object.values(body).filter(isText)) };
    },
  };
}
