// An entry of the cache as text: on the first line what it is and the accounts, then the contacts, some on each line, and at
// last the checksum of all that. JSON keeps every value of a contact, `__proto__` among its names included.

import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Json } from '../../contact/canonical.ts';
import { rememberE164, toE164 } from '../../contact/normalise.ts';
import type { ManifestFile } from '../read/source.ts';
import type { Resolved } from '../resolve/desired.ts';
import type { Item, Path, Position } from '../syntax/item.ts';

/** What does not depend on the environment, nor on what the command line chose. */
export interface CacheEntry {
  readonly accounts: readonly Item[];
  readonly resolved: readonly Resolved[];
}

export interface Entry extends CacheEntry {
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly written: number;
}

interface Head {
  readonly key: string;
  readonly written: number;
  /** Phones that are not their own E.164 form. */
  readonly otherPhones: readonly string[];
  readonly accounts: readonly WrittenItem[];
}

interface WrittenItem extends Position {
  /** Index among the files. */
  readonly file: number;
  readonly path: Path;
  readonly value: Json;
  readonly settings: readonly (readonly [string, Position])[];
  readonly end: number | null;
}

/** Small lines, so that no text is much larger than what it becomes. */
const CONTACTS_A_LINE = 500;

/** Undefined where the entry is damaged. */
export function readEntry(bytes: Buffer, files: readonly ManifestFile[]): Entry | undefined {
  const [first, ...lines] = checkedLines(bytes) ?? [];
  if (first === undefined) return undefined;
  const { accounts, otherPhones, ...about } = JSON.parse(first()) as Head;
  const resolved: Resolved[] = [];
  for (const line of lines) {
    for (const contact of JSON.parse(line()) as readonly Resolved[]) resolved.push(contact);
  }
  const others = new Set(otherPhones);
  rememberE164(phonesOf(resolved).filter((phone) => !others.has(phone)));
  return { ...about, accounts: accounts.map((item) => itemOf(item, files)), resolved };
}

export function* entryText({ accounts, resolved, ...about }: Entry, files: readonly ManifestFile[]): Generator<string> {
  const hash = createHash('sha256');
  const otherPhones = phonesOf(resolved).filter((phone) => toE164(phone) !== phone);
  const head: Head = { ...about, otherPhones, accounts: accounts.map((item) => writtenItem(item, files)) };
  for (const content of [head, ...slices(resolved)]) {
    const line = `${asciiJson(content)}\n`;
    hash.update(line);
    yield line;
  }
  yield hash.digest('hex');
}

/** Read in a third of the time that UTF-8 takes. */
function asciiJson(content: unknown): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(content).replace(/[^\0-\x7f]/g, escaped);
}

/** What the phone library made of them is kept too: most live contacts carry them as they are declared. */
function phonesOf(resolved: readonly Resolved[]): readonly string[] {
  return resolved.flatMap(({ contact }) => contact.identifiers.phone ?? []);
}

function slices(resolved: readonly Resolved[]): readonly (readonly Resolved[])[] {
  const count = Math.ceil(resolved.length / CONTACTS_A_LINE);
  return Array.from({ length: count }, (_, index) =>
    resolved.slice(index * CONTACTS_A_LINE, (index + 1) * CONTACTS_A_LINE),
  );
}

function writtenItem(
  { file, path, value, line, column, settings = new Map(), end }: Item,
  files: readonly ManifestFile[],
) {
  return { file: files.indexOf(file), path, value, line, column, settings: [...settings], end: end ?? null };
}

/** The entry's key covers the files, so that every index is one of theirs. */
function itemOf({ file, settings, end, ...rest }: WrittenItem, files: readonly ManifestFile[]): Item {
  return {
    ...rest,
    file: files[file] as ManifestFile,
    settings: new Map(settings),
    partiallyParsed: false,
    ...(end === null ? {} : { end }),
  };
}

const NEWLINE = 0x0a;

/** The lines before the checksum, as text when asked for; undefined where the checksum is wrong, or it is another format's. */
function checkedLines(bytes: Buffer): readonly (() => string)[] | undefined {
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  const checksum = createHash('sha256').update(bytes.subarray(0, end)).digest('hex');
  if (bytes.toString('latin1', end) !== checksum || !isAscii(bytes)) return undefined;
  const lines: (() => string)[] = [];
  for (let start = 0; start < end; ) {
    const from = start;
    const to = bytes.indexOf(NEWLINE, start);
    lines.push(() => bytes.toString('latin1', from, to));
    start = to + 1;
  }
  return lines;
}
