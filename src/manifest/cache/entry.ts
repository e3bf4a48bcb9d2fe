// Serialises and parses a cache entry, which is an NDJSON text: the header with the accounts, the declared phones in E.164 form, lines
// with up to 500 contacts each, then the checksum (sha256) of all lines before it. JSON preserves every value of a contact, even a member `__proto__`.

import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Json } from '../../contact/canonical.ts';
import { rememberE164, toE164 } from '../../contact/normalise.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { ManifestFile } from '../read/source.ts';
import type { Resolved } from '../resolve/desired.ts';
import type { CachedRows } from '../sources/loaded-rows.ts';
import type { Item, Path, Position } from '../syntax/item.ts';

/**
 * The cached result of loading: accounts, environments, limits, suppressions and erasures as written, warnings, and resolved
 * contacts. The same entry is used for every command line, and for every environment whose facts the contacts were checked with.
 */
export interface CacheEntry extends CachedRows {
  readonly accounts: readonly Item[];
  /** One item per environment and file that mentions the environment. */
  readonly environments: readonly Item[];
  /** The limits over all accounts, which stand at the top level: one item at most. */
  readonly limits: readonly Item[];
  /** The setting `optOuts` at the top level: one item at most. */
  readonly optOuts: readonly Item[];
  /** The suppressions and erasures as written. */
  readonly suppressions: readonly Item[];
  readonly erasures: readonly Item[];
  /** The warnings about these files, which a run that uses the cache reports as well. */
  readonly warnings: readonly Diagnostic[];
  /**
   * The facts that the contacts were checked with, as text (see `believedText`): one text for each environment that they were
   * checked for. What contacts may declare depends on these facts.
   */
  readonly believed: readonly string[];
  readonly resolved: readonly Resolved[];
}

/** A cache entry with its key and the time it was written. */
export interface Entry extends CacheEntry {
  /** Hash of the files and of the program (see cache.ts). */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly written: number;
}

/** A stored entry whose contacts are parsed only when they are asked for. */
export interface OpenedEntry extends Omit<Entry, 'resolved'> {
  /** Number of declared contacts by account. */
  readonly counts: ReadonlyMap<string, number>;
  /** Parses the contacts; other work, such as the reading of an account, goes on in between. */
  readContacts(): Promise<readonly Resolved[]>;
}

/** The first line of an entry. */
interface EntryHeader extends CachedRows {
  /** Number of declared contacts by account. */
  readonly counts: readonly (readonly [account: string, contacts: number])[];
  readonly key: string;
  readonly written: number;
  readonly accounts: readonly StoredItem[];
  readonly environments: readonly StoredItem[];
  readonly limits: readonly StoredItem[];
  readonly optOuts: readonly StoredItem[];
  readonly suppressions: readonly StoredItem[];
  readonly erasures: readonly StoredItem[];
  readonly warnings: readonly Diagnostic[];
  readonly believed: readonly string[];
}

/** An item as stored in an entry: it has the index of its file instead of the file. */
interface StoredItem extends Position {
  /** Index in the list of files. */
  readonly file: number;
  readonly path: Path;
  readonly value: Json;
  readonly settings: readonly (readonly [string, Position])[];
  readonly end: number | null;
}

/** Contacts per line. Parsing an entry in small parts limits the memory that its text takes. */
const CONTACTS_A_LINE = 500;

/**
 * Opens an entry; undefined if its checksum is wrong. Also tells the phone normalisation which phones are in E.164 form, which saves it
 * from parsing them: most live contacts have the same phones, and may be read before the contacts here are parsed.
 *
 * @param files the files that the entry was written for, in the same order
 */
export function openEntry(bytes: Uint8Array, files: readonly ManifestFile[]): OpenedEntry | undefined {
  const [first, second, ...lines] = checkedLines(bytes) ?? [];
  if (first === undefined || second === undefined) return undefined;
  const { key, written, counts, ...stored } = JSON.parse(first()) as EntryHeader;
  rememberE164(JSON.parse(second()) as readonly string[]);
  const items = (stored: readonly StoredItem[]): readonly Item[] => stored.map((item) => itemOf(item, files));
  return {
    key,
    written,
    accounts: items(stored.accounts),
    environments: items(stored.environments),
    limits: items(stored.limits),
    optOuts: items(stored.optOuts),
    suppressions: items(stored.suppressions),
    erasures: items(stored.erasures),
    warnings: stored.warnings,
    believed: stored.believed,
    sources: stored.sources,
    data: stored.data,
    counts: new Map(counts),
    readContacts: () => readContacts(lines),
  };
}

async function readContacts(lines: readonly (() => string)[]): Promise<readonly Resolved[]> {
  const resolved: Resolved[] = [];
  for (const line of lines) {
    for (const contact of JSON.parse(line()) as readonly Resolved[]) resolved.push(contact);
    await setImmediate();
  }
  return resolved;
}

/** Serialises an entry, line by line. */
export function* entryText(
  { accounts, environments, limits, optOuts, suppressions, erasures, resolved, ...about }: Entry,
  files: readonly ManifestFile[],
): Generator<string> {
  const hash = createHash('sha256');
  const phones = phonesOf(resolved).filter((phone) => toE164(phone) === phone);
  const stored = (items: readonly Item[]): readonly StoredItem[] => items.map((item) => storedItem(item, files));
  const head: EntryHeader = {
    ...about,
    counts: [...countContacts(resolved)],
    accounts: stored(accounts),
    environments: stored(environments),
    limits: stored(limits),
    optOuts: stored(optOuts),
    suppressions: stored(suppressions),
    erasures: stored(erasures),
  };
  for (const content of [head, phones, ...slices(resolved)]) {
    const line = `${asciiJson(content)}\n`;
    hash.update(line);
    yield line;
  }
  yield hash.digest('hex');
}

/** Serialises to JSON with non-ASCII characters escaped: decoding ASCII takes a third of the time that UTF-8 takes. */
function asciiJson(content: unknown): string {
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(content).replace(/[^\0-\x7f]/g, escaped);
}

/** Returns all declared phone numbers. */
function phonesOf(resolved: readonly Resolved[]): readonly string[] {
  return resolved.flatMap(({ contact }) => contact.identifiers.phone ?? []);
}

function countContacts(resolved: readonly Resolved[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { contact, proposed } of resolved) {
    if (proposed !== true) counts.set(contact.account, (counts.get(contact.account) ?? 0) + 1);
  }
  return counts;
}

function slices(resolved: readonly Resolved[]): readonly (readonly Resolved[])[] {
  const count = Math.ceil(resolved.length / CONTACTS_A_LINE);
  return Array.from({ length: count }, (_, index) =>
    resolved.slice(index * CONTACTS_A_LINE, (index + 1) * CONTACTS_A_LINE),
  );
}

function storedItem(
  { file, path, value, line, column, settings = new Map(), end }: Item,
  files: readonly ManifestFile[],
) {
  return { file: files.indexOf(file), path, value, line, column, settings: [...settings], end: end ?? null };
}

/** Restores an item. Every file index is valid, because the entry's key covers the list of files. */
function itemOf({ file, settings, end, ...rest }: StoredItem, files: readonly ManifestFile[]): Item {
  return {
    ...rest,
    file: files[file] as ManifestFile,
    settings: new Map(settings),
    partiallyParsed: false,
    ...(end === null ? {} : { end }),
  };
}

const NEWLINE = 0x0a;

/** Verifies the checksum. Returns functions that decode the lines before it; undefined if the checksum or encoding is wrong. */
function checkedLines(content: Uint8Array): readonly (() => string)[] | undefined {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
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
