// The filters of the command line: --account, --contact and --contacts-from. The file of --contacts-from is read once.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { type Sentence, sentence, shown } from '../../contact/sentence.ts';
import type { ContactsFile, Filters } from '../../manifest/resolve/filter.ts';
import type { Plan } from '../../plan/document.ts';
import { decodeUtf8 } from '../../store/utf8.ts';

/** Parsed values of the filter options. */
export interface FilterOptions {
  /** Names of accounts. */
  readonly account?: readonly string[];
  /** Keys and patterns. */
  readonly contact?: readonly string[];
  /** Path of a file of keys and patterns; `-` is the standard input. */
  readonly contactsFrom?: string;
}

/**
 * The filters of the command line, with the patterns that the file of --contacts-from contains. An absent filter selects
 * everything.
 */
export interface GivenFilters extends Omit<Filters, 'directory' | 'contactsFrom'> {
  readonly contactsFrom?: DigestedFile;
}

interface DigestedFile extends ContactsFile {
  /** sha256 of the file's bytes. */
  readonly digest: string;
}

/** Value of --contacts-from that means the standard input. */
const STDIN = '-';

/**
 * Returns the filters, and reads the file of --contacts-from.
 *
 * @throws HintedError `contacts-file` if the file cannot be read, is not UTF-8 text, or names no contact
 */
export async function readFilters({ account, contact, contactsFrom }: FilterOptions): Promise<GivenFilters> {
  return {
    ...(account === undefined ? {} : { accounts: account }),
    ...(contact === undefined ? {} : { contacts: contact }),
    ...(contactsFrom === undefined ? {} : { contactsFrom: await readContactsFile(contactsFrom) }),
  };
}

/** Whether some contacts are left out, by --contact or --contacts-from. */
export function choosesContacts({ contact, contactsFrom }: FilterOptions): boolean {
  return contact !== undefined || contactsFrom !== undefined;
}

/**
 * Returns the filters in the form that a plan records. Of the file of --contacts-from, that is its digest and the number of its
 * patterns.
 *
 * @param changed whether --changed was given
 */
export function filtersOf(
  { accounts = [], contacts = [], contactsFrom }: GivenFilters,
  changed: boolean,
): Plan['filters'] {
  if (contactsFrom === undefined) return { accounts, contacts, changed };
  const { digest, patterns } = contactsFrom;
  return { accounts, contacts, contactsFrom: { digest, patterns: patterns.length }, changed };
}

/** Option parser that collects the patterns of --contact. */
export function collectPattern(value: string, previous: readonly string[] = []): readonly string[] {
  if (isBareExclamationMark(value)) throw new InvalidArgumentError('A key or pattern must follow the !.');
  return [...previous, value];
}

/** Option parser of --contacts-from, which can be given only once: a plan records one file. */
export function onlyOnce(value: string, previous?: string): string {
  if (previous !== undefined) throw new InvalidArgumentError('It can be given only once.');
  return value;
}

async function readContactsFile(file: string): Promise<DigestedFile> {
  const name = file === STDIN ? 'the standard input' : file;
  const named = file === STDIN ? sentence`the standard input` : sentence`${personal('file', file)}`;
  const bytes = await (file === STDIN ? readStdin() : readFile(file)).catch((error: NodeJS.ErrnoException) => {
    throw invalidFile(sentence`cannot read ${named}: ${shown(error.code ?? 'unknown error')}`);
  });
  const patterns = patternsIn(decodeUtf8(bytes, { name: named, code: 'contacts-file' }));
  if (patterns.length === 0) throw invalidFile(sentence`${named} names no contact`);
  if (patterns.some(isBareExclamationMark)) throw invalidFile(sentence`${named} has a line with nothing after its !`);
  return { name, patterns, digest: createHash('sha256').update(bytes).digest('hex') };
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

function patternsIn(text: string): readonly string[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function isBareExclamationMark(pattern: string): boolean {
  return pattern.trim() === '!';
}

function invalidFile(message: Sentence): HintedError {
  return new HintedError('contacts-file', message, {
    hint: sentence`name a file with a key or pattern per line, or - for the standard input; lines that begin with # are comments`,
  });
}
