import { describe, expect, test } from 'vitest';
import type { PropertyValue } from '../../src/contact/contact.ts';
import { withDates } from '../../src/plan/projection/property-dates.ts';
import type { PropertySupport } from '../../src/providers/capabilities.ts';
import { ENVOKE_V1 } from '../../src/providers/envoke/capabilities.ts';
import { LOOPS_V1 } from '../../src/providers/loops/capabilities.ts';
import { OMNISEND_2026_03_15 } from '../../src/providers/omnisend/capabilities.ts';
import { desired, live } from './subject.ts';

const SCHEMA = { properties: new Map([['joined', 'date'] as const, ['note', 'string'] as const]) };
const INSTANT: PropertySupport = LOOPS_V1.customProperties;
const DAY: PropertySupport = ENVOKE_V1.customProperties;

function spelt(value: PropertyValue | null, now?: PropertyValue, form = DAY): PropertyValue | null | undefined {
  const contact = now === undefined ? undefined : live({ customProperties: { joined: now } });
  return withDates(desired({ customProperties: { joined: value } }), contact, SCHEMA, form).customProperties.joined;
}

describe('a date that live has too is in live’s own words', () => {
  test.each([
    ['2026-01-05', '2026-01-05 00:00:00'],
    ['2026-01-05 00:00:00', '2026-01-05'],
    ['2026-01-05T02:00:00+02:00', '2026-01-05'],
    ['2026-01-05T10:21:11Z', '2026-01-05 10:21:11'],
    // A fraction that the vendor has no place for.
    ['2026-01-05T10:21:11.500Z', '2026-01-05 10:21:11'],
  ])('%s is %s', (value, now) => {
    expect(spelt(value, now)).toBe(now);
  });

  test('in milliseconds, where the vendor tells them', () => {
    expect(spelt(1_767_571_200_000, '2026-01-05T00:00:00.000Z', INSTANT)).toBe('2026-01-05T00:00:00.000Z');
    expect(spelt('2026-01-05T00:00:00.001Z', '2026-01-05T00:00:00.000Z', INSTANT)).toBe('2026-01-05T00:00:00.001Z');
  });
});

describe('another date is written as the vendor writes it', () => {
  test.each([
    ['2026-01-05', '2026-01-05'],
    ['2026-01-05T00:00:00Z', '2026-01-05'],
    ['2026-01-05T00:00:00+02:00', '2026-01-04 22:00:00'],
    ['2026-01-05T10:21Z', '2026-01-05 10:21:00'],
  ])('%s as %s', (value, written) => {
    expect(spelt(value)).toBe(written);
    expect(spelt(value, '2020-01-01')).toBe(written);
    expect(spelt(value, 'soon')).toBe(written);
  });

  test('as an instant', () => {
    expect(spelt('2026-01-05', undefined, INSTANT)).toBe('2026-01-05T00:00:00.000Z');
  });
});

test.each([null, 'soon', '2026-02-31', 1_767_571_200, 1e18, true])('%s is no date, and stays as it is', (value) => {
  expect(spelt(value)).toBe(value);
});

test('what the base declared counts as unchanged in any spelling', () => {
  const contact = desired({
    dropped: { scalars: {}, sets: {}, customProperties: { joined: '2026-01-05', note: 'x' } },
  });
  const now = live({ customProperties: { joined: '2026-01-05 00:00:00' } });
  expect(withDates(contact, now, SCHEMA, DAY).dropped?.customProperties).toEqual({
    joined: '2026-01-05 00:00:00',
    note: 'x',
  });
});

test('texts are left alone, and so is an account without types', () => {
  const contact = desired({ customProperties: { note: '2026-01-05T00:00:00Z' } });
  expect(withDates(contact, live({ customProperties: { note: '2026-01-05' } }), SCHEMA, DAY)).toBe(contact);
  const dated = desired({ customProperties: { joined: '2026-01-05T00:00:00Z' } });
  expect(withDates(dated, undefined, {}, DAY)).toBe(dated);
  expect(withDates(dated, undefined, SCHEMA, OMNISEND_2026_03_15.customProperties)).toBe(dated);
});
