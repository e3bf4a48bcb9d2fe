// Reads the text of one manifest as if it were the only file, so that code which has composed a manifest can check it. Enters: a
// text. Leaves: the desired contact of each entry, and the mistakes and warnings about its parts. Uses the same reader and rules
// as loadManifests.

import { Buffer } from 'node:buffer';
import type { DesiredContact } from '../contact/contact.ts';
import type { Account } from './configuration.ts';
import type { Problem } from './problem.ts';
import { sourceOf } from './read/source.ts';
import { type ContactContext, resolveContacts } from './resolve/contacts.ts';
import { trackDefaults } from './resolve/default-use.ts';
import { checkDefaults } from './resolve/entry.ts';
import { routeEntries } from './resolve/route.ts';
import { validateItem } from './schema/validate.ts';
import type { ParsedFile, Path } from './syntax/item.ts';
import { parseManifest } from './syntax/parse.ts';

/** A mistake or warning about one part of an entry. */
export interface EntryProblem {
  readonly code: string;
  /** Names that lead to the part from its entry; empty: the whole entry. */
  readonly path: Path;
}

/** What one entry of the file declares, and what is wrong with it. */
export interface CheckedEntry {
  /** Absent if the entry cannot be read, or is not one contact. */
  readonly desired?: DesiredContact;
  readonly problems: readonly EntryProblem[];
}

/** What a file declares if it is the only one. */
export interface CheckedFile {
  /** In the order of the file; undefined if the file cannot be read as a whole. */
  readonly entries: readonly CheckedEntry[] | undefined;
  /** True if there is neither a mistake nor a warning anywhere in the file. */
  readonly clean: boolean;
}

const UNREADABLE: CheckedFile = { entries: undefined, clean: false };

/**
 * Reads the text of a manifest.
 *
 * @param text of a YAML file whose contacts all go to `account`
 * @param now milliseconds since 1970
 */
export async function checkFile(text: string, account: Account, now: number): Promise<CheckedFile> {
  const file = sourceOf('written.yaml', 'yaml', Buffer.from(text));
  if ('code' in file) return UNREADABLE;
  const parsed = await parseManifest(file);
  if (parsed.diagnostics.length > 0) return UNREADABLE;
  const { contacts, problems } = resolveFile(parsed, account, now);
  const desired = new Map(contacts.map((contact) => [contact.source.line, contact]));
  const byLine = new Map<number, EntryProblem[]>();
  for (const { code, place } of problems) {
    const { line } = place.item;
    byLine.set(line, [...(byLine.get(line) ?? []), { code, path: place.path }]);
  }
  const entries = parsed.contacts.map(({ line }) => {
    const contact = desired.get(line);
    return { ...(contact === undefined ? {} : { desired: contact }), problems: byLine.get(line) ?? [] };
  });
  return { entries, clean: problems.length === 0 };
}

interface ResolvedFile {
  readonly contacts: readonly DesiredContact[];
  readonly problems: readonly Problem[];
}

function resolveFile(parsed: ParsedFile, account: Account, now: number): ResolvedFile {
  const accountNames = new Set([account.name]);
  const context: ContactContext = {
    accounts: new Map([[account.name, account]]),
    accountNames,
    capabilities: new Map([[account.name, [account.capabilities]]]),
    now,
  };
  const defaults = parsed.defaults === undefined ? undefined : validateItem(parsed.defaults);
  const validated = parsed.contacts.map(validateItem);
  const file = { defaults: defaults?.item, contacts: validated.flatMap(({ item }) => item ?? []) };
  const routed = routeEntries([file], accountNames, false);
  const use = trackDefaults([{ ...file, complete: true }]);
  const resolved = resolveContacts(routed.entries, context, use);
  const problems = [
    ...(defaults?.problems ?? []),
    ...(file.defaults === undefined ? [] : checkDefaults(file.defaults, now)),
    ...validated.flatMap((item) => item.problems),
    ...routed.problems,
    ...resolved.problems,
    ...use.unused(),
  ];
  return { contacts: resolved.resolved.map(({ contact }) => contact), problems };
}
