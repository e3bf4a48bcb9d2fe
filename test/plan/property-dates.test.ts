import { describe, expect, test } from 'vitest';
import type { PropertyValue } from '../../src/contact/contact.ts';
import { compare } from '../../src/plan/compare.ts';
import { project } from '../../src/plan/projection/project.ts';
import { withDates } from '../../src/plan/projection/property-dates.ts';
import type { PropertySupport } from '../../src/providers/capabilities.ts';
import { ENVOKE_V1 } from '../../src/providers/envoke/capabilities.ts';
import { LOOPS_V1 } from '../../src/providers/loops/capabilities.ts';
import { OMNISEND_2026_03_15 } from '../../src/providers/omnisend/capabilities.ts';
import { desired, live, toPlan } from './subject.ts';

const SCHEMA = { properties: new Map([['joined', 'date'] as const, ['note', 'string'] as const]) };
const INSTANT: PropertySupport = LOOPS_V1.customProperties;
const DAY: PropertySupport = ENVOKE_V1.customProperties;

/** Returns the value that would be written for a declared date; undefined if there is no difference. */
function written(value: PropertyValue | null, now?: PropertyValue, form = DAY): PropertyValue | null | undefined {
  const contact = now === undefined ? undefined : live({ customProperties: { joined: now } });
  const fields = project(toPlan(desired({ customProperties: { joined: value } })), contact);
  const [difference, ...others] = compare(withDates(fields, SCHEMA, form)).differences;
  expect(others).toEqual([]);
  expect(difference?.before ?? null).toBe(difference === undefined ? null : (now ?? null));
  return difference?.after;
}

describe('a live date in another spelling is no difference', () => {
  test.each([
    ['2026-01-05', '2026-01-05 00:00:00'],
    ['2026-01-05 00:00:00', '2026-01-05'],
    ['2026-01-05T02:00:00+02:00', '2026-01-05'],
    ['2026-01-05T10:21:11Z', '2026-01-05 10:21:11'],
    // The vendor's format has no fractions of a second.
    ['2026-01-05T10:21:11.500Z', '2026-01-05 10:21:11'],
  ])('%s is %s', (value, now) => {
    expect(written(value, now)).toBeUndefined();
  });

  test('in milliseconds, if the vendor stores them', () => {
    expect(written(1_767_571_200_000, '2026-01-05T00:00:00.000Z', INSTANT)).toBeUndefined();
    expect(written('2026-01-05T00:00:00.001Z', '2026-01-05T00:00:00.000Z', INSTANT)).toBe('2026-01-05T00:00:00.001Z');
  });
});

describe('another date is written in the vendor’s format', () => {
  test.each([
    ['2026-01-05', '2026-01-05'],
    ['2026-01-05T00:00:00Z', '2026-01-05'],
    ['2026-01-05T00:00:00+02:00', '2026-01-04 22:00:00'],
    ['2026-01-05T10:21Z', '2026-01-05 10:21:00'],
  ])('%s as %s', (value, spelling) => {
    expect(written(value)).toBe(spelling);
    expect(written(value, '2020-01-01')).toBe(spelling);
    expect(written(value, 'soon')).toBe(spelling);
  });

  test('as an instant', () => {
    expect(written('2026-01-05', undefined, INSTANT)).toBe('2026-01-05T00:00:00.000Z');
  });
});

test.each(['soon', '2026-02-31', 1_767_571_200, 1e18, true])('%s is not a date and stays unchanged', (value) => {
  expect(written(value)).toBe(value);
  expect(written(value, value)).toBeUndefined();
});

test('null removes a date like anything else', () => {
  expect(written(null, '2026-01-05')).toBeNull();
  expect(written(null)).toBeUndefined();
});

test('a date that the base declared counts as unchanged in any spelling', () => {
  const dropped = { scalars: {}, sets: {}, customProperties: { joined: ['2026-01-05'], note: ['x'] } };
  const compared = (joined: PropertyValue) => {
    const contact = { desired: desired(), base: { dropped } };
    return compare(withDates(project(contact, live({ customProperties: { joined, note: 'y' } })), SCHEMA, DAY));
  };
  const path = ['customProperties', 'joined'];
  const note = ['customProperties', 'note'];
  expect(compared('2026-01-05 00:00:00')).toEqual({
    differences: [{ path, op: 'remove', before: '2026-01-05 00:00:00', after: null }],
    kept: [note],
  });
  expect(compared('2026-01-06')).toEqual({ differences: [], kept: [path, note] });
});

test('texts stay unchanged, and so does everything if the account defines no types', () => {
  const day = live({ customProperties: { note: '2026-01-05', joined: '2026-01-05' } });
  const instant = '2026-01-05T00:00:00Z';
  const note = project(toPlan(desired({ customProperties: { note: instant } })), day);
  expect(withDates(note, SCHEMA, DAY)).toEqual(note);
  const dated = project(toPlan(desired({ customProperties: { joined: instant } })), day);
  expect(withDates(dated, {}, DAY)).toBe(dated);
  expect(withDates(dated, SCHEMA, OMNISEND_2026_03_15.customProperties)).toBe(dated);
});
