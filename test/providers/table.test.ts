import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../src/http/request.ts';
import { ALL_DIALECTS, DIALECT_NAMES, type Dialect, PROVIDER_NAMES, providerOf } from '../../src/providers/table.ts';

describe.each(ALL_DIALECTS.map((capabilities) => [capabilities.dialect, capabilities] as const))(
  '%s',
  (dialect, row) => {
    it('has the provider that its capabilities describe', () => {
      const provider = providerOf(dialect);
      expect(provider.capabilities).toBe(row);
      expect(provider.api.list !== undefined).toBe(row.reads.list !== undefined);
      expect(provider.api.listChanges !== undefined).toBe(row.reads.changes !== undefined);
      expect(provider.api.decodePage !== undefined).toBe(row.reads.list !== undefined);
    });

    it('lists every fixed segment of its read paths as a path word, and only lower-case words', () => {
      const parts = readsOf(row).flatMap(({ path }) => path.split('/').filter((part) => part !== '' && part !== ID));
      expect(parts.length).toBeGreaterThan(0);
      expect(parts.filter((part) => !row.pathWords.includes(part))).toEqual([]);
      for (const word of row.pathWords) expect(word).toMatch(/^(?:[a-z_-]+|v\d+)$/);
    });
  },
);

const ID = '4711';

/** Returns one read request of every kind, with ID as the identifier. */
function readsOf({ dialect, identity }: Dialect): readonly ApiRequest[] {
  const { api } = providerOf(dialect);
  const identifiers = identity.lookUp.map((kind) => ({ kind, value: ID }));
  return [
    ...(api.schema ?? []).map(({ request }) => request),
    ...[api.list?.(), api.listChanges?.('2026-01-01T00:00:00Z')].filter((request) => request !== undefined),
    ...identifiers.map((identifier) => api.lookUp([identifier])),
    ...identifiers.flatMap((identifier) => api.suppression?.request(identifier) ?? []),
  ];
}

describe('the table', () => {
  it('is grouped by vendor', () => {
    const providers = ALL_DIALECTS.map(({ provider }) => provider);
    expect(providers).toEqual(PROVIDER_NAMES.flatMap((name) => providers.filter((provider) => provider === name)));
    expect(DIALECT_NAMES).toEqual(ALL_DIALECTS.map(({ provider, apiVersion }) => `${provider}@${apiVersion}`));
  });
});
