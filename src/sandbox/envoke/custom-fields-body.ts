// Custom fields as they are written: only those named change, "" empties. Neither is documented for contacts; the error for a
// bad date is.

import type { CustomField } from './contact.ts';
import { parseDate } from './dates.ts';
import { isObject, type Report } from './json.ts';

type CustomValues = readonly (readonly [string, string])[];

export function readCustomFields(value: unknown, known: readonly CustomField[], report: Report): CustomValues {
  if (value === undefined || value === null) return [];
  // What PHP makes of an empty map.
  if (Array.isArray(value) && value.length === 0) return [];
  if (!isObject(value)) {
    report("'custom_fields' is not a valid map");
    return [];
  }
  return Object.entries(value).flatMap(([name, written]) => {
    const field = known.find((candidate) => candidate.name === name);
    if (field === undefined) report(`'custom_fields' has no field '${name}'`);
    const text = field === undefined || written === null ? undefined : checkedText(field, written, report);
    return text === undefined ? [] : [[name, text] as const];
  });
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
