// The API's operations on the team: its API key, contact properties and mailing lists.

import { isObject } from '../json.ts';
import { type Answer, jsonAnswer, type VendorRequest } from '../server/exchange.ts';
import { PROPERTY_TYPES } from './contact.ts';
import { failure } from './json.ts';
import type { LoopsContext, Operation } from './operation.ts';
import { DEFAULT_PROPERTIES, isCustomName, labelOf } from './property-names.ts';

/** Handles `GET /v1/api-key`. */
export const getApiKey: Operation = () => jsonAnswer(200, { success: true, teamName: 'Sandbox' });

/** Handles `GET /v1/contacts/properties`. */
export function listProperties({ audience }: LoopsContext, { query }: VendorRequest): Answer {
  const custom = [...audience.properties.values()];
  const onlyCustom = new URLSearchParams(query).get('list') === 'custom';
  return jsonAnswer(200, onlyCustom ? custom : [...DEFAULT_PROPERTIES, ...custom]);
}

/** Handles `POST /v1/contacts/properties`. */
export function createProperty({ audience, changed }: LoopsContext, { body }: VendorRequest): Answer {
  const { name, type: wanted } = body.kind === 'json' && isObject(body.value) ? body.value : {};
  const type = PROPERTY_TYPES.find((known) => known === wanted);
  if (typeof name !== 'string' || !/^[a-z][A-Za-z0-9]*$/.test(name))
    return failure(400, 'Invalid name: must be in camelCase.');
  if (type === undefined) return failure(400, `Invalid type: must be one of ${PROPERTY_TYPES.join(', ')}.`);
  if (audience.properties.has(name) || DEFAULT_PROPERTIES.some(({ key }) => key === name))
    return failure(400, 'Property already exists.');
  if (!isCustomName(name)) return failure(400, 'This name is reserved.');
  audience.properties.set(name, { key: name, label: labelOf(name), type });
  changed();
  return jsonAnswer(200, { success: true });
}

/** Handles `GET /v1/lists`. */
export function listLists({ audience }: LoopsContext): Answer {
  return jsonAnswer(200, [...audience.lists.values()]);
}
