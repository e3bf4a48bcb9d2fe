// The format of a snapshot file: one JSON object per line.
//
//   first line                        format version, program version, time of the snapshot, and its environment if there is one
//   {"account": …, "contact": …}      one live contact
//   {"account": …, "end": …}          after the contacts of an account: what was read (`AccountEnd`)
//
// An account without an end line is incomplete, so it cannot be read from the snapshot.

import { personal, versionArgument } from '../../contact/argument.ts';
import type { IdentifierKey, LiveContact } from '../../contact/contact.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import { sentence } from '../../contact/sentence.ts';
import { type AccountSchema, PROPERTY_TYPES, type PropertyType } from '../../providers/contract.ts';
import { isLiveContact, isObject, isTexts, parseJson } from '../json-line.ts';

/** Must be incremented with every incompatible change of the format. */
const SNAPSHOT_FORMAT_VERSION = 3;

/** What a snapshot records about one account in addition to its contacts. */
export interface AccountEnd {
  readonly dialect: string;
  /** True if the whole account was listed, so that a contact that is not in the file did not exist. */
  readonly complete: boolean;
  /** The identifiers that were looked up; empty if the whole account was listed. */
  readonly asked: readonly IdentifierKey[];
  readonly schema: AccountSchema;
  /**
   * The emails that were checked for suppression, and those that the vendor suppresses. Absent if the vendor's API has no such
   * check.
   */
  readonly suppression?: { readonly asked: readonly IdentifierKey[]; readonly suppressed: readonly IdentifierKey[] };
}

/** What the first line of a snapshot says. */
export interface SnapshotHead {
  /** RFC 3339 instant; undefined if it is not readable. */
  readonly takenAt: string | undefined;
  /** Name of the environment; undefined for none. */
  readonly environment: string | undefined;
}

/** A parsed line after the first: a contact, or the end of an account. */
export type SnapshotLine =
  | { readonly account: string; readonly contact: LiveContact }
  | { readonly account: string; readonly end: AccountEnd };

/** Builds the first line of a snapshot. `version` is the version of this program. */
export function headLine(version: string, takenAt: Date, environment: string | undefined): string {
  const head = { snapshotVersion: SNAPSHOT_FORMAT_VERSION, tool: { name: 'rollcall', version }, takenAt, environment };
  return `${JSON.stringify(head)}\n`;
}

/** Builds the line of one live contact. */
export function contactLine(account: string, contact: LiveContact): string {
  return `${JSON.stringify({ account, contact })}\n`;
}

/** Builds the end line of an account. */
export function endLine(account: string, { schema, ...end }: AccountEnd): string {
  const { properties, lists, listNames, autoresponders } = schema;
  const written = {
    ...(properties && { properties: [...properties] }),
    ...(lists && { lists: [...lists] }),
    ...(listNames && { listNames: [...listNames] }),
    ...(autoresponders && { autoresponders: [...autoresponders] }),
  };
  return `${JSON.stringify({ account, end: { ...end, schema: written } })}\n`;
}

/** Matches the first line of a snapshot in UTF-16 that is read as UTF-8: maybe a byte order mark, then `{` in two bytes. */
const UTF16_HEAD = /^\uFFFD{0,2}\0?\{\0/;

/**
 * Checks that the first line, with or without a byte order mark, is that of a snapshot in the current format.
 *
 * @param line undefined if the file is empty
 * @returns the time and the environment that the line states
 * @throws HintedError `snapshot` if the file is not a snapshot, or has another format version
 */
export function checkHead(line: string | undefined, fileName: string): SnapshotHead {
  if (UTF16_HEAD.test(line ?? '')) {
    throw new HintedError(
      'snapshot',
      sentence`${personal('file', fileName)} is UTF-16 text, as Windows PowerShell writes it`,
      { hint: RETAKE },
    );
  }
  const head = parseJson((line ?? '').replace(/^\uFEFF/, ''));
  if (!isObject(head) || !Object.hasOwn(head, 'snapshotVersion')) {
    throw new HintedError('snapshot', sentence`${personal('file', fileName)} is not a snapshot`, { hint: RETAKE });
  }
  if (head.snapshotVersion === SNAPSHOT_FORMAT_VERSION) {
    const { takenAt, environment } = head;
    return {
      takenAt: typeof takenAt === 'string' ? normaliseInstant(takenAt) : undefined,
      environment: typeof environment === 'string' ? environment : undefined,
    };
  }
  const found = versionArgument(head.snapshotVersion);
  throw new HintedError(
    'snapshot',
    sentence`${personal('file', fileName)} has snapshot format ${found}, and this rollcall reads format ${SNAPSHOT_FORMAT_VERSION}`,
    { hint: sentence`take the snapshot again with this version` },
  );
}

/**
 * Checks that a snapshot is of the environment that a plan is made in.
 *
 * @throws HintedError `snapshot` if it is not
 */
export function checkEnvironment(
  { environment: taken }: SnapshotHead,
  fileName: string,
  environment: string | undefined,
): void {
  if (taken === environment) return;
  const where = (name: string | undefined) =>
    name === undefined ? sentence`without an environment` : sentence`in the environment ${personal('value', name)}`;
  throw new HintedError(
    'snapshot',
    sentence`${personal('file', fileName)} was taken ${where(taken)}, and this plan is made ${where(environment)}`,
    { hint: sentence`take a snapshot of this environment` },
  );
}

/** True if a file that begins with this text is a snapshot, whatever its format version. */
export function looksLikeSnapshot(beginning: string): boolean {
  return UTF16_HEAD.test(beginning) || /^\uFEFF?\{"snapshotVersion":/.test(beginning);
}

/**
 * Parses a line after the first.
 *
 * @throws HintedError `snapshot` if the line is neither a contact nor an end line. The message does not contain the line, because
 * the line holds personal data.
 */
export function parseLine(line: string, fileName: string): SnapshotLine {
  const value = parseJson(line);
  if (isObject(value) && typeof value.account === 'string') {
    const { account, contact, end } = value;
    if (isLiveContact(contact)) return { account, contact };
    if (isEnd(end)) return { account, end: { ...end, schema: readSchema(end.schema) } };
  }
  throw damaged(fileName);
}

/** Returns the error for a snapshot with an invalid line. Its message does not quote the line, which may hold personal data. */
export function damaged(fileName: string): HintedError {
  return new HintedError('snapshot', sentence`${personal('file', fileName)} was cut short or changed by hand`, {
    hint: RETAKE,
  });
}

const RETAKE = sentence`give the file that \`rollcall snapshot --out FILE\` wrote, or take it again`;

interface WrittenEnd extends Omit<AccountEnd, 'schema'> {
  readonly schema: {
    readonly properties?: readonly (readonly [string, PropertyType])[];
    readonly lists?: readonly string[];
    readonly listNames?: readonly (readonly [string, string])[];
    readonly autoresponders?: readonly string[];
  };
}

function isEnd(value: unknown): value is WrittenEnd {
  if (!isObject(value)) return false;
  const { dialect, complete, asked, schema, suppression } = value;
  return (
    typeof dialect === 'string' &&
    typeof complete === 'boolean' &&
    isTexts(asked) &&
    isSchema(schema) &&
    (suppression === undefined ||
      (isObject(suppression) && isTexts(suppression.asked) && isTexts(suppression.suppressed)))
  );
}

function isSchema(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { properties = [], lists = [], listNames = [], autoresponders = [] } = value;
  if (!isTexts(lists) || !isTexts(autoresponders)) return false;
  if (!Array.isArray(listNames) || !listNames.every((entry) => isTexts(entry) && entry.length === 2)) return false;
  return Array.isArray(properties) && properties.every(isPropertyEntry);
}

function isPropertyEntry(value: unknown): boolean {
  const types: readonly unknown[] = PROPERTY_TYPES;
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && types.includes(value[1]);
}

function readSchema({ properties, lists, listNames, autoresponders }: WrittenEnd['schema']): AccountSchema {
  return {
    ...(properties && { properties: new Map(properties) }),
    ...(lists && { lists: new Set(lists) }),
    ...(listNames && { listNames: new Map(listNames) }),
    ...(autoresponders && { autoresponders: new Set(autoresponders) }),
  };
}
