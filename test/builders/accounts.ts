// Builder of declared accounts: a valid value, bent per test.

import type { Account } from '../../src/manifest/configuration.ts';
import type { Dialect } from '../../src/providers/table.ts';

/** An account of this dialect that declares nothing but its credentials. */
export function accountOf(capabilities: Dialect, overrides: Partial<Account> = {}): Account {
  return {
    name: 'shop',
    capabilities,
    baseUrl: capabilities.origin,
    credentials: {},
    onMissing: 'create',
    onRemoved: 'keep',
    resubscribe: 'never',
    keyField: capabilities.keyFields[0] ?? 'id',
    limits: {},
    expect: {},
    source: { file: 'accounts.yaml', line: 1, column: 1 },
    ...overrides,
  };
}
