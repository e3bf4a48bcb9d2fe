// Converts the record of what was applied to text and back. A record has one canonical text. Parsing refuses every text that is
// not exactly a record of this format, and drops members that the format does not have. Pure.

import { canonicalJson } from '../../../contact/canonical.ts';
import { CAUSES } from '../../../contact/consent.ts';
import { CHANNELS } from '../../../contact/fields.ts';
import {
  type AppliedRecord,
  type CarriedOptOuts,
  placeAlone,
  RECORD_FORMAT_VERSION,
  type Revision,
} from '../document.ts';

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const LOCAL = /^local:[0-9a-f]{64}$/;

/** Serialises a record as canonical JSON, with a line break at the end. */
export function serialiseRecord(record: AppliedRecord): string {
  return `${canonicalJson(record)}\n`;
}

/**
 * Parses a record.
 *
 * @returns undefined if the text is not a record of this format
 */
export function parseRecord(text: string): AppliedRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? withKnownMembers(value) : undefined;
  } catch {
    return undefined;
  }
}

/** Copies a record without members that the format does not have, because the next record would otherwise take them over. */
function withKnownMembers(record: AppliedRecord): AppliedRecord {
  const { formatVersion, revision, at, begunFrom, exceptions, proposed, letGo, rolledBack, places } = record;
  const { former, seen, present, withheld, absent, erased, undeclared, carried } = record;
  const { key, provider, origin } = record.destination;
  return {
    ...{ formatVersion, ...placeAlone(record), destination: { key, provider, origin }, revision, at },
    ...(begunFrom === undefined ? {} : { begunFrom }),
    exceptions: exceptions.map(({ entries, contacts }) => ({ entries, contacts })),
    ...(former && { former }),
    ...(seen && { seen }),
    ...(present && { present }),
    ...(withheld && { withheld }),
    ...(absent && { absent }),
    ...(erased && { erased }),
    ...(undeclared && { undeclared }),
    ...(carried && { carried: carried.map(withKnownMembersOfCarried) }),
    ...(proposed && { proposed: proposed.map(({ entries, contacts }) => ({ entries, contacts })) }),
    ...(letGo && { letGo: letGo.map(({ revision: of, fields, contacts }) => ({ revision: of, fields, contacts })) }),
    ...(rolledBack && { rolledBack: rolledBack.map(({ revision: of, contacts }) => ({ revision: of, contacts })) }),
    ...(places && {
      places: Object.fromEntries(Object.entries(places).map(([of, place]) => [of, placeAlone(place)])),
    }),
  };
}

function isRecord(value: unknown): value is AppliedRecord {
  if (!isObject(value) || value.formatVersion !== RECORD_FORMAT_VERSION) return false;
  const { destination, revision, at, begunFrom = null, exceptions, places = {} } = value;
  const { former = [], seen = [], present = [], withheld = [], absent = [], erased = [], undeclared = [] } = value;
  const { carried = [], proposed = [], letGo = [], rolledBack = [] } = value;
  return (
    isPlace(value) &&
    isDestination(destination) &&
    isRevision(revision) &&
    isInstant(at) &&
    (begunFrom === null || isInstant(begunFrom)) &&
    Array.isArray(exceptions) &&
    exceptions.every(isException) &&
    [former, seen, present, withheld, absent, erased, undeclared].every(
      (hashes) => Array.isArray(hashes) && hashes.every(isText),
    ) &&
    Array.isArray(carried) &&
    carried.every(isCarried) &&
    Array.isArray(proposed) &&
    proposed.every(isException) &&
    Array.isArray(letGo) &&
    letGo.every(isLetGo) &&
    Array.isArray(rolledBack) &&
    rolledBack.every(isRolledBack) &&
    isObject(places) &&
    Object.entries(places).every(([of, place]) => isRevision(of) && isPlace(place))
  );
}

function isDestination(value: unknown): boolean {
  return isObject(value) && [value.key, value.provider, value.origin].every(isText);
}

function isException(value: unknown): boolean {
  if (!isObject(value) || !Array.isArray(value.entries) || !Array.isArray(value.contacts)) return false;
  return value.entries.every(isRevision) && value.contacts.every(isText);
}

function withKnownMembersOfCarried({ channel, from, contacts }: CarriedOptOuts): CarriedOptOuts {
  const counted = from.map(({ account, destination, cause, at }) => ({
    account,
    ...(destination === undefined ? {} : { destination }),
    ...(cause === undefined ? {} : { cause }),
    at,
  }));
  return { channel, from: counted, contacts };
}

function isCarried(value: unknown): boolean {
  if (!isObject(value) || !Array.isArray(value.from) || !Array.isArray(value.contacts)) return false;
  if (!CHANNELS.some((channel) => channel === value.channel)) return false;
  return value.from.every(isCounted) && value.contacts.every(isText);
}

function isCounted(value: unknown): boolean {
  if (!isObject(value) || !isText(value.account) || !isInstant(value.at)) return false;
  if (value.destination !== undefined && !isText(value.destination)) return false;
  return value.cause === undefined || CAUSES.some((cause) => cause === value.cause);
}

function isLetGo(value: unknown): boolean {
  if (!isObject(value) || !Array.isArray(value.fields) || !Array.isArray(value.contacts)) return false;
  return isRevision(value.revision) && [...value.fields, ...value.contacts].every(isText);
}

function isRolledBack(value: unknown): boolean {
  return isObject(value) && Array.isArray(value.contacts) && isRevision(value.revision) && value.contacts.every(isText);
}

function isPlace(value: unknown): boolean {
  if (!isObject(value) || !isText(value.account) || !isText(value.directory)) return false;
  return value.environment === undefined || isText(value.environment);
}

function isRevision(value: unknown): value is Revision {
  return typeof value === 'string' && (COMMIT.test(value) || LOCAL.test(value));
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
