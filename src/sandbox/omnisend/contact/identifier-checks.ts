// Parses and validates the identifiers in the body of a write. IdentifierFormat contains the differences between the dialects.

import { isObject } from '../../json.ts';
import type { Report } from '../field-errors.ts';
import { CHANNEL_OF, comparable, type IdentifierType, type IdentifierWrite, STATUSES, type Status } from './contact.ts';
import { instant } from './dates.ts';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const E_164 = /^\+[1-9]\d{6,14}$/;

/**
 * The error messages for an identifier without its channel. They were seen in a real batch and in recorded answers (read
 * 2026-11-21). The schema, however, says that `channels` is optional.
 */
const MISSING_CHANNEL = {
  email: 'Provide email channel for email identifier',
  phone: 'Provide sms channel for phone identifier',
};

/** The members in which the identifiers of the dialects differ. */
export interface IdentifierFormat {
  /** Name of the member that contains the date of a channel's status. */
  readonly dateKey: 'statusChangedAt' | 'statusDate';
  /** The status that is assumed if a channel in a body has none. If absent, the body must contain the status. */
  readonly defaultStatus?: Status;
  /** True if an identifier may lack its type, which is then inferred from its only channel. */
  readonly typeFromChannel?: boolean;
  /** The default value of `sendWelcomeMessage`. */
  readonly welcomeByDefault: boolean;
}

/** Parses the identifiers of a write. Reports all errors, and omits an identifier if its type, id or channel is not valid. */
export function checkedIdentifiers(
  value: unknown,
  format: IdentifierFormat,
  report: Report,
): readonly IdentifierWrite[] {
  if (value === undefined) return [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => identifierOf(item, `identifiers.${index}`, format, report) ?? []);
  report('identifiers', 'invalid_type', 'Must be an array');
  return [];
}

/** Returns an identifier, or undefined if its type, id or channel is not valid. Reports all its errors. */
function identifierOf(
  value: unknown,
  field: string,
  format: IdentifierFormat,
  report: Report,
): IdentifierWrite | undefined {
  if (!isObject(value)) {
    report(field, 'invalid_type', 'Must be an object');
    return undefined;
  }
  const given = value.type ?? (format.typeFromChannel === true ? typeOfChannel(value.channels) : undefined);
  const type = typeOf(given, `${field}.type`, report);
  if (type === undefined) return undefined;
  const id = identifierIdOf(type, value.id, `${field}.id`, report);
  const channel = channelOf(type, value.channels, format, (at, code, message) =>
    report(`${field}.channels${at}`, code, message),
  );
  const consent = consentOf(value.consent, `${field}.consent`, report);
  const { sendWelcomeMessage = format.welcomeByDefault } = value;
  if (typeof sendWelcomeMessage !== 'boolean')
    report(`${field}.sendWelcomeMessage`, 'invalid_type', 'Must be a boolean');
  if (id === undefined || channel === undefined) return undefined;
  return { type, id, ...channel, ...(consent === undefined ? {} : { consent }), welcome: sendWelcomeMessage === true };
}

function typeOf(value: unknown, field: string, report: Report): IdentifierType | undefined {
  if (value === 'email' || value === 'phone') return value;
  if (value === undefined) report(field, 'required', 'Type is required');
  else report(field, 'invalid_value', 'Must be one of email, phone');
  return undefined;
}

function typeOfChannel(channels: unknown): IdentifierType | undefined {
  const [name, ...others] = isObject(channels) ? Object.keys(channels) : [];
  const types = Object.keys(CHANNEL_OF) as readonly IdentifierType[];
  return others.length > 0 ? undefined : types.find((type) => CHANNEL_OF[type] === name);
}

function identifierIdOf(type: IdentifierType, value: unknown, field: string, report: Report): string | undefined {
  if (value === undefined) report(field, 'required', 'ID is required');
  else if (typeof value !== 'string') report(field, 'invalid_type', 'Must be a string');
  else if (type === 'email' && !EMAIL.test(value)) report(field, 'invalid_format', 'Must be a valid email address');
  else if (type === 'phone' && !E_164.test(value))
    report(field, 'invalid_format', 'Must be a phone number in E.164 format');
  else return comparable(type, value);
  return undefined;
}

/**
 * Returns the status of an identifier's channel, or undefined if it is not valid.
 *
 * @param report receives paths relative to `channels`
 */
function channelOf(
  type: IdentifierType,
  value: unknown,
  { dateKey, defaultStatus }: IdentifierFormat,
  report: Report,
): Pick<IdentifierWrite, 'status' | 'statusChangedAt'> | undefined {
  const name = CHANNEL_OF[type];
  const channel = isObject(value) ? value[name] : undefined;
  if (value === undefined) report('', 'required', MISSING_CHANNEL[type]);
  else if (!isObject(value)) report('', 'invalid_type', 'Must be an object');
  else if (channel === undefined) report('', 'missing_channel', MISSING_CHANNEL[type]);
  else if (!isObject(channel)) report(`.${name}`, 'invalid_type', 'Must be an object');
  if (!isObject(channel)) return undefined;
  const { status: given = defaultStatus } = channel;
  const status = STATUSES.find((known) => known === given);
  const statusChangedAt = dateOf(channel[dateKey], `.${name}.${dateKey}`, report);
  if (given === undefined) report(`.${name}.status`, 'required', 'Status is required');
  else if (status === undefined) report(`.${name}.status`, 'invalid_value', `Must be one of ${STATUSES.join(', ')}`);
  return status === undefined ? undefined : { status, ...(statusChangedAt === undefined ? {} : { statusChangedAt }) };
}

function consentOf(value: unknown, field: string, report: Report): IdentifierWrite['consent'] {
  if (value === undefined) return undefined;
  if (!isObject(value)) {
    report(field, 'invalid_type', 'Must be an object');
    return undefined;
  }
  const createdAt = dateOf(value.createdAt, `${field}.createdAt`, report);
  const texts = ['source', 'ip', 'userAgent'].filter((name) => value[name] !== undefined);
  for (const name of texts) {
    if (typeof value[name] !== 'string') report(`${field}.${name}`, 'invalid_type', 'Must be a string');
  }
  return {
    ...Object.fromEntries(texts.map((name) => [name, value[name]])),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

function dateOf(value: unknown, field: string, report: Report): string | undefined {
  if (value === undefined) return undefined;
  const date = typeof value === 'string' ? instant(value) : undefined;
  if (date === undefined) report(field, 'invalid_format', 'Must be an RFC3339 timestamp');
  return date;
}
