// Limits and expectations: rules that refuse to apply an account's part of the plan. The plan still shows it.

import type { Entry } from './entry.ts';

/** The limits and expectations, by rule id. */
export const LIMIT_RULES = {
  'missing-contact': {
    means: 'Declared contacts are not at the vendor, and `onMissing` is `error`.',
    says: {
      sentence: '{contacts:declared contact} not found at the vendor, and `onMissing` is `error`',
      wayOut: 'correct their identifiers, or set `onMissing: create` or `onMissing: skip`',
      takes: { contacts: 'number' },
    },
  },
  'source-limit': {
    means: 'A file of contacts has fewer rows than its source allows, or more of them are gone or invalid.',
    says: {
      few: {
        sentence: 'the source {source} has {rows:row}, fewer than the {limit} of its `minRows`',
        wayOut: 'check that the export is complete; if it is, lower `minRows` of the source',
        takes: { source: 'text', rows: 'number', limit: 'number' },
      },
      shrunk: {
        sentence: '{gone} of the {rows:row} of the source {source} are gone ({percent} %), over the limit of {limit} %',
        wayOut: 'check that the export is complete; if it is, raise `maxShrinkPercent` of the source',
        takes: { source: 'text', gone: 'number', rows: 'number', percent: 'number', limit: 'number' },
      },
      'unknown-rows': {
        sentence:
          'the rows that the source {source} had in the base are not known, so its `maxShrinkPercent` cannot be checked',
        wayOut:
          'plan where the last apply kept its rows; or check that the query is complete, and plan with `--base none`',
        takes: { source: 'text' },
      },
      invalid: {
        sentence:
          '{skipped} of the {rows:row} of the source {source} are invalid ({percent} %), over the limit of {limit} %',
        wayOut: 'mend the export, or raise `maxInvalidPercent` of the source',
        takes: { source: 'text', skipped: 'number', rows: 'number', percent: 'number', limit: 'number' },
      },
    },
  },
  'max-changed-percent': {
    means:
      'More contacts would change than `limits.maxChangedPercent` allows, at one account or at all together; checked for more than 20 changes.',
    says: {
      account: {
        sentence:
          '{changed} of the account’s {contacts:contact} would change ({percent} %), over the limit of {limit} %',
        wayOut:
          'if this is intended, plan with `--max-changed-percent`, or raise `limits.maxChangedPercent` of the account',
        takes: { changed: 'number', contacts: 'number', percent: 'number', limit: 'number' },
      },
      all: {
        sentence:
          '{changed} of {contacts:contact} of all accounts would change ({percent} %), {own} of them here, over the limit of {limit} %',
        wayOut:
          'if this is intended, plan with `--max-changed-percent`, or raise `maxChangedPercent` of the manifests’ `limits`',
        takes: { changed: 'number', own: 'number', contacts: 'number', percent: 'number', limit: 'number' },
      },
    },
  },
  'min-contacts': {
    means: 'The vendor listed fewer contacts than `limits.minContacts` of the account expects.',
    says: {
      sentence: 'the vendor listed {listed:contact}, fewer than the {limit} of `limits.minContacts`',
      wayOut:
        'check that this is the right account; if it is, plan with `--min-contacts`, or lower `limits.minContacts` of the account',
      takes: { listed: 'number', limit: 'number' },
    },
  },
  'max-deletes': {
    means:
      'More contacts would be deleted than `limits.maxDeletes` allows, at one account or at all together; without that limit, more than 10 contacts and 30 %.',
    says: {
      limit: {
        sentence: '{amount:contact} would be deleted, over the limit of {limit}',
        wayOut:
          'if this is intended, plan with `--max-deletes` {amount:digits}, or raise `limits.maxDeletes` of the account',
        takes: { amount: 'number', limit: 'number' },
      },
      share: {
        sentence: '{amount} of the account’s {contacts:contact} would be deleted ({percent} %), more than {limit} %',
        wayOut:
          'if this is intended, plan with `--max-deletes` {amount:digits}, or set `limits.maxDeletes` of the account',
        takes: { amount: 'number', contacts: 'number', percent: 'number', limit: 'number' },
      },
      'all-limit': {
        sentence: '{amount:contact} of all accounts would be deleted, {own} of them here, over the limit of {limit}',
        wayOut:
          'if this is intended, plan with `--max-deletes` {amount:digits}, or raise `maxDeletes` of the manifests’ `limits`',
        takes: { amount: 'number', own: 'number', limit: 'number' },
      },
      'all-share': {
        sentence:
          '{amount} of {contacts:contact} of all accounts would be deleted ({percent} %), {own} of them here, more than {limit} %',
        wayOut:
          'if this is intended, plan with `--max-deletes` {amount:digits}, or set `maxDeletes` in the manifests’ `limits`',
        takes: { amount: 'number', own: 'number', contacts: 'number', percent: 'number', limit: 'number' },
      },
    },
  },
  'max-unsubscribes': {
    means:
      'More people would stop being mailable than `limits.maxUnsubscribes` allows, at one account or at all together; without that limit, more than 10 people and 30 %.',
    says: {
      limit: {
        sentence: '{amount:person/people} would stop being mailable, over the limit of {limit}',
        wayOut:
          'if this is intended, plan with `--max-unsubscribes` {amount:digits}, or raise `limits.maxUnsubscribes` of the account',
        takes: { amount: 'number', limit: 'number' },
      },
      share: {
        sentence:
          '{amount} of the account’s {contacts:contact} would stop being mailable ({percent} %), more than {limit} %',
        wayOut:
          'if this is intended, plan with `--max-unsubscribes` {amount:digits}, or set `limits.maxUnsubscribes` of the account',
        takes: { amount: 'number', contacts: 'number', percent: 'number', limit: 'number' },
      },
      'all-limit': {
        sentence:
          '{amount:person/people} of all accounts would stop being mailable, {own} of them here, over the limit of {limit}',
        wayOut:
          'if this is intended, plan with `--max-unsubscribes` {amount:digits}, or raise `maxUnsubscribes` of the manifests’ `limits`',
        takes: { amount: 'number', own: 'number', limit: 'number' },
      },
      'all-share': {
        sentence:
          '{amount} of {contacts:contact} of all accounts would stop being mailable ({percent} %), {own} of them here, more than {limit} %',
        wayOut:
          'if this is intended, plan with `--max-unsubscribes` {amount:digits}, or set `maxUnsubscribes` in the manifests’ `limits`',
        takes: { amount: 'number', own: 'number', contacts: 'number', percent: 'number', limit: 'number' },
      },
    },
  },
  'max-requests': {
    means: 'The plan would send more requests than `--max-requests` allows.',
    says: {
      sentence: '{amount:request} would be sent, {own} of them to this account, over the limit of {limit}',
      wayOut: 'if this is intended, plan with `--max-requests` {amount:digits}',
      takes: { amount: 'number', own: 'number', limit: 'number' },
    },
  },
  'max-minutes': {
    means: 'Applying the plan would take longer than `--max-minutes` allows, at the account’s rate limit.',
    says: {
      sentence: 'applying would take {amount:minute}, over the limit of {limit}',
      wayOut: 'if this is intended, plan with `--max-minutes` {amount:digits}',
      takes: { amount: 'number', limit: 'number' },
    },
  },
  'suspiciously-empty': {
    means:
      'The vendor has none of the declared contacts, so all of them would be created: a new account, a wrong key, or an empty listing.',
    says: {
      sentence: 'none of {declared:declared contact} was found at the vendor, and {creates} would be created',
      wayOut:
        'check that this is the right account; if it is new, plan with `--min-contacts` 0, or declare `limits.minContacts: 0`',
      takes: { declared: 'number', creates: 'number' },
    },
  },
  'suspiciously-few': {
    means: 'The vendor listed far fewer contacts than last time.',
    says: {
      sentence:
        'the vendor listed {listed:contact}, but {before} on {listedAt}: {percent} % fewer, over the limit of {limit} %',
      wayOut:
        'check that this is the right account and that the vendor’s app shows the same number; if the contacts are gone, plan with `--max-shrink-percent` {allow:digits}',
      takes: {
        listed: 'number',
        before: 'number',
        listedAt: 'text',
        percent: 'number',
        limit: 'number',
        allow: 'number',
      },
    },
  },
  expect: {
    means: 'A count in the plan is higher than `expect` of the account allows.',
    says: {
      sentence: 'the plan has {name}: {amount}, but the account expects at most {limit}',
      wayOut: 'if this is intended, raise `expect.{name}` of the account',
      takes: { name: 'text', amount: 'number', limit: 'number' },
    },
  },
} as const satisfies Readonly<Record<string, Entry>>;
