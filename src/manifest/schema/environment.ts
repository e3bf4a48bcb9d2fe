import type { Capabilities } from '../../providers/capabilities.ts';
import { ACCOUNT_NAME, BEHIND } from '../account-settings.ts';
import { accountSchema } from './account.ts';
import { described, reference, type Schema } from './parts.ts';

/** Settings of an account that an environment may replace; the others are the same everywhere. */
const REPLACEABLE = ['apiKey', 'apiId', 'team', 'baseUrl', 'rateLimit', 'onRemoved', 'limits', 'expect'] as const;

/** Builds the schema of the section `environments`. */
export function environmentsSchema(): Schema {
  return {
    ...described(
      'Environments',
      `Places where the same contacts are applied with other accounts, such as staging and production; --env chooses one. ${ACCOUNT_NAME.rule}.`,
    ),
    examples: [{ staging: { accounts: { shop: { apiKey: reference('STAGING_API_KEY') } } }, production: {} }],
    type: 'object',
    additionalProperties: { $ref: '#/definitions/environment' },
  };
}

/** Builds the schema of one environment. */
export function environmentSchema(): Schema {
  return {
    ...described(
      'Environment',
      'What differs in this environment. Without `accounts`, every account is as it is declared; otherwise each of them is mentioned.',
    ),
    examples: [{ accounts: { shop: { apiKey: reference('STAGING_API_KEY') }, app: false } }],
    type: 'object',
    additionalProperties: false,
    properties: {
      ...scopeSchema(),
      accounts: {
        ...described(
          'Accounts',
          'What differs at each account, by its name; false: it is not there in this environment.',
        ),
        examples: [{ shop: { apiKey: reference('STAGING_API_KEY') }, app: false }],
        type: 'object',
        additionalProperties: { $ref: '#/definitions/environmentAccount' },
      },
    },
  };
}

/** Builds the schema of an account in an environment. */
export function environmentAccountSchema(dialects: readonly Capabilities[]): Schema {
  const settings = accountSchema(dialects).properties as Readonly<Record<string, Schema>>;
  return {
    ...described(
      'Account in an environment',
      'Settings that replace the account’s own, one by one. Credentials and team belong together: one of them replaces all.',
    ),
    examples: [{ apiKey: reference('STAGING_API_KEY'), behind: 'allow' }, false],
    type: ['boolean', 'object'],
    if: { type: 'boolean' },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { enum: [false] },
    additionalProperties: false,
    properties: {
      ...Object.fromEntries(REPLACEABLE.map((name) => [name, settings[name] ?? {}])),
      ...scopeSchema(),
    },
  };
}

/** Settings that only environments have, for all of their accounts or for one. */
function scopeSchema(): Schema {
  return {
    contacts: {
      ...described(
        'Contacts',
        'Only contacts whose key matches; wildcards * and ?, ! leaves out, as with --contact. All others are out of scope: never planned, and never removed.',
      ),
      examples: [['*@our-company.example']],
      type: 'array',
      minItems: 1,
      items: { type: 'string', minLength: 1, pattern: '^!?[^!\\s]', examples: ['*@our-company.example'] },
    },
    behind: {
      ...described(
        'Behind',
        'Whether manifests that lack applied commits may be applied: allow, for an environment that follows feature branches (default: refuse).',
      ),
      examples: ['allow'],
      enum: [...BEHIND],
    },
  };
}
