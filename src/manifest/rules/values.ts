// Checks of values that do not depend on the vendor: invalid addresses, dates that do not exist, dates in the future.

import { isIP } from 'node:net';
import { personal } from '../../contact/argument.ts';
import { hasAsciiDomain } from '../../contact/email.ts';
import { type FieldDefinition, SCALAR_FIELDS } from '../../contact/fields.ts';
import { hasInvisible, isCalendarDate, normaliseEmail, normaliseInstant } from '../../contact/normalise.ts';
import { isInNumberingPlan } from '../../contact/phone.ts';
import { isVendorId } from '../../contact/vendor-id.ts';
import { type Problem, problem } from '../problem.ts';
import { COUNTRY_CODES } from '../resolve/country-codes.ts';
import type {
  ChannelDeclaration,
  Declaration,
  IdentifierDeclaration,
  ScalarDeclaration,
  SettingDeclaration,
} from '../resolve/declarations.ts';
import type { Place } from '../syntax/locate.ts';

/**
 * Checks a declared value without regard to any vendor.
 *
 * @param now milliseconds since 1970
 */
export function checkValue(declaration: Declaration, now: number): readonly Problem[] {
  switch (declaration.kind) {
    case 'scalar':
      return declaration.value === null ? [] : checkScalar(declaration, declaration.value, now);
    case 'identifier':
      return checkIdentifier(declaration);
    case 'channel':
      return checkChannel(declaration, now);
    case 'setting':
      return checkSetting(declaration, now);
    default:
      return [];
  }
}

function checkSetting({ setting, value, place }: SettingDeclaration, now: number): readonly Problem[] {
  if (setting === 'previously') return checkEmail(String(value), within(place, 'email'));
  return setting === 'createdAt' ? checkInstant(String(value), place, now) : [];
}

type Check = (text: string, place: Place, now: number) => readonly Problem[];

const CHECKS: Readonly<Partial<Record<FieldDefinition['kind'], Check>>> = {
  date: checkDay,
  countryCode: checkCountryCode,
  language: checkLanguage,
  url: checkUrl,
};

function checkScalar(declaration: ScalarDeclaration, value: string, now: number): readonly Problem[] {
  return CHECKS[SCALAR_FIELDS[declaration.field].kind]?.(value, declaration.place, now) ?? [];
}

function checkIdentifier({ field, value, normalised, place }: IdentifierDeclaration): readonly Problem[] {
  if (field === 'email') return checkEmail(value, place);
  if (field === 'phone') return checkPhone(value, normalised, place);
  if (value.trim() === '') return [problem(place, 'empty-string', { what: 'identifier', field })];
  return field === 'id' && !isVendorId(value) ? [problem(place, 'invalid-id', { value: personal('id', value) })] : [];
}

function checkEmail(text: string, place: Place): readonly Problem[] {
  if (hasInvisible(text)) return [problem(place, 'invisible-character', { what: 'email' })];
  return isEmail(text) ? [] : [problem(place, 'invalid-email', { value: personal('email', text) })];
}

function isEmail(text: string): boolean {
  const [local = '', domain = '', ...more] = text.split('@');
  const normal = normaliseEmail(text);
  const labels = normal.slice(normal.lastIndexOf('@') + 1).split('.');
  const isWellFormed = more.length === 0 && !/[\s<>()[\],;:"\\]/.test(text) && normal.length <= 254;
  return (
    isWellFormed &&
    !/[.。．｡]$/.test(domain) &&
    // No mail can be sent to a domain that has no ASCII form.
    hasAsciiDomain(text) &&
    local !== '' &&
    local.length <= 64 &&
    labels.length > 1 &&
    labels.every((label) => label !== '' && label.length <= 63)
  );
}

/** Checks what a phone must be at every vendor. Some store phones as free text; support.ts checks the form for the others. */
function checkPhone(text: string, normalised: string, place: Place): readonly Problem[] {
  if (hasInvisible(text)) return [problem(place, 'invisible-character', { what: 'phone' })];
  const value = personal('phone', text);
  if (normalised === '') return [problem(place, 'invalid-phone', { value })];
  if (!normalised.startsWith('+') || isInNumberingPlan(normalised)) return [];
  return [problem(place, 'phone-not-in-plan', { value }, { severity: 'warning' })];
}

function checkDay(text: string, place: Place, now: number): readonly Problem[] {
  if (!isCalendarDate(text)) return [invalidDate('day', text, place)];
  return inFuture(Date.parse(`${text}T00:00:00Z`), { text, place, now });
}

function checkInstant(text: string, place: Place, now: number): readonly Problem[] {
  const instant = normaliseInstant(text);
  if (instant === undefined) return [invalidDate('instant', text, place)];
  return inFuture(Date.parse(instant), { text, place, now });
}

function invalidDate(what: 'day' | 'instant', text: string, place: Place): Problem {
  return problem(place, 'invalid-date', { what, value: personal('value', text) });
}

/** How far a date may lie in the future by this machine's clock, in milliseconds: the clock or its time zone may be wrong. */
export const CLOCK_TOLERANCE_MS = 24 * 60 * 60 * 1000;

interface DeclaredDate {
  readonly text: string;
  readonly place: Place;
  readonly now: number;
}

/**
 * Reports a date in the future. The plan judges dates of consent again, by the vendor's clock (plan/rules/dates/future-dates.ts).
 */
function inFuture(date: number, { text, place, now }: DeclaredDate): readonly Problem[] {
  if (date <= now + CLOCK_TOLERANCE_MS) return [];
  const clock = `${new Date(now).toISOString().slice(0, 16)}Z`;
  return [problem(place, 'date-in-future', { value: personal('value', text), clock })];
}

function checkCountryCode(text: string, place: Place): readonly Problem[] {
  if (COUNTRY_CODES.has(text)) return [];
  const capitals = text.toUpperCase();
  const meant = COUNTRY_CODES.has(capitals) ? { capitals: personal('value', capitals) } : {};
  return [problem(place, 'invalid-value', { what: 'country-code', value: personal('value', text), ...meant })];
}

function checkLanguage(text: string, place: Place): readonly Problem[] {
  if (/^[a-z]{2}$/.test(text)) return [];
  return [invalidValue('language-code', text, place)];
}

function checkUrl(text: string, place: Place): readonly Problem[] {
  if (!/\s/.test(text) && URL.canParse(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`)) return [];
  return [invalidValue('web-address', text, place)];
}

function checkChannel({ value, place }: ChannelDeclaration, now: number): readonly Problem[] {
  const { statusChangedAt, consent } = value;
  return [
    ...(statusChangedAt === undefined ? [] : checkInstant(statusChangedAt, within(place, 'statusChangedAt'), now)),
    ...(consent?.createdAt === undefined
      ? []
      : checkInstant(consent.createdAt, within(place, 'consent', 'createdAt'), now)),
    ...(consent?.ip === undefined || isIP(consent.ip) > 0
      ? []
      : [invalidValue('ip-address', consent.ip, within(place, 'consent', 'ip'))]),
  ];
}

function invalidValue(what: 'language-code' | 'web-address' | 'ip-address', text: string, place: Place): Problem {
  return problem(place, 'invalid-value', { what, value: personal('value', text) });
}

function within(place: Place, ...steps: readonly string[]): Place {
  return { ...place, path: [...place.path, ...steps] };
}
