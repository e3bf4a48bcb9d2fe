// The schemas of what a contact has at a vendor: identifiers, fields, sets and custom properties. Pure.

import { type FieldName, SCALAR_FIELDS, SCALAR_NAMES, SET_FIELDS, type SetField } from '../../contact/fields.ts';
import type { Capabilities } from '../../providers/capabilities.ts';
import { described, type Schema, TEXT_TYPES, text } from './parts.ts';

type Dialects = readonly Capabilities[];

/** Builds the schemas of the identifiers, by name. */
export function identifiers(dialects: Dialects): Schema {
  const rows = {
    userId: text('User id', 'Your own id of this person.', 'u_42'),
    email: { ...text('Email', 'Email address; compared without case.', 'jane@example.com'), format: 'email' },
    phone: text('Phone', 'International number, E.164; needs no quotes.', '+37060000001'),
  } as const;
  return Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [
      name,
      {
        ...row,
        description: `${row.description} ${availability(name as keyof typeof rows, dialects)}`,
        type: TEXT_TYPES,
        minLength: 1,
      },
    ]),
  );
}

/** Builds the schemas of the fields with one value, the sets and the custom properties, by name. */
export function fields(dialects: Dialects): Schema {
  const scalars = SCALAR_NAMES.map((name) => {
    const { title, description, examples, kind } = SCALAR_FIELDS[name];
    const values = kind === 'gender' ? { enum: ['m', 'f', null] } : {};
    return [
      name,
      {
        title,
        description: `${description} ${availability(name, dialects)}`,
        examples,
        type: [...TEXT_TYPES, 'null'],
        minLength: 1,
        ...values,
      },
    ];
  });
  const sets = SET_FIELDS.map((name) => [name, setSchema(name, dialects)]);
  return { ...Object.fromEntries([...scalars, ...sets]), customProperties: propertiesSchema(dialects) };
}

const SET_TITLES = { tags: 'Tags', lists: 'Lists', autoresponders: 'Autoresponders' } as const satisfies Record<
  SetField,
  string
>;

function setSchema(name: SetField, dialects: Dialects): Schema {
  const forms =
    'A list declares the whole set; a map manages only the members that it names (true: in, false or null: out).';
  return {
    ...described(SET_TITLES[name], `${forms} ${availability(name, dialects)}`),
    examples: [['vip', 'returning-customer'], { vip: true, trial: false }],
    type: ['array', 'object'],
    items: { type: TEXT_TYPES, minLength: 1 },
    additionalProperties: { type: ['boolean', 'null'] },
  };
}

function propertiesSchema(dialects: Dialects): Schema {
  return {
    ...described(
      'Custom properties',
      `Managed by key: only the named properties are compared; null removes one. ${availability('customProperties', dialects)}`,
    ),
    examples: [{ age: 33, height: null, favoriteColors: ['blue', 'green'] }],
    type: 'object',
    additionalProperties: {
      type: [...TEXT_TYPES, 'array', 'null'],
      items: { type: TEXT_TYPES },
    },
  };
}

/** Returns a sentence that names the vendors that have the field. */
export function availability(name: FieldName, dialects: Dialects): string {
  const having = dialects.filter((dialect) => dialect.fields[name].has).map((dialect) => dialect.label);
  if (having.length === dialects.length) return 'Every vendor has it.';
  return having.length === 0 ? 'No vendor has it.' : `At ${having.join(', ')}.`;
}
