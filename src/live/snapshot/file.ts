// A snapshot as lines of JSON: one that says what the file is, then live contacts as they come, and for every account a last
// line that says what was asked. An account without its last line was cut short, and is believed in nothing.

import type { IdentifierKey, LiveContact } from '../../contact/contact.ts';
import type { AccountSchema } from '../../providers/contract.ts';
import { isLiveContact, isObject, parseJson } from '../json-line.ts';

/** Incremented for every change that a reader of the file must know of. */
export const SNAPSHOT_FORMAT_VERSION = 1;

/** A file that is no snapshot, or not one that this version reads. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  readonly hint: string;
  /** The message without personal values, where it may hold some. */
  readonly masked: string | undefined;

  constructor(message: string, hint: string, masked?: string) {
    super(message);
    this.hint = hint;
    this.masked = masked;
  }
}

/** Everything about one account but its contacts. */
export interface AccountEnd {
  readonly dialect: string;
  /** Everything was listed: what is not in the file did not exist. */
  readonly complete: boolean;
  /** What was looked up, where not everything was listed. */
  readonly asked: readonly IdentifierKey[];
  readonly schema: AccountSchema;
  /** Addresses of which it was asked whether the vendor suppresses them; absent where it cannot be asked. */
  readonly suppression?: { readonly asked: readonly IdentifierKey[]; readonly suppressed: readonly IdentifierKey[] };
}

export type SnapshotLine =
  | { readonly account: string; readonly contact: LiveContact }
  | { readonly account: string; readonly end: AccountEnd };

export function headLine(version: string, takenAt: Date): string {
  const head = { snapshotVersion: SNAPSHOT_FORMAT_VERSION, tool: { name: 'rollcall', version }, takenAt };
  return `${JSON.stringify(head)}\n`;
}

export function contactLine(account: string, contact: LiveContact): string {
  return `${JSON.stringify({ account, contact })}\n`;
}

export function endLine(account: string, { schema, ...end }: AccountEnd): string {
  const { properties, lists, autoresponders } = schema;
  const written = {
    ...(properties && { properties: [...properties] }),
    ...(lists && { lists: [...lists] }),
    ...(autoresponders && { autoresponders: [...autoresponders] }),
  };
  return `${JSON.stringify({ account, end: { ...end, schema: written } })}\n`;
}

/** @throws SnapshotError */
export function checkHead(line: string | undefined, fileName: string): void {
  const head = parseJson(line ?? '');
  if (!isObject(head) || !Object.hasOwn(head, 'snapshotVersion')) {
    throw new SnapshotError(`${fileName} is not a snapshot`, TAKE_ANEW);
  }
  if (head.snapshotVersion === SNAPSHOT_FORMAT_VERSION) return;
  const found = JSON.stringify(head.snapshotVersion);
  throw new SnapshotError(
    `${fileName} has snapshot format ${found}, and this rollcall reads format ${SNAPSHOT_FORMAT_VERSION}`,
    'take the snapshot again with this version',
  );
}

/** @throws SnapshotError without the line's words: they are somebody's data */
export function parseLine(line: string, fileName: string): SnapshotLine {
  const value = parseJson(line);
  if (isObject(value) && typeof value.account === 'string') {
    const { account, contact, end } = value;
    if (isLiveContact(contact)) return { account, contact };
    if (isEnd(end)) return { account, end: { ...end, schema: readSchema(end.schema) } };
  }
  throw new SnapshotError(`${fileName} was cut short or changed by hand`, TAKE_ANEW);
}

const TAKE_ANEW = 'give the file that `rollcall snapshot --out FILE` wrote, or take it again';

interface WrittenEnd extends Omit<AccountEnd, 'schema'> {
  readonly schema: Readonly<Record<string, readonly never[] | undefined>>;
}

function isEnd(value: unknown): value is WrittenEnd {
  if (!isObject(value) || !isObject(value.schema)) return false;
  const { dialect, complete, asked, schema, suppression } = value;
  return (
    (suppression === undefined || (isObject(suppression) && Object.values(suppression).every(Array.isArray))) &&
    typeof dialect === 'string' &&
    typeof complete === 'boolean' &&
    Array.isArray(asked) &&
    Object.values(schema).every(Array.isArray)
  );
}

function readSchema({ properties, lists, autoresponders }: WrittenEnd['schema']): AccountSchema {
  return {
    ...(properties && { properties: new Map(properties) }),
    ...(lists && { lists: new Set(lists) }),
    ...(autoresponders && { autoresponders: new Set(autoresponders) }),
  };
}
