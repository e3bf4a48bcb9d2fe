// Finds a person at every account. Looks up what the command line and the manifests know of them, then what the accounts answered, until
// no answer contains an identifier that was not looked up. Enters: names, declared contacts, and a function that asks the accounts.
// Leaves: each person once, with the contacts that the accounts have of them.

import { personal } from '../../contact/argument.ts';
import { type DesiredContact, type Identifier, identifierKey, type LiveContact } from '../../contact/contact.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import { identifiersToAsk } from './ask.ts';
import { isShared, joinPeople, type PersonIdentifiers, personNamed, withDeclared, withLive } from './person.ts';

/** A person, and what the accounts know of them. */
export interface FoundPerson {
  /** As the command line names them: more than one if several names turned out to be one person. */
  readonly names: readonly string[];
  readonly person: PersonIdentifiers;
  /** One entry an account. */
  readonly found: readonly FoundAt[];
}

/** The contacts that one account has of a person. */
export interface FoundAt {
  readonly account: string;
  readonly live: readonly LiveContact[];
  /** Undefined if the vendor looks up no ids, or gives none that last. */
  readonly ids: readonly string[] | undefined;
}

/** Looks up identifiers at every account that can look up their kind. Returns one entry an account, also if nobody was found. */
export type AskAccounts = (identifiers: readonly Identifier[]) => Promise<readonly FoundAt[]>;

/**
 * Number of rounds of look-ups after which a person is not followed any further. A person needs two or three; a chain of ten is more
 * likely to lead from one person to another, by a phone or a userId that they share.
 */
const MAX_ROUNDS = 10;

/**
 * Finds a person at every account.
 *
 * @param name an email address, a phone number or a userId
 * @throws HintedError `read-failed` (`too-many-identifiers`) if the last round still shows identifiers that were not looked up
 */
export async function findPerson(
  name: string,
  declared: readonly DesiredContact[],
  ask: AskAccounts,
): Promise<FoundPerson> {
  const asked = new Set<string>();
  let person = personNamed(name, declared);
  let found: readonly FoundAt[] = [];
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const live = found.flatMap((one) => one.live);
    const open = identifiersToAsk(person, { name, declared, live }).filter((one) => !asked.has(textKey(one)));
    if (open.length === 0 && round > 1) return { names: [name], person, found };
    for (const one of open) asked.add(textKey(one));
    found = together([...found, ...(await ask(open))]);
    const more = withLive(
      person,
      found.flatMap((one) => one.live),
    );
    person = withDeclared(more, declared);
  }
  throw tooManyIdentifiers(name);
}

function textKey(identifier: Identifier): string {
  return JSON.stringify([identifierKey(identifier), identifier.spelling ?? identifier.value]);
}

function tooManyIdentifiers(name: string): HintedError {
  const message = sentence`the accounts connect ${personal('key', name)} with more and more addresses; nothing was written`;
  return new HintedError('read-failed', message, {
    reason: 'too-many-identifiers',
    hint: sentence`several people may share a phone or a userId at a vendor: correct that first`,
  });
}

/** Joins the people who share an identifier, as they are one person. Keeps the order of the names. */
export function onePersonEach(people: readonly FoundPerson[]): readonly FoundPerson[] {
  const separate: FoundPerson[] = [];
  for (const next of people) {
    const same = separate.filter(({ person }) => isShared(person, next.person));
    const [first] = same;
    if (first === undefined) {
      separate.push(next);
      continue;
    }
    separate[separate.indexOf(first)] = [...same, next].reduce(asOne);
    for (const other of same.slice(1)) separate.splice(separate.indexOf(other), 1);
  }
  return separate;
}

function asOne(a: FoundPerson, b: FoundPerson): FoundPerson {
  return {
    names: [...a.names, ...b.names],
    person: joinPeople(a.person, b.person),
    found: together([...a.found, ...b.found]),
  };
}

/** Joins the entries of each account. */
function together(found: readonly FoundAt[]): readonly FoundAt[] {
  const byAccount = new Map<string, FoundAt>();
  for (const { account, live, ids } of found) {
    const known = byAccount.get(account);
    const all = [...new Set([...(known?.ids ?? []), ...(ids ?? [])])].sort();
    byAccount.set(account, {
      account,
      live: [...(known?.live ?? []), ...live],
      ids: ids === undefined ? undefined : all,
    });
  }
  return [...byAccount.values()];
}
