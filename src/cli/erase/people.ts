// Finds the people who are to be erased: what the manifests declare of them, and what the accounts know. Sends nothing but look-ups.

import { personal } from '../../contact/argument.ts';
import type { Identifier, LiveContact } from '../../contact/contact.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { Loaded, LoadOptions } from '../../manifest/index.ts';
import { sentencesOfFailure } from '../../render/words/failures.ts';
import { type FoundAt, type FoundPerson, findPerson, onePersonEach } from '../../workflows/erase/find.ts';
import { addressesOf, type PersonIdentifiers } from '../../workflows/erase/person.ts';
import { type Session, withSession } from '../session.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { EraseFlags } from './options.ts';

/** An erasure, which loads the manifests several times. */
export interface EraseRun {
  readonly options: EraseFlags;
  readonly terminal: Terminal;
  /** Fetches the rows of queries, each query once. */
  readonly fetchRows: LoadOptions['fetchRows'];
}

/** Looks all people up before anything is written. @throws HintedError `read-failed`; `unknown-contact` that names one of them */
export async function findPeople(
  names: readonly string[],
  { whole }: Pick<Loaded, 'whole'>,
  { options, terminal, fetchRows }: EraseRun,
): Promise<readonly FoundPerson[]> {
  const declared = [...whole.contacts, ...(whole.proposed ?? [])];
  const wanted = { store: true, base: 'none', mayBeEmpty: true, signal: new AbortController().signal, fetchRows };
  const found = await withSession(options, terminal, wanted, (session) =>
    Promise.all(
      [...new Set(names)].map((name) => findPerson(name, declared, (identifiers) => askAccounts(identifiers, session))),
    ),
  );
  const unknown = found.find(({ person }) => addressesOf(person).length === 0);
  if (unknown !== undefined) throw nobody(unknown.names[0] ?? '');
  return onePersonEach(found);
}

/** The identifiers of all people together. */
export function allOf(people: readonly Pick<FoundPerson, 'person'>[]): PersonIdentifiers {
  const every = (kind: keyof PersonIdentifiers): ReadonlySet<string> =>
    new Set(people.flatMap(({ person }) => [...person[kind]]));
  return { email: every('email'), phone: every('phone'), userId: every('userId') };
}

/** The vendors' ids of all people, by account. */
export function idsOf(people: readonly Pick<FoundPerson, 'found'>[]): Readonly<Record<string, readonly string[]>> {
  const all = new Map<string, readonly string[]>();
  for (const { account, ids } of people.flatMap(({ found }) => found))
    if (ids !== undefined) all.set(account, [...(all.get(account) ?? []), ...ids]);
  return Object.fromEntries(all);
}

/** @throws HintedError `read-failed` if an account cannot be asked: its part of the person would be forgotten */
async function askAccounts(
  identifiers: readonly Identifier[],
  { configuration, connections }: Session,
): Promise<readonly FoundAt[]> {
  return Promise.all(
    configuration.accounts.map(async ({ name, capabilities }) => {
      const { lookUp } = capabilities.identity;
      const questions = identifiers.filter(({ kind }) => lookUp.includes(kind)).map((ask) => ({ ask, also: [] }));
      const live: LiveContact[] = [];
      const source = questions.length === 0 ? undefined : connections.accounts.get(name)?.source;
      const read = await source?.read(questions, (contact) => void live.push(contact), { strategy: 'look-up' });
      const problem = read?.problem ?? [...(read?.failed.values() ?? [])][0];
      if (problem !== undefined) {
        const { message, hint } = sentencesOfFailure(problem);
        throw new HintedError('read-failed', sentence`${message}; nothing was written`, { hint });
      }
      const ids = lookUp.includes('id') ? [...new Set(live.flatMap((one) => one.id ?? []))].sort() : undefined;
      return { account: name, live, ids };
    }),
  );
}

function nobody(name: string): HintedError {
  const message = sentence`no manifest and no account knows an address of ${personal('key', name)}; nothing was written`;
  return new HintedError('unknown-contact', message, { hint: sentence`give an email address or a phone number` });
}
