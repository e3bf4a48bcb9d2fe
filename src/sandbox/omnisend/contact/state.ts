// One contact of a state → a whole contact. Lenient where tests want strange data (any custom property value, null and ""
// in fields), strict about names and shapes, so that a mistyped state fails aloud.

import { isObject } from '../../json.ts';
import { nameAt, objectAt, oneOfAt } from '../../state-values.ts';
import { StateError } from '../../vendor.ts';
import { isTextList } from '../field-errors.ts';
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
import { dateAt, instant } from './dates.ts';

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
  const state = objectAt(value, at);
  const unknown = Object.keys(state).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new StateError(`${at}.${unknown}: unknown`);
  const createdAt = dateAt(state.createdAt, `${at}.createdAt`, defaults.createdAt);
  const identifiers = identifiersOf(state.identifiers, `${at}.identifiers`, createdAt);
  const statuses = identifiers.flatMap(statusEntries);
  return {
    ...fieldsOf(state, at),
    id: idOf(state.id, `${at}.id`, defaults.id),
    identifiers,
    tags: textsOf(state.tags, `${at}.tags`),
    customProperties: objectAt(state.customProperties ?? {}, `${at}.customProperties`),
    statuses: entriesOf<StatusEntry>(state.statuses, `${at}.statuses`, 'statusChangedAt', statuses),
    optIns: entriesOf<OptIn>(state.optIns, `${at}.optIns`, 'optInAt', statuses.flatMap(optInEntries)),
    consents: entriesOf<Consent>(state.consents, `${at}.consents`, 'createdAt', []),
    segments: textsOf(state.segments, `${at}.segments`),
    createdAt,
    updatedAt: dateAt(state.updatedAt, `${at}.updatedAt`, createdAt),
  };
}

function identifiersOf(value: unknown, at: string, createdAt: string): readonly Identifier[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new StateError(`${at}: expected a list with at least one identifier`);
  return value.map((item, index) => identifierOf(item, `${at}[${index}]`, createdAt));
}

function identifierOf(value: unknown, at: string, createdAt: string): Identifier {
  const { id, type, channels = {} } = objectAt(value, at);
  if (!isIdentifierType(type)) throw new StateError(`${at}.type: expected email or phone`);
  const name = CHANNEL_OF[type];
  const known = objectAt(channels, `${at}.channels`);
  return {
    id: comparable(type, nameAt(id, `${at}.id`)),
    type,
    channels: { [name]: channelFrom(known[name] ?? {}, `${at}.channels.${name}`, createdAt) },
  };
}

function channelFrom(value: unknown, at: string, createdAt: string): Channel {
  const { status = 'nonSubscribed', statusChangedAt } = objectAt(value, at);
  return {
    status: oneOfAt(status, `${at}.status`, STATUSES),
    statusChangedAt: dateAt(statusChangedAt, `${at}.statusChangedAt`, createdAt),
  };
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

function textsOf(value: unknown, at: string): readonly string[] {
  if (value === undefined) return [];
  if (!isTextList(value)) throw new StateError(`${at}: expected a list of texts`);
  return value;
}

function isIdentifierType(value: unknown): value is IdentifierType {
  return value === 'email' || value === 'phone';
}
