// Parses the saved state of a contact and adds defaults for absent members. Accepts some values that the API would refuse,
// because tests need them: any value of a custom property, and null and "" in fields. Checks names and types of members strictly,
// so that a mistyped state is an error.

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
  // Accept and ignore the members that the API derives, so that a contact from an answer can be copied into a state.
  ...['email', 'phone', 'status'],
]);

/**
 * Parses the saved state of a contact.
 *
 * @param path path of the contact in the saved state, for error messages
 * @param defaults default values for absent members
 * @throws StateError if the contact is not valid
 */
export function contactFromState(
  value: unknown,
  path: string,
  defaults: { readonly id: string; readonly createdAt: string },
): Contact {
  const state = objectAt(value, path);
  const unknown = Object.keys(state).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new StateError(`${path}.${unknown}: unknown`);
  const createdAt = dateAt(state.createdAt, `${path}.createdAt`, defaults.createdAt);
  const identifiers = identifiersOf(state.identifiers, `${path}.identifiers`, createdAt);
  const statuses = identifiers.flatMap(statusEntries);
  return {
    ...fieldsOf(state, path),
    id: idOf(state.id, `${path}.id`, defaults.id),
    identifiers,
    tags: textsOf(state.tags, `${path}.tags`),
    customProperties: objectAt(state.customProperties ?? {}, `${path}.customProperties`),
    statuses: entriesOf<StatusEntry>(state.statuses, `${path}.statuses`, 'statusChangedAt', statuses),
    optIns: entriesOf<OptIn>(state.optIns, `${path}.optIns`, 'optInAt', statuses.flatMap(optInEntries)),
    consents: entriesOf<Consent>(state.consents, `${path}.consents`, 'createdAt', []),
    segments: textsOf(state.segments, `${path}.segments`),
    createdAt,
    updatedAt: dateAt(state.updatedAt, `${path}.updatedAt`, createdAt),
  };
}

function identifiersOf(value: unknown, path: string, createdAt: string): readonly Identifier[] {
  if (!Array.isArray(value) || value.length === 0)
    throw new StateError(`${path}: expected a list with at least one identifier`);
  return value.map((item, index) => identifierOf(item, `${path}[${index}]`, createdAt));
}

function identifierOf(value: unknown, path: string, createdAt: string): Identifier {
  const { id, type, channels = {} } = objectAt(value, path);
  if (!isIdentifierType(type)) throw new StateError(`${path}.type: expected email or phone`);
  const name = CHANNEL_OF[type];
  const known = objectAt(channels, `${path}.channels`);
  return {
    id: comparable(type, nameAt(id, `${path}.id`)),
    type,
    channels: { [name]: channelFrom(known[name] ?? {}, `${path}.channels.${name}`, createdAt) },
  };
}

function channelFrom(value: unknown, path: string, createdAt: string): Channel {
  const { status = 'nonSubscribed', statusChangedAt } = objectAt(value, path);
  return {
    status: oneOfAt(status, `${path}.status`, STATUSES),
    statusChangedAt: dateAt(statusChangedAt, `${path}.statusChangedAt`, createdAt),
  };
}

function statusEntries(identifier: Identifier): readonly StatusEntry[] {
  const channel = channelOf(identifier);
  return channel === undefined ? [] : [{ channel: CHANNEL_OF[identifier.type], ...channel }];
}

function optInEntries({ channel, status, statusChangedAt }: StatusEntry): readonly OptIn[] {
  return status === 'subscribed' ? [{ channel, optInAt: statusChangedAt }] : [];
}

function fieldsOf(value: Readonly<Record<string, unknown>>, path: string): Pick<Contact, (typeof FIELDS)[number]> {
  const present = FIELDS.filter((name) => value[name] !== undefined);
  for (const name of present) {
    if (value[name] !== null && typeof value[name] !== 'string')
      throw new StateError(`${path}.${name}: expected a string or null`);
  }
  return Object.fromEntries(present.map((name) => [name, value[name]]));
}

/**
 * Returns one of the histories of a contact: a list whose entries have a `channel`, and an instant in the member that `dateKey`
 * names. Returns the fallback if the history is absent.
 */
function entriesOf<Entry>(value: unknown, path: string, dateKey: string, fallback: readonly Entry[]): readonly Entry[] {
  if (value === undefined) return fallback;
  const isEntry = (item: unknown): item is Entry =>
    isObject(item) &&
    (item.channel === 'email' || item.channel === 'sms') &&
    instant(String(item[dateKey])) !== undefined;
  if (!Array.isArray(value) || !value.every(isEntry))
    throw new StateError(`${path}: expected a list of {channel, ${dateKey}, …}`);
  return value;
}

function idOf(value: unknown, path: string, fallback: string): string {
  if (value === undefined) return fallback;
  if (typeof value !== 'string' || !/^[0-9a-f]{24}$/.test(value))
    throw new StateError(`${path}: expected 24 hex digits`);
  return value;
}

function textsOf(value: unknown, path: string): readonly string[] {
  if (value === undefined) return [];
  if (!isTextList(value)) throw new StateError(`${path}: expected a list of strings`);
  return value;
}

function isIdentifierType(value: unknown): value is IdentifierType {
  return value === 'email' || value === 'phone';
}
