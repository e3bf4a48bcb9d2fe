import { expect, test } from 'vitest';
import type { PropertyValue } from '../../../src/contact/contact.ts';
import { suggestedTypes } from '../../../src/workflows/rehearse/property-types.ts';

const DATES = { dates: 'instant' } as const;

test.each<[values: readonly (PropertyValue | null)[], type: string]>([
  [[], ''],
  [[null], 'string'],
  [['pro', null], 'string'],
  [[3, null, 4.5], 'number'],
  [[true, false], 'boolean'],
  [['2026-01-15', '2026-01-15T09:30:00Z'], 'date'],
  [['2026-01-15', 'soon'], 'string'],
  [['2026-02-30'], 'string'],
  [[3, '3'], 'string'],
  [[1, true], 'string'],
])('the values %j suggest %j', (values, type) => {
  const suggested = suggestedTypes(DATES);
  for (const value of values) suggested.add({ plan: value });
  expect(suggested.types().get('plan') ?? '').toBe(type);
});

test('a vendor without dates gets none', () => {
  const suggested = suggestedTypes({});
  suggested.add({ since: '2026-01-15' });
  expect([...suggested.types()]).toEqual([['since', 'string']]);
});
