// Builders of contacts as the three dialects of Omnisend return them, and of creates as the planner drafts them.

import { difference } from '../../../src/contact/difference.ts';
import type { ChangeDraft, Provider } from '../../../src/providers/contract.ts';
import { omnisend3, omnisend5, omnisend20260315 } from '../../../src/providers/omnisend/index.ts';
import { create, desired } from '../drafts.ts';

export interface Version {
  readonly provider: Provider;
  readonly base: string;
  readonly idField: string;
  readonly dateField: string;
}

export const VERSIONS: readonly (readonly [string, Version])[] = [
  ['2026-03-15', { provider: omnisend20260315, base: '/api', idField: 'id', dateField: 'statusChangedAt' }],
  ['v5', { provider: omnisend5, base: '/v5', idField: 'contactID', dateField: 'statusDate' }],
  ['v3', { provider: omnisend3, base: '/v3', idField: 'contactID', dateField: 'statusDate' }],
];

/** Builds a contact as in a response, with a subscribed email. */
export function wireContact({ idField, dateField }: Version, overrides: Readonly<Record<string, unknown>> = {}) {
  return {
    [idField]: '663cf8de1f539fef85c321f9',
    identifiers: [
      {
        id: 'jane@example.com',
        type: 'email',
        channels: { email: { status: 'subscribed', [dateField]: '2024-05-24T00:34:08.426Z' } },
      },
    ],
    ...overrides,
  };
}

/** Builds the create of a contact with an email, and with a phone if one is given. */
export function newcomer(
  id: string,
  {
    email,
    phone,
    ...overrides
  }: Partial<ChangeDraft['desired']> & { readonly email?: string; readonly phone?: string },
): ChangeDraft {
  const identifiers = { ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) };
  const differences = Object.entries(identifiers).map(([kind, value]) => difference([kind], null, value));
  return create({ id, desired: desired({ identifiers, ...overrides }), differences });
}

export function newcomers(count: number): readonly ChangeDraft[] {
  return Array.from({ length: count }, (_, index) =>
    newcomer(`c${index + 1}`, { email: `user${index + 1}@example.com` }),
  );
}
