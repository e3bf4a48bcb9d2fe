// What can be said of a value without knowing the vendor: addresses that are none, days that do not exist, dates to come.

import { isIP } from 'node:net';
import { type FieldDefinition, SCALAR_FIELDS } from '../../contact/fields.ts';
import { isCalendarDate, normaliseEmail, normaliseInstant } from '../../contact/normalise.ts';
import { type Problem, problem } from '../problem.ts';
import { COUNTRY_CODES } from '../resolve/country-codes.ts';
import type {
  ChannelDeclaration,
  Declaration,
  IdentifierDeclaration,
  ScalarDeclaration,
} from '../resolve/declarations.ts';
import type { Place } from '../syntax/locate.ts';

/** @param now milliseconds since 1970 */
export function checkValue(declaration: Declaration, now: number): readonly Problem[] {
  switch (declaration.kind) {
    case 'scalar':
      return declaration.value === null ? [] : checkScalar(declaration, declaration.value, now);
    case 'identifier':
      return checkIdentifier(declaration);
    case 'channel':
      return checkChannel(declaration, now);
    case 'setting':
      return declaration.setting === 'previously'
        ? checkEmail(String(declaration.value), within(declaration.place, 'email'))
        : [];
    default:
      return [];
  }
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
  return value.trim() === ''
    ? [problem(place, 'empty-string', `${field} is empty`, 'Write the id, or leave the key out')]
    : [];
}

const INVISIBLE = /[\p{Cc}\p{Cf}]/u;

function checkEmail(text: string, place: Place): readonly Problem[] {
  if (INVISIBLE.test(text)) return [invisible(place, 'email address')];
  if (isEmail(text)) return [];
  return [
    problem(
      place,
      'invalid-email',
      `${text} is no email address`,
      'Like jane@example.com: one @, no spaces, a domain with a dot',
    ),
  ];
}

function isEmail(text: string): boolean {
  const [local = '', domain = '', ...more] = text.split('@');
  const labels = domain.split('.');
  const sane = more.length === 0 && !/[\s<>()[\],;:"\\]/.test(text) && normaliseEmail(text).length <= 254;
  return (
    sane &&
    local !== '' &&
    local.length <= 64 &&
    labels.length > 1 &&
    labels.every((label) => label !== '' && label.length <= 63)
  );
}

/** @param normalised begins with + only where the text is a possible number */
function checkPhone(text: string, normalised: string, place: Place): readonly Problem[] {
  if (INVISIBLE.test(text)) return [invisible(place, 'phone number')];
  if (text.startsWith('+') && normalised.startsWith('+')) return [];
  const hint = 'Write it with + and the country code, like +37060000001';
  return [problem(place, 'invalid-phone', `${text} is no international phone number`, hint)];
}

function invisible(place: Place, what: string): Problem {
  return problem(
    place,
    'invisible-character',
    `This ${what} has an invisible character in it`,
    'Type it again instead of pasting it',
  );
}

function checkDay(text: string, place: Place, now: number): readonly Problem[] {
  if (!isCalendarDate(text))
    return [problem(place, 'invalid-date', `${text} is no calendar date`, 'Like 1997-05-02: year, month, day')];
  return Date.parse(`${text}T00:00:00Z`) > now ? [inFuture(text, place)] : [];
}

function checkInstant(text: string, place: Place, now: number): readonly Problem[] {
  const instant = normaliseInstant(text);
  if (instant === undefined) return [problem(place, 'invalid-date', `${text} is no date`, 'Like 2024-01-01T00:00:00Z')];
  return Date.parse(instant) > now ? [inFuture(text, place)] : [];
}

function inFuture(text: string, place: Place): Problem {
  return problem(place, 'date-in-future', `${text} is still to come`, 'Write when it happened');
}

function checkCountryCode(text: string, place: Place): readonly Problem[] {
  if (COUNTRY_CODES.has(text)) return [];
  const capitals = text.toUpperCase();
  const hint = COUNTRY_CODES.has(capitals) ? `Write ${capitals}` : 'Two capital letters, ISO 3166-1, like GB';
  return [problem(place, 'invalid-value', `${text} is no country code`, hint)];
}

function checkLanguage(text: string, place: Place): readonly Problem[] {
  if (/^[a-z]{2}$/.test(text)) return [];
  return [problem(place, 'invalid-value', `${text} is no language code`, 'Two small letters, ISO 639-1, like en')];
}

function checkUrl(text: string, place: Place): readonly Problem[] {
  if (!/\s/.test(text) && URL.canParse(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`)) return [];
  return [problem(place, 'invalid-value', `${text} is no web address`, 'Like https://example.com')];
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
      : [invalidIp(consent.ip, within(place, 'consent', 'ip'))]),
  ];
}

function invalidIp(text: string, place: Place): Problem {
  return problem(place, 'invalid-value', `${text} is no IP address`, 'Like 192.0.2.1 or 2001:db8::1');
}

function within(place: Place, ...steps: readonly string[]): Place {
  return { ...place, path: [...place.path, ...steps] };
}
