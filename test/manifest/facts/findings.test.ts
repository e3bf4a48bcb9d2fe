import { describe, expect, test } from 'vitest';
import { withFindings } from '../../../src/manifest/facts/findings.ts';
import type { Capabilities, FieldSupport, Finding } from '../../../src/providers/capabilities.ts';
import { ALL_DIALECTS } from '../../../src/providers/table.ts';

const DATE = '2026-11-30';

function rowOf(capabilities: Capabilities, field: keyof Capabilities['fields']): FieldSupport {
  return capabilities.fields[field];
}

describe.each(ALL_DIALECTS.map((dialect) => [dialect.dialect, dialect] as const))('%s', (_, dialect) => {
  test.each(dialect.unproven)('$id', ({ id, field, decides }) => {
    for (const result of ['proved', 'ignored', 'refused'] as const) {
      const found: Finding = { result, date: DATE };
      const capabilities: Capabilities = withFindings(dialect, new Map([[id, found]]));
      const isProved = result === 'proved';
      if (decides === 'clear') {
        expect(rowOf(capabilities, field)).toEqual({ ...dialect.fields[field], clear: isProved ? 'yes' : 'no', found });
      } else if (decides === 'time') {
        const dates = isProved ? dialect.customProperties.dates : 'day';
        expect(capabilities.customProperties).toEqual({ ...dialect.customProperties, dates, found });
      } else {
        expect(capabilities.tags).toEqual({ ...dialect.tags, listRemovals: isProved, found });
      }
      const others = Object.entries<FieldSupport>(capabilities.fields).filter(([name]) => name !== field);
      for (const [name, row] of others) expect(row).toBe(rowOf(dialect, name as typeof field));
    }
  });

  test('what nobody asked changes nothing', () => {
    expect(withFindings(dialect, new Map())).toBe(dialect);
    expect(withFindings(dialect, new Map([['clear.nonsense', { result: 'refused', date: DATE }]]))).toBe(dialect);
  });
});
