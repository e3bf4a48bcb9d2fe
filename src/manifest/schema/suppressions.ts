// The schema of people who must not be mailed, and of people who are to be forgotten. That a suppression names exactly one
// person, or one file, is checked in suppressions/ instead.

import { described, type Schema, TEXT_TYPES, text } from './parts.ts';

/** An example of a digest: a key id, and the HMAC-SHA256 of an address. */
const EXAMPLE_DIGEST = `k1:${'0123456789abcdef'.repeat(4)}`;

/** Builds the schemas of the top-level lists `suppressions` and `erasures`, by name. */
export function listedSections(): Schema {
  return {
    suppressions: {
      ...described(
        'Suppressions',
        'People who must not be mailed, whoever declares them. Who is at an account is unsubscribed there; nobody is created.',
      ),
      examples: [[{ email: 'jane@example.com', reason: 'asked by phone' }], [{ from: 'data/suppressed.txt' }]],
      type: 'array',
      items: { $ref: '#/definitions/suppression' },
    },
    erasures: {
      ...described(
        'Erasures',
        'People who asked to be forgotten, by digests that name nobody. `rollcall erase` adds them.',
      ),
      examples: [[{ digest: EXAMPLE_DIGEST, requestedAt: '2026-11-20T09:00:00Z', accounts: ['shop'] }]],
      type: 'array',
      items: { $ref: '#/definitions/erasure' },
    },
  };
}

/** Builds the schema of a suppression. */
export function suppressionSchema(): Schema {
  return {
    ...described(
      'Suppression',
      'One person who must not be mailed, or a file of them: exactly one of email, phone, digest, from.',
    ),
    examples: [{ email: 'jane@example.com', reason: 'asked by phone' }],
    type: 'object',
    additionalProperties: false,
    properties: {
      email: { ...text('Email', 'The address, in any spelling.', 'jane@example.com'), type: 'string', minLength: 1 },
      phone: { ...text('Phone', 'The number, in international form.', '+14165550132'), type: TEXT_TYPES, minLength: 1 },
      digest: digest(),
      from: {
        ...text(
          'From',
          'A file of addresses, numbers or digests: one a line, a CSV file with a column of that name, or NDJSON. Relative to the parent of the directory of manifests.',
          'data/suppressed.csv',
        ),
        type: 'string',
        minLength: 1,
      },
      column: {
        ...text('Column', 'The column of a CSV file, or the member of NDJSON, that holds them.', 'Email address'),
        type: 'string',
        minLength: 1,
      },
      reason: {
        ...text('Reason', 'Why, for whoever reads the manifests. It is sent nowhere.', 'asked by phone'),
        type: 'string',
        minLength: 1,
      },
      accounts: accounts('Accounts where they must not be mailed; all of them if absent.'),
    },
  };
}

/** Builds the schema of an erasure. */
export function erasureSchema(): Schema {
  return {
    ...described('Erasure', 'One person who asked to be forgotten.'),
    examples: [{ digest: EXAMPLE_DIGEST, requestedAt: '2026-11-20T09:00:00Z', accounts: ['shop'] }],
    type: 'object',
    additionalProperties: false,
    required: ['digest', 'requestedAt'],
    properties: {
      digest: digest(),
      requestedAt: {
        ...text(
          'Requested at',
          'When the erasure was asked for. Who is created later is left alone.',
          '2026-11-20T09:00:00Z',
        ),
        type: 'string',
        format: 'date-time',
      },
      accounts: accounts('Accounts that are to forget the person; all of them if absent.'),
      ids: {
        ...described(
          'Ids',
          'The vendors’ own ids of the person, by account, as the erasure found them; an empty list if the vendor did not have the person. They name nobody.',
        ),
        examples: [{ shop: ['66f0a1b2c3d4e5f6a7b8c9d0'] }],
        type: 'object',
        additionalProperties: { type: 'array', items: { type: TEXT_TYPES, minLength: 1 } },
      },
      doneAt: {
        ...text(
          'Done at',
          'When the vendors’ own forms were sent, too. Until then, every plan shows which are still to be sent.',
          '2026-11-21T09:00:00Z',
        ),
        type: 'string',
        format: 'date-time',
      },
    },
  };
}

function digest(): Schema {
  return {
    ...text(
      'Digest',
      'The id of a key, a colon, and the HMAC-SHA256 of the address under that key. `rollcall digest` prints it.',
      EXAMPLE_DIGEST,
    ),
    type: 'string',
    pattern: '^[a-z0-9][a-z0-9-]{0,31}:[0-9a-f]{64}$',
  };
}

function accounts(description: string): Schema {
  return {
    ...described('Accounts', description),
    examples: [['shop']],
    type: 'array',
    minItems: 1,
    items: { type: 'string', minLength: 1 },
  };
}
