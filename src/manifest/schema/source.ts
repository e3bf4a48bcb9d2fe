// The schema of contacts that come from data. What depends on the fields of a contact, or on the data, is checked in sources/
// instead.

import { COLUMN_TYPES, ENCODINGS } from '../sources/written.ts';
import { described, type Schema, text } from './parts.ts';

const EXAMPLE_FIELDS = { email: 'Email', firstName: 'First name', tags: { column: 'Tags', split: ',' } };

/** Builds the schema of the section `sources`. */
export function sourcesSchema(): Schema {
  return {
    ...described('Sources', 'Contacts from data, by a name of yours: each row of a file or query is a contact.'),
    examples: [{ customers: { from: 'data/customers.csv', key: 'email', fields: EXAMPLE_FIELDS } }],
    type: 'object',
    additionalProperties: { $ref: '#/definitions/source' },
  };
}

/** Builds the schema of one source. */
export function sourceSchema(): Schema {
  return {
    ...described('Source', 'A file or query of contacts, and which of its columns is which field.'),
    examples: [{ from: 'data/customers.csv', key: 'email', fields: EXAMPLE_FIELDS }],
    type: 'object',
    additionalProperties: false,
    required: ['from', 'key', 'fields'],
    properties: {
      from: {
        ...described(
          'From',
          'The file: .csv, .tsv, .ndjson, .jsonl, .json or .parquet, relative to the parent of the directory of manifests. Or a query of a database.',
        ),
        examples: ['data/customers.csv', { sql: 'models/vip.sql', connect: '${WAREHOUSE_URL}' }],
        type: ['string', 'object'],
        minLength: 1,
        ...query(),
      },
      ...reading(),
      accounts: {
        ...described('Accounts', 'Accounts that get the contacts; if absent, as the defaults of the file say.'),
        examples: [['shop']],
        type: 'array',
        minItems: 1,
        items: { type: 'string', minLength: 1 },
      },
      key: {
        ...described(
          'Key',
          'The field or column that tells the rows apart, or several of them: no two rows may agree.',
        ),
        examples: ['email', ['Shop', 'Customer number']],
        ...textOrTexts(),
      },
      fields: {
        ...described(
          'Fields',
          'Fields of a contact, each with its column. Columns that stand nowhere here are not read.',
        ),
        examples: [EXAMPLE_FIELDS],
        type: 'object',
        minProperties: 1,
        additionalProperties: { $ref: '#/definitions/sourceField' },
      },
      where: {
        ...described('Where', 'Takes only rows whose column has this text, or one of these.'),
        examples: [{ Country: ['DE', 'AT'] }],
        type: 'object',
        additionalProperties: textOrTexts(),
      },
      blank: blank('What a blank cell says: nothing (unmanaged, the default), or that the value is to be removed.'),
      ...guards(),
    },
  };
}

/** Builds the schema of a query of a database. */
function query(): Schema {
  return {
    additionalProperties: false,
    required: ['sql', 'connect'],
    properties: {
      sql: {
        ...text('Sql', 'The file with the query, which only reads: models/vip.sql.', 'models/vip.sql'),
        type: 'string',
        minLength: 1,
      },
      connect: {
        ...text(
          'Connect',
          'The environment variable with the address of a PostgreSQL database, or the path of a DuckDB database or of a directory of files.',
          '${WAREHOUSE_URL}',
        ),
        type: 'string',
        minLength: 1,
      },
    },
  };
}

/** Builds the schemas of the settings for reading the file. */
function reading(): Schema {
  return {
    delimiter: {
      ...text('Delimiter', 'What separates the cells of a .csv file (default: a comma) or .tsv file (a tab).', ';'),
      type: 'string',
      minLength: 1,
      maxLength: 1,
    },
    encoding: {
      ...described('Encoding', 'The encoding of the file (default: utf-8).'),
      examples: ['windows-1252'],
      enum: [...ENCODINGS],
    },
  };
}

/** Builds the schemas of the settings that refuse the file or its rows, or leave out invalid rows. */
function guards(): Schema {
  return {
    sha256: {
      ...text(
        'Sha256',
        'The digest of the file, or of the rows of a query: other data are refused. `rollcall sources pin` writes it.',
        '0'.repeat(64),
      ),
      type: 'string',
      pattern: '^[0-9a-f]{64}$',
    },
    invalid: {
      ...described(
        'Invalid',
        'What an invalid row does: it stops everything (the default), or is left out, listed, and touches nobody.',
      ),
      examples: ['skip'],
      enum: ['stop', 'skip'],
    },
    limits: {
      ...described(
        'Limits',
        'A plan is refused if the rows are fewer, have shrunk by more, or are invalid more often.',
      ),
      examples: [{ minRows: 1000, maxShrinkPercent: 10 }],
      type: 'object',
      additionalProperties: false,
      properties: {
        minRows: { ...limit('Min rows', 'The fewest rows.', 1000), type: 'integer' },
        maxShrinkPercent: percent(
          'Max shrink percent',
          'Most rows that may be gone since the last apply, in percent.',
          10,
        ),
        maxInvalidPercent: percent('Max invalid percent', 'Most rows that may be left out as invalid, in percent.', 1),
      },
    },
  };
}

function limit(title: string, description: string, example: number): Schema {
  return { ...described(title, description), examples: [example], minimum: 0 };
}

function percent(title: string, description: string, example: number): Schema {
  return { ...limit(title, description, example), type: 'number', maximum: 100 };
}

/** Builds the schema of the column of one field. */
export function sourceFieldSchema(): Schema {
  return {
    ...described('Column', 'The name of a column, or the column and how its cells are read.'),
    examples: ['Email', { column: 'Tags', split: ',' }, { column: 'Spent', type: 'number' }],
    type: ['string', 'object'],
    minLength: 1,
    additionalProperties: false,
    required: ['column'],
    properties: {
      column: {
        ...text('Column', 'The name of the column, or of the member of an object.', 'Email'),
        type: 'string',
        minLength: 1,
      },
      type: {
        ...described('Type', 'What a cell holds (default: text, exactly as it is written).'),
        examples: ['number'],
        enum: [...COLUMN_TYPES],
      },
      split: {
        ...text('Split', 'What separates the members of a set in one cell.', ','),
        type: 'string',
        minLength: 1,
      },
      values: {
        ...described('Values', 'What each text of the column means. Any other text is a mistake.'),
        examples: [{ yes: 'subscribed', no: 'unsubscribed' }],
        type: 'object',
        minProperties: 1,
        additionalProperties: { type: 'string' },
      },
      blank: blank('What a blank cell of this column says.'),
    },
  };
}

function blank(description: string): Schema {
  return { ...described('Blank', description), examples: ['remove'], enum: ['unmanaged', 'remove'] };
}

function textOrTexts(): Schema {
  return { type: ['string', 'array'], minLength: 1, minItems: 1, items: { type: 'string' } };
}
