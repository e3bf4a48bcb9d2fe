// Reads the contacts of changes again, in bulk by the cheapest way, and says which live contact belongs to which change.

import { type Identifier, identifierKey, type LiveContact, liveIdentifiers } from '../../contact/contact.ts';
import type { IdentifierKind } from '../../contact/fields.ts';
import type { ReadProblem } from '../../live/problem.ts';
import type { AccountRun, ChangeRun } from '../run.ts';

export interface ReadAgain<T = LiveContact> {
  readonly live: T | undefined;
  readonly problem: ReadProblem | undefined;
}

export interface ReadContacts<T = LiveContact> {
  readonly contacts: ReadonlyMap<ChangeRun, ReadAgain<T>>;
  /** The account cannot be read at all. */
  readonly problem: ReadProblem | undefined;
}

export function readContacts(run: AccountRun, entries: readonly ChangeRun[]): Promise<ReadContacts> {
  return readDigests(run, entries, (_, live) => live);
}

/** @param digest what is held of a contact: whole contacts, all of an account at once, may be too many */
export async function readDigests<T>(
  run: AccountRun,
  entries: readonly ChangeRun[],
  digest: (entry: ChangeRun, live: LiveContact) => T,
): Promise<ReadContacts<T>> {
  const asked = entries.flatMap((entry) => ownIdentifier(run, entry).map((ask) => ({ entry, ask })));
  const wanted = new Map(asked.map(({ entry, ask }) => [contactKey(entry) ?? identifierKey(ask), entry]));
  const found = new Map<ChangeRun, T>();
  const report = await run.at.source.read(
    asked.map(({ ask }) => ({ ask, also: [] })),
    (live) => {
      for (const identifier of liveIdentifiers(live)) {
        const entry = wanted.get(identifierKey(identifier));
        if (entry !== undefined) found.set(entry, digest(entry, live));
      }
    },
    {
      signal: run.signal,
      onProgress: ({ requests, expected }) =>
        void run.listener({
          type: 'reading',
          account: run.at.account,
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
 * How to find the contact that a change means, before as well as after it was written: by its id, else by a declared
 * identifier that the change leaves as it is. A create has none but those that it brings.
 */
export function ownIdentifier(run: AccountRun, entry: ChangeRun): readonly Identifier[] {
  const { lookUp } = run.at.provider.capabilities.identity;
  const { contactId, differences, blocked } = entry.change;
  if (contactId !== undefined && lookUp.includes('id')) return [{ kind: 'id', value: contactId }];
  const change = differences.find(({ path: [field], before }) => field === 'email' && before !== null);
  const declared = declaredIdentifiers(lookUp, entry);
  const different = new Set([...differences, ...blocked].map(({ path }) => path[0]));
  const kept = blocked.flatMap(({ path: [field], before }) => {
    const kind = lookUp.find((name) => name === field);
    return kind === undefined || typeof before !== 'string' ? [] : [{ kind, value: before }];
  });
  // An address that changes finds the contact as long as it is the old one.
  const old = change === undefined || entry.written ? [] : [{ kind: 'email' as const, value: String(change.before) }];
  return [...declared.filter(({ kind }) => !different.has(kind)), ...kept, ...old, ...declared].slice(0, 1);
}

export function declaredIdentifiers(lookUp: readonly IdentifierKind[], { contact }: ChangeRun): readonly Identifier[] {
  return lookUp.flatMap((kind) => {
    const value = contact?.desired.identifiers[kind];
    return value === undefined ? [] : [{ kind, value }];
  });
}
