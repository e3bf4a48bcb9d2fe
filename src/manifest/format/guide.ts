// What the canonical layout needs to know about a position in a manifest: how its scalars are read, and in which order its keys
// stand. The order is that of the JSON Schema, in which editors complete, too. Pure.

import { ALL_DIALECTS } from '../../providers/table.ts';
import { manifestSchema } from '../schema/manifest.ts';
import {
  ACCOUNT_SHAPE,
  CONTACT_SHAPE,
  ENVIRONMENT_SHAPE,
  itemShape,
  LIMITS_SHAPE,
  LISTED_SHAPE,
  memberShape,
  type Shape,
  SOURCE_SHAPE,
  WORD_SHAPE,
} from '../schema/shape.ts';

type SchemaNode = Readonly<Record<string, unknown>>;

/** A position in a manifest. */
export interface Guide {
  readonly shape: Shape;
  readonly schema: SchemaNode;
}

const SCHEMA: SchemaNode = manifestSchema(ALL_DIALECTS);

const DOCUMENT: Shape = {
  scalar: 'text',
  members: new Map([
    ['accounts', { scalar: 'text', rest: ACCOUNT_SHAPE }],
    ['environments', { scalar: 'text', rest: ENVIRONMENT_SHAPE }],
    ['limits', LIMITS_SHAPE],
    ['stage', WORD_SHAPE],
    ['optOuts', WORD_SHAPE],
    ['defaults', CONTACT_SHAPE],
    ['contacts', { scalar: 'text', items: CONTACT_SHAPE }],
    ['sources', { scalar: 'text', rest: SOURCE_SHAPE }],
    ['suppressions', { scalar: 'text', items: LISTED_SHAPE }],
    ['erasures', { scalar: 'text', items: LISTED_SHAPE }],
  ]),
};

/** The guide for the root of a manifest. */
export const DOCUMENT_GUIDE: Guide = { shape: DOCUMENT, schema: SCHEMA };
/** The guide for one contact, as on a line of NDJSON. */
export const CONTACT_GUIDE: Guide = { shape: CONTACT_SHAPE, schema: resolved({ $ref: '#/definitions/contact' }) };

/** Returns the guide of the member with this name. */
export function memberGuide({ shape, schema }: Guide, name: string): Guide {
  const properties = objectOf(schema.properties);
  const member = Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties;
  return { shape: memberShape(shape, name), schema: resolved(member) };
}

/** Returns the guide of a list's items. */
export function itemGuide({ shape, schema }: Guide): Guide {
  return { shape: itemShape(shape), schema: resolved(schema.items) };
}

/** Sorts the members of a mapping as the schema lists them. Names that it does not know follow in their present order. */
export function inOrder<T>(members: readonly T[], nameOf: (member: T) => string, { schema }: Guide): readonly T[] {
  const names = Object.keys(objectOf(schema.properties));
  const rank = (member: T): number => {
    const found = names.indexOf(nameOf(member));
    return found === -1 ? names.length : found;
  };
  return [...members].sort((a, b) => rank(a) - rank(b));
}

function resolved(schema: unknown): SchemaNode {
  const node = objectOf(schema);
  const name = typeof node.$ref === 'string' ? node.$ref.replace('#/definitions/', '') : undefined;
  return name === undefined ? node : objectOf(objectOf(SCHEMA.definitions)[name]);
}

function objectOf(value: unknown): SchemaNode {
  return typeof value === 'object' && value !== null ? (value as SchemaNode) : {};
}
