// Parses the custom fields in a body. Fields that the body does not contain stay unchanged, and "" clears a field; the vendor
// does not document these two rules for contacts. It does document the error for an invalid date.

import { isObject } from '../../json.ts';
import type { AddressBook, Settings } from '../address-book.ts';
import type { Report } from '../json.ts';
import type { CustomField } from './contact.ts';
import { formatDate, parseDate } from './dates.ts';

type CustomValues = readonly (readonly [string, string])[];

/** Parses and validates the custom fields. Returns pairs of name and value in its stored form. */
export function readCustomFields(value: unknown, book: AddressBook, report: Report): CustomValues {
  if (value === undefined || value === null) return [];
  // PHP writes an empty map as an empty list.
  if (Array.isArray(value) && value.length === 0) return [];
  if (!isObject(value)) {
    report("'custom_fields' is not a valid map");
    return [];
  }
  return Object.entries(value).flatMap(([name, written]) => {
    const field = [...book.customFields.values()].find((candidate) => candidate.name === name);
    if (field === undefined) report(`'custom_fields' has no field '${name}'`);
    const text = field === undefined || written === null ? undefined : checkedText(field, written, report);
    if (field === undefined || text === undefined || isKept(name, text, book.settings, report)) return [];
    return [[name, storedText(field, text, book.settings)] as const];
  });
}

/**
 * Returns whether the field keeps its stored value although the written value would empty it, because the setting `clearing` says
 * so. Reports an error if the setting is `refused`.
 */
function isKept(name: string, text: string, { clearing }: Settings, report: Report): boolean {
  if (text !== '' || clearing.custom_fields === undefined) return false;
  if (clearing.custom_fields === 'refused') report(`'${name}' may not be empty`);
  return true;
}

function checkedText({ name, field_type: type }: CustomField, value: unknown, report: Report): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') {
    report(`'${name}' is not a valid ${type}`);
    return undefined;
  }
  const text = String(value);
  if (type === 'date' && text !== '' && Number.isNaN(parseDate(text))) report(`'${name}' is not a valid date`);
  return text;
}

function storedText({ field_type: type }: CustomField, text: string, { dates }: Settings): string {
  if (type !== 'date' || text === '' || dates === 'as written') return text;
  const date = parseDate(text);
  if (Number.isNaN(date)) return text;
  return dates === 'day' ? formatDate(date).slice(0, 10) : formatDate(date);
}
