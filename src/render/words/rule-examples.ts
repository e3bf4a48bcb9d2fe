// Values for the placeholders of rules, so that a rule can be explained without a plan: in docs/guide/rules.md and by `rollcall help`. Pure.

import type { Argument, Arguments, Personal } from '../../contact/argument.ts';
import { DIALECTS } from '../../providers/table.ts';
import { fill, placeholdersIn } from './text-of.ts';

/** The vendor of the examples: the first of the table. */
const VENDOR = Object.values(DIALECTS)[0] ?? { label: 'Vendor', origin: 'https://api.example.com', provider: 'vendor' };

function id(value: string): Personal<'id'> {
  return { is: 'id', value };
}

/** Values for the placeholders of example sentences, by placeholder name. */
const EXAMPLES: Arguments = {
  account: 'shop',
  id: 'clm2k8j4h6g0',
  ids: 'clm2k8j4h6g0, clm9z0y8x7w6',
  allow: 59,
  amount: 120,
  at: { is: 'file', value: 'contacts.d/people.yaml:12' },
  before: 1203,
  branch: 'origin/main',
  changed: 45,
  commit: '3f2a9c1b5d7e8f90a1b2c3d4e5f60718293a4b5c',
  conflicts: 1,
  contacts: [id('66a0f00d'), id('66b1cafe')],
  creates: 60,
  declared: 60,
  directory: { is: 'file', value: 'contacts.d' },
  holder: id('66a0f00d'),
  identifier: 'email',
  identifiers: ['email', 'phone'],
  known: 1,
  label: VENDOR.label.split(' ')[0] ?? '',
  limit: 30,
  listed: 500,
  listedAt: '2026-05-01T09:00:00Z',
  live: { is: 'date', value: '2026-05-02T00:00:00Z' },
  matches: 2,
  missing: ['consent.source', 'consent.createdAt'],
  name: 'creates',
  origin: VENDOR.origin,
  others: 1,
  own: 80,
  percent: 75,
  record: `${VENDOR.provider}-shop`,
  remote: 'origin',
  environment: 'production',
  recordedAt: '2026-05-01T09:00:00Z',
  since: { is: 'date', value: '2026-05-01T00:00:00Z' },
  type: 'number',
  way: 'if the person wants to come back, they sign up again on a form',
  word: 'Spam Reported',
};

/**
 * Values for the placeholders of one rule, which take precedence over EXAMPLES. A key is a rule id, or a rule id, a space and a
 * reason (`why`).
 */
const OWN_EXAMPLES: Readonly<Record<string, Arguments>> = {
  'stale-status-date': { declared: { is: 'date', value: '2026-05-01T00:00:00Z' } },
  'future-date': {
    declared: { is: 'date', value: '2026-05-01T09:00:00Z' },
  },
  'identifier-taken': { declared: 'declared', identifiers: ['email'] },
  'identifier-taken new-email': { identifiers: ['previous email', 'email'] },
  'would-lose-opt-out': { declared: 'declared', identifiers: ['email'] },
  'missing-contact': { contacts: 3 },
  'min-contacts': { listed: 3, limit: 1000 },
  'max-changed-percent': { percent: 75, contacts: 60 },
  'source-limit few': { source: 'customers', rows: 812, limit: 1000 },
  'source-limit shrunk': { source: 'customers', gone: 300, rows: 1200, percent: 25, limit: 10 },
  'source-limit unknown-rows': { source: 'customers' },
  'source-limit invalid': { source: 'customers', skipped: 30, rows: 1200, percent: 2.5, limit: 1 },
  'record-refused': { at: '2026-11-28T14:02:00Z' },
  superseded: { at: '2026-11-28T14:02:00Z' },
  'behind-record': { at: '2026-11-28T14:02:00Z', contacts: 4 },
  'record-elsewhere': { at: '2026-11-28T14:02:00Z' },
  'max-deletes': { contacts: 160 },
  'max-unsubscribes': { contacts: 160 },
};

/**
 * Fills a template of a rule with example values.
 *
 * @param why the reason that selects one of the rule's sentences; empty if the rule has only one sentence
 * @throws RangeError if a placeholder has no example
 */
export function exampleOf(rule: string, why: string, template: string): string {
  const values: Record<string, Argument> = { ...EXAMPLES, ...OWN_EXAMPLES[rule], ...OWN_EXAMPLES[`${rule} ${why}`] };
  const unknown = placeholdersIn(template).filter((name) => !Object.hasOwn(values, name));
  if (unknown.length > 0) throw new RangeError(`${rule}: no example value for ${unknown.join(', ')}`);
  return fill(template, values);
}
