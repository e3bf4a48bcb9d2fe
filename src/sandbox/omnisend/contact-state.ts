// One contact of a state → a whole contact. Lenient where tests want strange data (any custom property value, null and ""
// in fields), strict about names and shapes, so that a mistyped state fails aloud.

import { StateError } from '../vendor.ts';
import {
  CHANNEL_OF,
  type Channel,
  type Consent,
  type Contact,
  channelOf,
  comparable,
  FIELDS,
  type Identifier,
  type IdentifierType,
  type OptIn,
  STATUSES,
  type StatusEntry,
} from './contact.ts';
import { instant } from './dates.ts';
import { isObject, isTextList } from './field-errors.ts';

const KNOWN: ReadonlySet<string> = new Set([
  ...FIELDS,
  ...[
    'id',
    'identifiers',
    'tags',
    'customProperties',
    'statuses',
    'optIns',
    'consents',
    'segments',
    'createdAt',
    'updatedAt',
  ],
  // Derived, so that a contact as the API shows it can be put back: their values do not count.
  ...['email', 'phone', 'status'],
]);

export function contactFromState(
  value: unknown,
  at: string,
  defaults: { readonly id: string; readonly createdAt: string },
): Contact {
  if (!isObject(value)) throw new StateError(`${at}: expected an object`);
  const unknown = Object.keys(value).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new StateError(`${at}.${unknown}: unknown`);
  const createdAt = dateOf(value.createdAt, `${at}.createdAt`, defaults.createdAt);
  const identifiers = identifiersOf(value.identifiers, `${at}.identifiers`, createdAt);
  const statuses = identifiers.flatMap(statusEntries);
  return {
    ...fieldsOf(value, at),
    id: idOf(value.id, `${at}.id`, defaults.id),
    identifiers,
    tags: textsOf(value.tags, `${at}.tags`),
    customProperties: propertiesOf(value.customProperties, `${at}.customProperties`),
    statuses: entriesOf<StatusEntry>(value.statuses, `${at}.statuses`, 'statusChangedAt', statuses),
    optIns: entriesOf<OptIn>(value.optIns, `${at}.optIns`, 'optInAt', statuses.flatMap(optInEntries)),
    consents: entriesOf<Consent>(value.consents, `${at}.consents`, 'createdAt', []),
    segments: textsOf(value.segments, `${at}.segments`),
    createdAt,
    updatedAt: dateOf(value.updatedAt, `${at}.updatedAt`, createdAt),
  };
}

function identifiersOf(value: unknown, at: string, createdAt: string): readonly Identifier[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new StateError(`${at}: expected a list with at least one identifier`);
  return value.map((item, index) => identifierOf(item, `${at}[${index}]`, createdAt));
}

function identifierOf(value: unknown, at: string, createdAt: string): Identifier {
  if (!isObject(value)) throw new StateError(`${at}: expected an object`);
  const { id, type, channels = {} } = value;
  if (!isIdentifierType(type)) throw new StateError(`${at}.type: expected email or phone`);
  if (typeof id !== 'string' || id === '') throw new StateError(`${at}.id: expected a text`);
  if (!isObject(channels)) throw new StateError(`${at}.channels: expected an object`);
  const name = CHANNEL_OF[type];
  return {
    id: comparable(type, id),
    type,
    channels: { [name]: channelFrom(channels[name] ?? {}, `${at}.channels.${name}`, createdAt) },
  };
}

function channelFrom(value: unknown, at: string, createdAt: string): Channel {
  if (!isObject(value)) throw new StateError(`${at}: expected an object`);
  const status = STATUSES.find((known) => known === (value.status ?? 'nonSubscribed'));
  if (status === undefined) throw new StateError(`${at}.status: one of ${STATUSES.join(', ')}`);
  return { status, statusChangedAt: dateOf(value.statusChangedAt, `${at}.statusChangedAt`, createdAt) };
}

function statusEntries(identifier: Identifier): readonly StatusEntry[] {
  const channel = channelOf(identifier);
  return channel === undefined ? [] : [{ channel: CHANNEL_OF[identifier.type], ...channel }];
}

function optInEntries({ channel, status, statusChangedAt }: StatusEntry): readonly OptIn[] {
  return status === 'subscribed' ? [{ channel, optInAt: statusChangedAt }] : [];
}

function fieldsOf(value: Readonly<Record<string, unknown>>, at: string): Pick<Contact, (typeof FIELDS)[number]> {
  const present = FIELDS.filter((name) => value[name] !== undefined);
  for (const name of present) {
    if (value[name] !== null && typeof value[name] !== 'string')
      throw new StateError(`${at}.${name}: expected a text or null`);
  }
  return Object.fromEntries(present.map((name) => [name, value[name]]));
}

/** A history: each entry names its channel and has a date under `dateKey`. */
function entriesOf<Entry>(value: unknown, at: string, dateKey: string, otherwise: readonly Entry[]): readonly Entry[] {
  if (value === undefined) return otherwise;
  const isEntry = (item: unknown): item is Entry =>
    isObject(item) &&
    (item.channel === 'email' || item.channel === 'sms') &&
    instant(String(item[dateKey])) !== undefined;
  if (!Array.isArray(value) || !value.every(isEntry))
    throw new StateError(`${at}: expected a list of {channel, ${dateKey}, …}`);
  return value;
}

function idOf(value: unknown, at: string, otherwise: string): string {
  if (value === undefined) return otherwise;
  if (typeof value !== 'string' || !/^[0-9a-f]{24}$/.test(value)) throw new StateError(`${at}: expected 24 hex digits`);
  return value;
}

function dateOf(value: unknown, at: string, otherwise: string): string {
  if (value === undefined) return otherwise;
  const date = typeof value === 'string' ? instant(value) : undefined;
  if (date === undefined) throw new StateError(`${at}: expected an RFC 3339 date`);
  return date;
}

function textsOf(value: unknown, at: string): readonly string[] {
  if (value === undefined) return [];
  if (!isTextList(value)) throw new StateError(`${at}: expected a list of texts`);
  return value;
}

function propertiesOf(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  if (!isObject(value)) throw new StateError(`${at}: expected an object`);
  return value;
}

function isIdentifierType(value: unknown): value is IdentifierType {
  return value === 'email' || value === 'phone';
}
