import type { Capabilities } from '../../providers/capabilities.ts';
import { described, reference, type Schema, text } from './parts.ts';

const DEFAULTS = { onMissing: 'create', onRemoved: 'keep', resubscribe: 'never' } as const;

/** One account; which settings a vendor has is said in words, and checked in accounts.ts. */
export function accountSchema(dialects: readonly Capabilities[]): Schema {
  return {
    ...described('Account', 'One account at a vendor.'),
    examples: [{ provider: 'omnisend', apiVersion: '2026-03-15', apiKey: reference('OMNISEND_API_KEY') }],
    type: 'object',
    additionalProperties: false,
    required: ['provider'],
    properties: {
      ...connectionSchema(dialects),
      ...policySchema(dialects),
      limits: numbers('Limits', 'A plan beyond one of these is refused.', LIMITS),
      expect: numbers('Expectations', 'What a plan may hold at most; one that holds more fails.', EXPECTATIONS),
    },
  };
}

function connectionSchema(dialects: readonly Capabilities[]): Schema {
  const versions = dialects.map((dialect) => `${dialect.provider} ${dialect.apiVersion}`).join(', ');
  return {
    provider: {
      ...described('Provider', 'The vendor.'),
      examples: ['omnisend'],
      enum: [...new Set(dialects.map((dialect) => dialect.provider))],
    },
    apiVersion: {
      ...text('API version', `The vendor's newest if it is not set. Known: ${versions}.`, '2026-03-15'),
      type: 'string',
      minLength: 1,
    },
    apiKey: credential('API key', 'OMNISEND_API_KEY'),
    apiId: credential('API id', 'ENVOKE_API_ID'),
    baseUrl: {
      ...text(
        'Base URL',
        "Stands for the vendor's origin: https, or http on this machine.",
        'http://127.0.0.1:4010/omnisend',
      ),
      type: 'string',
      minLength: 1,
    },
    rateLimit: {
      ...text('Rate limit', "Requests per second, minute or hour; never above the vendor's own limit.", '200/min'),
      type: 'string',
      pattern: '^[1-9][0-9]{0,5}/(s|min|h)$',
    },
  };
}

function credential(title: string, variable: string): Schema {
  return {
    ...text(title, 'The name of an environment variable; never the secret itself.', reference(variable)),
    type: 'string',
    minLength: 1,
  };
}

function policySchema(dialects: readonly Capabilities[]): Schema {
  return {
    onMissing: choice(
      'On missing',
      'A declared contact that the vendor does not have.',
      ['create', 'error', 'skip'],
      DEFAULTS.onMissing,
    ),
    onRemoved: choice(
      'On removed',
      'A contact that was declared before and is no more.',
      ['keep', 'unsubscribe', 'delete'],
      DEFAULTS.onRemoved,
    ),
    resubscribe: choice('Resubscribe', 'People who opted out.', ['never', 'with-consent'], DEFAULTS.resubscribe),
    keyField: {
      ...described('Key field', 'How an update names its contact, where the vendor offers a choice.'),
      examples: ['id'],
      enum: [...new Set(dialects.flatMap((dialect) => dialect.keyFields))],
    },
    sender: {
      ...text(
        'Sender',
        'In whose name messages go out. Consent is given to a sender, so it is never shared between two.',
        'Example Ltd',
      ),
      type: ['string', 'number', 'boolean'],
      minLength: 1,
    },
  };
}

function choice(title: string, description: string, values: readonly string[], fallback: string): Schema {
  return { ...described(title, `${description} Default: ${fallback}.`), examples: [fallback], enum: values };
}

const LIMITS = {
  maxChangedPercent: ['Changed contacts in percent of the declared ones; looked at above 20 changes.', 100],
  minContacts: ['The fewest contacts that the vendor must list.', undefined],
  maxDeletes: ['Deleted contacts.', undefined],
  maxUnsubscribes: ['Unsubscribed contacts.', undefined],
} as const;

const EXPECTATIONS = {
  becomesMailable: ['People who become mailable.', undefined],
  stopsBeingMailable: ['People who stop being mailable.', undefined],
  creates: ['Created contacts.', undefined],
  updates: ['Updated contacts.', undefined],
  deletes: ['Deleted contacts.', undefined],
  requests: ['Requests that write.', undefined],
} as const;

function numbers(
  title: string,
  description: string,
  rows: Readonly<Record<string, readonly [string, number | undefined]>>,
): Schema {
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
