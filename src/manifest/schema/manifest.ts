// Builds the JSON Schema of a manifest from the field definitions and the vendors' capabilities, so that editors complete and
// explain exactly what is accepted. Pure. The schema uses draft 7, which the YAML extensions of editors support best. Rules that
// depend on a contact's accounts are in rules/ instead.

import { ON_MISSING, ON_REMOVED } from '../../contact/contact.ts';
import { type FieldName, SCALAR_FIELDS, SCALAR_NAMES, SET_FIELDS, type SetField } from '../../contact/fields.ts';
import type { Capabilities } from '../../providers/capabilities.ts';
import { ACCOUNT_NAME } from '../account-settings.ts';
import { accountSchema, exampleAccount, totalLimitsSchema } from './account.ts';
import { channelSchema, channels } from './channel.ts';
import { environmentAccountSchema, environmentSchema, environmentsSchema } from './environment.ts';
import { described, type Schema, TEXT_TYPES, text } from './parts.ts';

type Dialects = readonly Capabilities[];

/** Builds the schema of a manifest file, for all given dialects. */
export function manifestSchema(dialects: Dialects): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://rollcall.dev/schemas/manifest.schema.json',
    ...described(
      'rollcall manifest',
      'Desired state of marketing contacts. Absent = unmanaged, null = remove, anything else = exactly this.',
    ),
    examples: [
      {
        accounts: { shop: exampleAccount(dialects) },
        contacts: [{ email: 'jane@example.com', firstName: 'Jane' }],
      },
    ],
    type: 'object',
    additionalProperties: false,
    properties: {
      accounts: {
        ...described('Accounts', `Vendor accounts by name. The name is yours. ${ACCOUNT_NAME.rule}.`),
        examples: [{ shop: exampleAccount(dialects) }],
        type: 'object',
        additionalProperties: { $ref: '#/definitions/account' },
      },
      environments: environmentsSchema(),
      limits: { $ref: '#/definitions/limits' },
      defaults: { $ref: '#/definitions/defaults' },
      contacts: {
        ...described(
          'Contacts',
          'One entry per contact. At one account, entries that share an identifier are one contact, also across files.',
        ),
        examples: [[{ email: 'jane@example.com', firstName: 'Jane' }]],
        type: 'array',
        items: { $ref: '#/definitions/contact' },
      },
    },
    definitions: definitions(dialects),
  };
}

function definitions(dialects: Dialects): Schema {
  return {
    account: accountSchema(dialects),
    contact: contactSchema(dialects),
    defaults: defaultsSchema(dialects),
    environment: environmentSchema(),
    environmentAccount: environmentAccountSchema(dialects),
    limits: totalLimitsSchema(),
    overrides: overridesSchema(dialects),
    channel: channelSchema(false),
    defaultChannel: channelSchema(true),
  };
}

function contactSchema(dialects: Dialects): Schema {
  return {
    ...described('Contact', 'One person. At least one of userId, email and phone.'),
    examples: [{ email: 'jane@example.com', firstName: 'Jane', tags: ['vip'] }],
    type: 'object',
    additionalProperties: false,
    properties: {
      ...identifiers(dialects),
      ...fields(dialects),
      channels: channels('channel'),
      accounts: accounts(),
      ...settings(),
      unmanaged: unmanaged(
        'Fields that are left as they are at the vendor: their defaults do not apply to this contact, and values that were declared before are not removed.',
      ),
      previously: {
        ...described('Previously', 'The email address that this contact had before; declares a change of address.'),
        examples: [{ email: 'jane.old@example.com' }],
        type: 'object',
        additionalProperties: false,
        required: ['email'],
        properties: {
          email: { ...text('Email', 'The former address.', 'jane.old@example.com'), type: 'string', minLength: 1 },
        },
      },
      at: {
        ...described('At', 'Values for one account only, by account name. They override the contact and the defaults.'),
        examples: [{ shop: { city: 'London' } }],
        type: 'object',
        additionalProperties: { $ref: '#/definitions/overrides' },
      },
    },
  };
}

function overridesSchema(dialects: Dialects): Schema {
  return {
    ...described('Values at one account', 'Override the contact and the defaults, at this account only.'),
    examples: [{ city: 'London' }],
    type: 'object',
    additionalProperties: false,
    properties: {
      id: {
        ...text(
          'Id',
          `The vendor's own id of this contact. ${availability('id', dialects)}`,
          '66f0a1b2c3d4e5f6a7b8c9d0',
        ),
        type: TEXT_TYPES,
        minLength: 1,
      },
      ...identifiers(dialects),
      ...fields(dialects),
      channels: channels('channel'),
      ...settings(),
    },
  };
}

function defaultsSchema(dialects: Dialects): Schema {
  return {
    ...described(
      'Defaults',
      "Values for all contacts of this file. A contact's own values override them. Identifiers, subscriptions and consent are not allowed here, because they belong to one person.",
    ),
    examples: [{ accounts: ['shop'], tags: { customer: true } }],
    type: 'object',
    additionalProperties: false,
    properties: {
      ...fields(dialects),
      channels: channels('defaultChannel'),
      accounts: accounts(),
      ...settings(),
      unmanaged: unmanaged(
        'Fields that are left as they are at the vendor where a contact does not declare them: values that were declared before are not removed.',
      ),
    },
  };
}

function identifiers(dialects: Dialects): Schema {
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

function fields(dialects: Dialects): Schema {
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

function accounts(): Schema {
  return {
    ...described('Accounts', 'Accounts that get the contact; required if several accounts are defined.'),
    examples: [['shop']],
    type: 'array',
    minItems: 1,
    items: { type: 'string', minLength: 1 },
  };
}

function unmanaged(description: string): Schema {
  return {
    ...described('Unmanaged', description),
    examples: [['city'], ['customProperties.age']],
    type: 'array',
    items: { type: 'string', minLength: 1 },
  };
}

function settings(): Schema {
  return {
    prune: {
      ...described('Prune', 'Also removes live custom properties that are not declared.'),
      examples: [['customProperties']],
      type: 'array',
      items: { enum: ['customProperties'] },
    },
    welcome: {
      ...described(
        'Welcome',
        "Requests the vendor's welcome message when the contact is created or becomes subscribed.",
      ),
      examples: [true],
      type: 'boolean',
    },
    protect: {
      ...described('Protect', 'This contact is never deleted or unsubscribed by a plan.'),
      examples: [true],
      type: 'boolean',
    },
    onMissing: {
      ...described(
        'On missing',
        'What happens if the vendor does not have the contact (default: as the account says).',
      ),
      examples: ['skip'],
      enum: ON_MISSING,
    },
    onRemoved: {
      ...described('On removed', 'What happens when the contact is no longer declared (default: as the account says).'),
      examples: ['unsubscribe'],
      enum: ON_REMOVED,
    },
  };
}

/** Returns a sentence that names the vendors that have the field. */
function availability(name: FieldName, dialects: Dialects): string {
  const having = dialects.filter((dialect) => dialect.fields[name].has).map((dialect) => dialect.label);
  if (having.length === dialects.length) return 'Every vendor has it.';
  return having.length === 0 ? 'No vendor has it.' : `At ${having.join(', ')}.`;
}
