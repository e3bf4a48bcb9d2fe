import { type Capabilities, FACT_RESULTS } from '../../providers/capabilities.ts';
import { MAX_CHANGED_PERCENT_FROM, POLICIES, RATE_LIMIT_PATTERN } from '../account-settings.ts';
import type { Expectations, Limits, TotalLimits } from '../configuration.ts';
import { described, reference, type Schema, text } from './parts.ts';

/**
 * Builds the schema of one account. It accepts the settings of every vendor; resolve/accounts.ts checks them against one vendor.
 */
export function accountSchema(dialects: readonly Capabilities[]): Schema {
  const { apiVersion } = exampleDialect(dialects, 'apiKey');
  return {
    ...described('Account', 'One account at a vendor.'),
    examples: [{ ...exampleAccount(dialects), apiVersion }],
    type: 'object',
    additionalProperties: false,
    // A file of its own may add facts to an account that is declared elsewhere.
    if: { required: ['facts'] },
    else: { required: ['provider'] },
    properties: {
      ...connectionSchema(dialects),
      ...policySchema(dialects),
      limits: numbers('Limits', 'Safety limits. A plan that exceeds one is refused.', LIMITS),
      expect: expectSchema(),
      exclude: excludeSchema(),
      facts: factsSchema(dialects),
    },
  };
}

function factsSchema(dialects: readonly Capabilities[]): Schema {
  const { apiVersion } = exampleDialect(dialects, 'apiKey');
  const example = { fact: 'clear.firstName', result: 'proved', date: '2026-11-30', apiVersion };
  return {
    ...described(
      'Facts',
      'What `rollcall doctor --rehearse` found out at this account of facts that the vendor does not document. It counts once it is on the default branch.',
    ),
    examples: [[example]],
    type: 'array',
    items: {
      ...described('Fact', 'What was found of one fact.'),
      examples: [example],
      type: 'object',
      additionalProperties: false,
      required: ['fact', 'result', 'date', 'apiVersion'],
      properties: {
        fact: { ...text('Fact', 'The id of the fact.', example.fact), type: 'string', minLength: 1 },
        result: {
          ...described(
            'Result',
            'proved: it is so. ignored: the vendor accepted the request and did not carry it out. refused: it answered with an error.',
          ),
          examples: [example.result],
          enum: [...FACT_RESULTS],
        },
        date: {
          ...text('Date', 'The day on which it was found, YYYY-MM-DD.', example.date),
          type: 'string',
          pattern: '^\\d{4}-\\d{2}-\\d{2}$',
        },
        apiVersion: {
          ...text('API version', 'The API version at which it was found.', apiVersion),
          type: 'string',
          minLength: 1,
        },
        environment: {
          ...text('Environment', 'The environment in which it was found; absent: it counts in all.', 'production'),
          type: 'string',
          minLength: 1,
        },
      },
    },
  };
}

function expectSchema() {
  const counts = numbers('Expectations', 'Maximum counts of a plan. A plan that exceeds one fails.', EXPECTATIONS);
  return { ...counts, properties: { ...counts.properties, crossCheck: CROSS_CHECK } };
}

function excludeSchema(): Schema {
  const names = (title: string, description: string, example: string): Schema => ({
    ...described(title, description),
    examples: [[example]],
    type: 'array',
    items: { type: 'string', minLength: 1 },
  });
  return {
    ...described(
      'Exclude',
      'Contacts of this account that are never created, changed or deleted, whatever the manifests declare.',
    ),
    examples: [{ tags: ['staff'] }],
    type: 'object',
    additionalProperties: false,
    properties: {
      tags: names('Tags', 'Contacts that have one of these tags at the vendor.', 'staff'),
      lists: names('Lists', 'Contacts that are in one of these lists at the vendor, as manifests name them.', 'Staff'),
      contacts: names(
        'Contacts',
        'Contacts whose key matches one of these patterns, as with `--contact`.',
        '*@example.com',
      ),
    },
  };
}

const CROSS_CHECK: Schema = {
  ...described(
    'crossCheck',
    'false: people may be subscribed by an apply that asks nobody, although another account of the sender could not be asked whether they have opted out there.',
  ),
  examples: [false],
  type: 'boolean',
};

/** Builds the schema of the limits over all accounts. */
export function totalLimitsSchema(): Schema {
  return numbers(
    'Limits over all accounts',
    'Safety limits over all accounts together, in one of the files. A plan that exceeds one is refused at the accounts that take part.',
    TOTAL_LIMITS,
  );
}

/** Returns an example account, at the first vendor that uses an API key. */
export function exampleAccount(dialects: readonly Capabilities[]): Schema {
  const { provider } = exampleDialect(dialects, 'apiKey');
  return { provider, apiKey: exampleReference(dialects, 'apiKey') };
}

type CredentialField = Capabilities['credentials'][number];

/**
 * Returns the first dialect that uses the credential.
 *
 * @throws RangeError if no vendor uses it: then the setting must be removed from the schema
 */
function exampleDialect(dialects: readonly Capabilities[], credential: CredentialField): Capabilities {
  const dialect = dialects.find(({ credentials }) => credentials.includes(credential));
  if (dialect === undefined) throw new RangeError(`no vendor takes an ${credential}`);
  return dialect;
}

function exampleReference(dialects: readonly Capabilities[], credential: CredentialField): string {
  const name = credential === 'apiKey' ? 'API_KEY' : 'API_ID';
  return reference(`${exampleDialect(dialects, credential).provider.toUpperCase()}_${name}`);
}

function connectionSchema(dialects: readonly Capabilities[]): Schema {
  const { provider, apiVersion } = exampleDialect(dialects, 'apiKey');
  const versions = dialects.map((dialect) => `${dialect.provider} ${dialect.apiVersion}`).join(', ');
  return {
    provider: {
      ...described('Provider', 'The vendor.'),
      examples: [provider],
      enum: [...new Set(dialects.map((dialect) => dialect.provider))],
    },
    apiVersion: {
      ...text('API version', `A version of the vendor's API (default: the newest). Known: ${versions}.`, apiVersion),
      type: 'string',
      minLength: 1,
    },
    apiKey: credential('API key', exampleReference(dialects, 'apiKey')),
    apiId: credential('API id', exampleReference(dialects, 'apiId')),
    baseUrl: {
      ...text(
        'Base URL',
        "Replaces the vendor's origin. Must use https, except on this machine.",
        `http://127.0.0.1:4010/${provider}`,
      ),
      type: 'string',
      minLength: 1,
    },
    rateLimit: {
      ...text('Rate limit', "Requests per second, minute or hour; never above the vendor's own limit.", '200/min'),
      type: 'string',
      pattern: RATE_LIMIT_PATTERN,
    },
  };
}

function credential(title: string, example: string): Schema {
  return {
    ...text(title, 'The name of an environment variable; never the secret itself.', example),
    type: 'string',
    minLength: 1,
  };
}

function policySchema(dialects: readonly Capabilities[]): Schema {
  return {
    onMissing: choice(
      'On missing',
      'What happens to a declared contact that the vendor does not have',
      POLICIES.onMissing,
    ),
    onRemoved: choice(
      'On removed',
      'What happens to a contact that was declared before and no longer is',
      POLICIES.onRemoved,
    ),
    resubscribe: choice('Resubscribe', 'Whether people who opted out can be subscribed again', POLICIES.resubscribe),
    backfillConsent: {
      ...described(
        'Backfill consent',
        'true: evidence of consent that is declared for people who are subscribed already is sent once, where the vendor takes it; their status stays as it is.',
      ),
      examples: [true],
      type: 'boolean',
    },
    defineProperties: {
      ...described(
        'Define properties',
        `true: custom properties that the account does not have are planned to be defined, by requests of their own. At ${dialects
          .filter((dialect) => dialect.customProperties.defines !== undefined)
          .map((dialect) => dialect.label)
          .join(', ')}.`,
      ),
      examples: [true],
      type: 'boolean',
    },
    keyField: {
      ...described(
        'Key field',
        'The identifier by which an update addresses a contact, if the vendor offers a choice.',
      ),
      examples: ['id'],
      enum: [...new Set(dialects.flatMap((dialect) => dialect.keyFields))],
    },
    sender: {
      ...text(
        'Sender',
        'The sender of the messages. Consent is given to one sender and does not apply to another.',
        'Example Ltd',
      ),
      type: ['string', 'number', 'boolean'],
      minLength: 1,
    },
    team: {
      ...text(
        'Team',
        "Name of the vendor's account, where a key does not tell it: the record of what was applied then survives a new key.",
        'example-team',
      ),
      type: ['string', 'number', 'boolean'],
      minLength: 1,
    },
  };
}

function choice(
  title: string,
  description: string,
  { values, fallback }: { readonly values: readonly string[]; readonly fallback: string },
): Schema {
  return { ...described(title, `${description} (default: ${fallback}).`), examples: [fallback], enum: values };
}

/** Description of a numeric setting, and its maximum, if it has one. */
type NumberRow = readonly [description: string, maximum: number | undefined];

const DEFAULT_LOSS = 'default: 10 contacts, or 30 % of them if that is more';

const TOTAL_LIMITS: Readonly<Record<keyof TotalLimits, NumberRow>> = {
  maxChangedPercent: [
    `Changed contacts in percent of those declared, now or in the base; checked only above ${MAX_CHANGED_PERCENT_FROM} changes.`,
    100,
  ],
  maxDeletes: [`Deleted contacts (${DEFAULT_LOSS}).`, undefined],
  maxUnsubscribes: [`Unsubscribed contacts (${DEFAULT_LOSS}).`, undefined],
};

const LIMITS: Readonly<Record<keyof Limits, NumberRow>> = {
  ...TOTAL_LIMITS,
  minContacts: ['Minimum number of contacts that the vendor must list.', undefined],
};

const EXPECTATIONS: Readonly<Record<keyof Expectations, NumberRow>> = {
  becomesMailable: ['People who become mailable.', undefined],
  stopsBeingMailable: ['People who stop being mailable.', undefined],
  creates: ['Created contacts.', undefined],
  updates: ['Updated contacts.', undefined],
  deletes: ['Deleted contacts.', undefined],
  requests: ['Requests that write.', undefined],
};

function numbers(title: string, description: string, rows: Readonly<Record<string, NumberRow>>) {
  const properties = Object.entries(rows).map(([name, [words, maximum]]) => [
    name,
    {
      ...text(name, words, '10'),
      examples: [10],
      type: 'integer',
      minimum: 0,
      ...(maximum === undefined ? {} : { maximum }),
    },
  ]);
  return {
    ...described(title, description),
    examples: [Object.fromEntries([[Object.keys(rows)[0] ?? '', 10]])],
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(properties),
  };
}
