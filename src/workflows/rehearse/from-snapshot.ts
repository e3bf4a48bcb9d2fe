// Turns a snapshot into the accounts of a sandbox. Enters: a file that `rollcall snapshot` wrote. Leaves: for every account its
// definitions and contacts, in the vendor's shapes (docs/semantics.md#rehearsals).

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { personal } from '../../contact/argument.ts';
import { identifierKey, type LiveContact } from '../../contact/contact.ts';
import type { ScalarField } from '../../contact/fields.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { type AccountEnd, looksLikeSnapshot } from '../../live/snapshot/file.ts';
import { openSnapshot, type ReadLines } from '../../live/snapshot/snapshot.ts';
import type { PropertySupport } from '../../providers/capabilities.ts';
import type { Provider } from '../../providers/contract.ts';
import { sandboxAccount } from '../../providers/destination.ts';
import type { Definitions, Described } from '../../providers/rehearsal.ts';
import { DIALECT_NAMES, type Dialect, type DialectName, providerOf } from '../../providers/table.ts';
import type { DescribedAccounts } from './definitions.ts';
import { suggestedTypes } from './property-types.ts';

/** The accounts of a snapshot. */
export interface SnapshotAccounts {
  readonly accounts: DescribedAccounts;
  /** Number of contacts of the snapshot for which the vendor's API has no shape. */
  readonly leftOut: number;
}

/** True if the file begins like a snapshot, of whatever version. False if it cannot be read. */
export async function isSnapshot(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return false;
  try {
    if (!(await file.stat()).isFile()) return false;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return looksLikeSnapshot(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}

/**
 * Returns a name for the content of a file: 24 hexadecimal digits of its hash. A snapshot that is taken anew has another name.
 */
export async function contentName(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex').slice(0, 24);
}

/**
 * Reads a snapshot.
 *
 * @param read how the file is read; absent: from the disk
 * @throws HintedError `snapshot` if the file cannot be read, is not a valid snapshot, or has a dialect that is not known
 */
export async function accountsOfSnapshot(file: string, read?: ReadLines): Promise<SnapshotAccounts> {
  const { takenAt, environment, lines } = await openSnapshot(file, read);
  const contacts = new Map<string, LiveContact[]>();
  const accounts: [string, Readonly<Record<string, Described>>][] = [];
  let leftOut = 0;
  for await (const line of lines) {
    const own = contacts.get(line.account) ?? [];
    if ('contact' in line) {
      own.push(line.contact);
      contacts.set(line.account, own);
      continue;
    }
    const provider = providerNamed(line.end.dialect, file);
    const described = describeAccount(provider, own, { end: line.end, takenAt });
    const name = sandboxAccount(line.account, environment);
    accounts.push([name, { [provider.capabilities.provider]: described.state }]);
    leftOut += described.leftOut;
    contacts.delete(line.account);
  }
  return { accounts: Object.fromEntries(accounts), leftOut };
}

function providerNamed(dialect: string, file: string): Provider<Dialect> {
  const known = DIALECT_NAMES.find((name): name is DialectName => name === dialect);
  if (known !== undefined) return providerOf(known);
  throw new HintedError(
    'snapshot',
    sentence`${personal('file', file)} has an account of ${shown(dialect)}, which this rollcall does not know`,
    { hint: sentence`take the snapshot again with this version` },
  );
}

/** What a snapshot says about an account, in addition to its contacts. */
interface ReadAccount {
  readonly end: Pick<AccountEnd, 'schema' | 'suppression'>;
  /** RFC 3339 instant at which the snapshot was taken. */
  readonly takenAt: string;
}

/**
 * Describes one account to a sandbox: its definitions and contacts, as members of its state.
 *
 * @returns `leftOut`: number of contacts for which the vendor's API has no shape
 */
export function describeAccount(
  { rehearsal, capabilities, api }: Provider<Dialect>,
  contacts: readonly LiveContact[],
  { end, takenAt }: ReadAccount,
): { readonly state: Described; readonly leftOut: number } {
  const suppressed = new Set(end.suppression?.suppressed);
  // If accounts define names, a property whose name cannot be defined would leave the whole contact out.
  const isDeclarable = api.schema === undefined ? () => true : declarable(capabilities.customProperties);
  const rehearsed = contacts.map((live) => ({
    ...live,
    scalars: Object.fromEntries(
      Object.entries(live.scalars).filter(([name]) => capabilities.fields[name as ScalarField]?.has),
    ),
    customProperties: Object.fromEntries(Object.entries(live.customProperties).filter(([name]) => isDeclarable(name))),
  }));
  const described = rehearsed.flatMap((live) => {
    const isSuppressed = live.emails.some((value) => suppressed.has(identifierKey({ kind: 'email', value })));
    return rehearsal.contact(live, { suppressed: isSuppressed, readAt: takenAt }) ?? [];
  });
  const definitions = rehearsal.definitions(definitionsIn(rehearsed, end));
  return { state: { ...definitions, contacts: described }, leftOut: contacts.length - described.length };
}

/** Returns a test for names of properties: true if a manifest can declare the name. The others are of no use in a rehearsal. */
function declarable({ namePattern, reserved, maxNameLength }: PropertySupport): (name: string) => boolean {
  const pattern = new RegExp(`^(?:${namePattern})$`, 'u');
  return (name) => pattern.test(name) && !reserved.includes(name) && name.length <= maxNameLength;
}

/** Returns what the account defined, and what its contacts have in addition, because the vendor may have defined it meanwhile. */
function definitionsIn(contacts: readonly LiveContact[], { schema }: Pick<AccountEnd, 'schema'>): Definitions {
  // Suggest no dates, so that a text stays as it is.
  const types = suggestedTypes({});
  const lists = new Set(schema.lists);
  const autoresponders = new Set(schema.autoresponders);
  const emails = new Set<string>();
  let sharesEmails = false;
  for (const { customProperties: properties, sets, emails: own } of contacts) {
    types.add(properties);
    for (const name of sets.lists ?? []) lists.add(name);
    for (const name of sets.autoresponders ?? []) autoresponders.add(name);
    for (const email of own) {
      sharesEmails ||= emails.has(email);
      emails.add(email);
    }
  }
  return {
    properties: new Map([...types.types(), ...(schema.properties ?? [])]),
    lists,
    listNames: new Map(schema.listNames),
    autoresponders,
    sharesEmails,
  };
}
