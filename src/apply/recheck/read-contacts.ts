// Reads the contacts of changes again, in bulk with the fastest strategy, and finds the live contact of each change.

import {
  type Identifier,
  identifierKey,
  type LiveContact,
  liveIdentifiers,
  textToSend,
} from '../../contact/contact.ts';
import type { IdentifierKind } from '../../contact/fields.ts';
import { normaliseEmail, normaliseIdentifier } from '../../contact/normalise.ts';
import type { ReadProblem } from '../../live/problem.ts';
import type { AccountRun, ChangeRun } from '../run.ts';

/** The result of reading the contact of one change again. */
export interface ReadAgain<T = LiveContact> {
  /** The live contact, or its digest; undefined if the contact does not exist or could not be read. */
  readonly live: T | undefined;
  /** Why the contact could not be read; undefined if it could. */
  readonly problem: ReadProblem | undefined;
}

/** The result of reading the contacts of several changes again. */
export interface ReadContacts<T = LiveContact> {
  /** Contains no entry for a change whose contact cannot be looked up. */
  readonly contacts: ReadonlyMap<ChangeRun, ReadAgain<T>>;
  /** Why the whole read failed; undefined if it did not. */
  readonly problem: ReadProblem | undefined;
}

/** Reads the current contacts of these changes. */
export function readContacts(run: AccountRun, entries: readonly ChangeRun[]): Promise<ReadContacts> {
  return readDigests(run, entries, (_, live) => live);
}

/**
 * Reads the current contacts of these changes and keeps only a digest of each, because all contacts of an account may not fit into
 * memory.
 *
 * @param digest returns what to keep of a contact
 */
export async function readDigests<T>(
  run: AccountRun,
  entries: readonly ChangeRun[],
  digest: (entry: ChangeRun, live: LiveContact) => T,
): Promise<ReadContacts<T>> {
  const asked = entries.flatMap((entry) => ownIdentifier(run, entry).map((ask) => ({ entry, ask })));
  const wanted = new Map(asked.map(({ entry, ask }) => [contactKey(entry) ?? identifierKey(ask), entry]));
  const found = new Map<ChangeRun, T>();
  const report = await run.target.source.read(
    asked.map(({ ask }) => ({ ask, also: [] })),
    (live) => {
      for (const identifier of liveIdentifiers(live)) {
        const entry = wanted.get(identifierKey(identifier));
        if (entry !== undefined) found.set(entry, digest(entry, live));
      }
    },
    {
      signal: run.signal,
      known: run.known,
      onProgress: ({ requests, expected }) =>
        void run.listener({
          type: 'reading',
          account: run.target.account,
          requests,
          ...(expected === undefined ? {} : { expected }),
        }),
    },
  );
  const contacts = new Map(
    asked.map(({ entry, ask }) => [
      entry,
      { live: found.get(entry), problem: report.problem ?? report.failed.get(identifierKey(ask)) },
    ]),
  );
  return { contacts, problem: report.problem };
}

function contactKey({ change }: ChangeRun): string | undefined {
  return change.contactId === undefined ? undefined : identifierKey({ kind: 'id', value: change.contactId });
}

/**
 * Chooses the identifier by which to look up the contact of a change: its id, otherwise an identifier that is the same before and
 * after the write, otherwise the old email (before the write) or a declared identifier, as for a create.
 *
 * @returns one identifier; none if the contact cannot be looked up
 */
export function ownIdentifier(run: AccountRun, entry: ChangeRun): readonly Identifier[] {
  const { lookUp } = run.target.provider.capabilities.identity;
  const { action, contactId, differences, blocked } = entry.change;
  if (contactId !== undefined && lookUp.includes('id')) return [{ kind: 'id', value: contactId }];
  const change = differences.find(({ path: [field], before }) => field === 'email' && before !== null);
  const planned = action === 'create' ? plannedIdentifiers(lookUp, entry) : [];
  const isPlanned = ({ kind, value }: Identifier): boolean =>
    planned.some((one) => one.kind === kind && one.value === value);
  // A create went to the planned identifiers, even if the declaration has others by now.
  const declared = declaredIdentifiers(lookUp, entry).filter((one) => planned.length === 0 || isPlanned(one));
  const different = new Set([...differences, ...blocked].map(({ path }) => path[0]));
  const unchanged = blocked.flatMap(({ path: [field], before }) => {
    const kind = lookUp.find((name) => name === field);
    return kind === undefined || typeof before !== 'string' ? [] : [identifierOfText(kind, before)];
  });
  // Before the write, the contact is still found by its old email.
  const old = change === undefined || entry.written ? [] : [identifierOfText('email', String(change.before))];
  return [...declared.filter(({ kind }) => !different.has(kind)), ...unchanged, ...old, ...declared, ...planned].slice(
    0,
    1,
  );
}

/** The identifiers that a change writes, of the kinds that the vendor can look up. */
function plannedIdentifiers(lookUp: readonly IdentifierKind[], { change }: ChangeRun): readonly Identifier[] {
  return lookUp.flatMap((kind) => {
    const written = change.differences.find(({ path: [field] }) => field === kind)?.after;
    return typeof written === 'string' ? [identifierOfText(kind, written)] : [];
  });
}

/** Returns the identifier in a difference, with the vendor's own text, by which a look-up finds the contact. */
function identifierOfText(kind: IdentifierKind, text: string): Identifier {
  const value = normaliseIdentifier(kind, text);
  return text === value ? { kind, value } : { kind, value, spelling: text };
}

/**
 * The declared identifiers of a change's contact, of the kinds that the vendor can look up, with the text by which the vendor
 * knows an email. Other values that a removed contact may have (`alternatives`) come last.
 */
export function declaredIdentifiers(lookUp: readonly IdentifierKind[], entry: ChangeRun): readonly Identifier[] {
  const { contact } = entry;
  const own = lookUp.flatMap((kind) => {
    const value = contact?.desired.identifiers[kind];
    return value === undefined ? [] : [{ kind, value }];
  });
  const alternatives = contact?.base?.alternatives ?? [];
  return [...own, ...alternatives.filter(({ kind }) => lookUp.includes(kind))].map((one) => asKnown(entry, one));
}

/** Adds to an email the vendor's own text of it; to an email that the vendor does not have yet, the text in which it is sent. */
function asKnown({ change, contact }: ChangeRun, identifier: Identifier): Identifier {
  const { kind, value } = identifier;
  if (kind !== 'email') return identifier;
  const sent = contact === undefined ? undefined : textToSend(contact.desired, 'email');
  const texts = [...(change.basis?.live?.emails ?? []), ...(sent === undefined ? [] : [sent])];
  const spelling = texts.find((text) => normaliseEmail(text) === value) ?? value;
  return spelling === value ? identifier : { kind, value, spelling };
}
