// Parses and validates the fields, tags and custom properties in a body. The rules are the same for all dialects. Sources, read
// 2026-11-21: api-docs.omnisend.com/reference/contacts and Contacts OpenAPI 2026-03-15 (schema ContactRequest).

import { isObject } from '../../json.ts';
import { isTextList, type Report } from '../field-errors.ts';
import type { ContactWrite, Field, PropertyValue } from './contact.ts';
import { countryName } from './countries.ts';
import { instant, isDay } from './dates.ts';

type Body = Readonly<Record<string, unknown>>;

const TEXT_FIELDS = ['firstName', 'lastName', 'country', 'state', 'city', 'address', 'postalCode'] as const;

const MAX_TAGS = 100;
const PROPERTY_NAME = /^[A-Za-z0-9_]{1,128}$/;
const MAX_PROPERTY_LENGTH = 2048;

/** Returns the valid fields in a body. Reports invalid ones. */
export function checkedFields(body: Body, report: Report): ContactWrite['fields'] {
  const fields = [
    ...TEXT_FIELDS.map((name) => [name, textField(name, body[name], report)] as const),
    ['gender', strictField('gender', body.gender, (text) => text === 'm' || text === 'f', 'Must be m or f', report)],
    ['birthdate', strictField('birthdate', body.birthdate, isDay, 'Must be a date in YYYY-MM-DD format', report)],
    ['countryCode', countryCodeField(body.countryCode, report)],
  ] as const;
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as Partial<Record<Field, string>>;
}

/** Returns a text field; `""` clears it. Null is taken like an absent field; the vendor does not document null. */
function textField(name: string, value: unknown, report: Report): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  report(name, 'invalid_type', 'Must be a string');
  return undefined;
}

/** Returns a field that cannot be cleared. Every value that is not valid is reported, including `""` and null. */
function strictField(
  name: string,
  value: unknown,
  isValid: (text: string) => boolean,
  rule: string,
  report: Report,
): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && isValid(value)) return value;
  report(name, 'invalid_format', rule);
  return undefined;
}

function countryCodeField(value: unknown, report: Report): string | undefined {
  const isKnown = (text: string) => countryName(text.toUpperCase()) !== undefined;
  return strictField('countryCode', value, isKnown, 'Must be an ISO 3166-1 alpha-2 code', report)?.toUpperCase();
}

/** Returns the tags. Returns undefined if they are absent, or if they are not a list of strings, which is reported. */
export function checkedTags(value: unknown, report: Report): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!isTextList(value)) {
    report('tags', 'invalid_type', 'Must be an array of strings');
    return undefined;
  }
  if (value.length > MAX_TAGS) report('tags', 'too_many_items', `Must have at most ${MAX_TAGS} items`);
  return value;
}

/** Returns the valid custom properties in a body, as pairs of name and new value. Reports invalid ones. */
export function checkedProperties(body: Body, report: Report): ContactWrite['customProperties'] {
  const { customProperties, createdAt } = body;
  const written: (readonly [string, PropertyValue | null])[] = [];
  if (customProperties !== undefined && !isObject(customProperties)) {
    report('customProperties', 'invalid_type', 'Must be an object');
  }
  for (const [name, value] of isObject(customProperties) ? Object.entries(customProperties) : []) {
    const checked = property(name, value, report);
    if (checked !== undefined) written.push([name, checked]);
  }
  // The vendor sets createdAt itself, and stores the client's value in the custom property `externalCreated`.
  const created = typeof createdAt === 'string' ? instant(createdAt) : undefined;
  if (created !== undefined) written.push(['externalCreated', created]);
  else if (createdAt !== undefined && createdAt !== null)
    report('createdAt', 'invalid_format', 'Must be an RFC3339 timestamp');
  return written;
}

/** Returns the new value of a custom property, null to remove it, or undefined if it is not valid, which is reported. */
function property(name: string, value: unknown, report: Report): PropertyValue | null | undefined {
  const field = `customProperties.${name}`;
  if (!PROPERTY_NAME.test(name)) {
    report(field, 'invalid_format', 'Name can contain only Latin characters, numbers and underscores, 128 at most');
    return undefined;
  }
  if (value === null || value === '') return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return Number(value.toFixed(6));
  if (typeof value !== 'string' && !isTextList(value)) {
    report(field, 'invalid_type', 'Must be a number, boolean, string or array of strings');
    return undefined;
  }
  if ([value].flat().some((text) => text.length > MAX_PROPERTY_LENGTH)) {
    report(field, 'too_long', `Must have at most ${MAX_PROPERTY_LENGTH} characters`);
  }
  return value;
}
