import { describe, expect, it } from 'vitest';
import { DIALECTS, providerOf } from '../../src/providers/table.ts';

describe.each(Object.values(DIALECTS).map((capabilities) => [capabilities.dialect, capabilities] as const))(
  '%s',
  (dialect, capabilities) => {
    it('has the provider that its capabilities describe', () => {
      const provider = providerOf(dialect);
      expect(provider.capabilities).toBe(capabilities);
      expect(provider.api.list !== undefined).toBe(capabilities.reads.list !== undefined);
      expect(provider.api.listChanges !== undefined).toBe(capabilities.reads.changes !== undefined);
      expect(provider.api.decodePage !== undefined).toBe(capabilities.reads.list !== undefined);
    });
  },
);
