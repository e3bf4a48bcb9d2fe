// Builds the JSON Schema of a manifest from the field definitions and the vendors' capabilities, so that editors complete and
// explain exactly what is accepted. Pure. The schema uses draft 7, which the YAML extensions of editors support best. Rules that
// depend on a contact's accounts are in rules/ instead.

import { ON_MISSING, ON_REMOVED } from '../../contact/contact.ts';
import type { Capabilities } from '../../providers/capabilities.ts';
import { ACCOUNT_NAME, OPT_OUTS } from '../account-settings.ts';
import { accountSchema, exampleAccount, totalLimitsSchema } from './account.ts';
import { channelSchema, channels } from './channel.ts';
import { environmentAccountSchema, environmentSchema, environmentsSchema } from './environment.ts';
import { availability, fields, identifiers } from './fields.ts';
import { described, type Schema, TEXT_TYPES, text } from './parts.ts';
import { sourceFieldSchema, sourceSchema, sourcesSchema } from './source.ts';
import { erasureSchema, listedSections, suppressionSchema } from './suppressions.ts';

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
      stage: stage(
        'All contacts of this file are proposals: a plan shows what they would change, and nothing is ever sent.',
      ),
      optOuts: {
        ...described(
          'Opt-outs',
          'What becomes of a declared contact who has opted out at another account of the same sender, and is subscribed here: left as it is (respect, the default), or unsubscribed as well (spread). One file says it for all.',
        ),
        examples: ['spread'],
        enum: [...OPT_OUTS],
      },
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
      sources: sourcesSchema(),
      ...listedSections(),
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
    erasure: erasureSchema(),
    limits: totalLimitsSchema(),
    overrides: overridesSchema(dialects),
    source: sourceSchema(),
    sourceField: sourceFieldSchema(),
    suppression: suppressionSchema(),
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
      stage: stage('This entry is a proposal: a plan shows what it would change, and nothing is ever sent.'),
      phoneRegion: phoneRegion(),
      ...settings(),
      recreate: recreate(),
      createdAt: createdAt(dialects),
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
      recreate: recreate(),
      createdAt: createdAt(dialects),
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
      phoneRegion: phoneRegion(),
      ...settings(),
      unmanaged: unmanaged(
        'Fields that are left as they are at the vendor where a contact does not declare them: values that were declared before are not removed.',
      ),
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

function phoneRegion(): Schema {
  return {
    ...described('Phone region', 'ISO code of the country whose local phone numbers are read: with CA, 416-555-0132.'),
    examples: ['CA'],
    type: 'string',
    pattern: '^[A-Z]{2}$',
  };
}

function stage(description: string): Schema {
  return { ...described('Stage', description), examples: ['proposed'], enum: ['proposed'] };
}

function unmanaged(description: string): Schema {
  return {
    ...described('Unmanaged', description),
    examples: [['city'], ['customProperties.age']],
    type: 'array',
    items: { type: 'string', minLength: 1 },
  };
}

function createdAt(dialects: Dialects): Schema {
  const keeping = dialects.filter((dialect) => dialect.creates.keepsCreatedAt === true).map(({ label }) => label);
  return {
    ...described(
      'Created at',
      `When the contact began elsewhere, for migrations: an RFC 3339 instant. It is sent when the contact is created, and is never compared. At ${keeping.join(', ')}.`,
    ),
    examples: ['2019-05-01T00:00:00Z'],
    type: 'string',
    minLength: 1,
  };
}

function recreate(): Schema {
  return {
    ...described(
      'Recreate',
      'Creates the contact again if the vendor had it at the last apply and has it no more: without mailing rights, unless its consent is newer than that apply.',
    ),
    examples: [true],
    type: 'boolean',
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
