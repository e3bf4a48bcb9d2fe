// The state of one contact to plan while live contacts are being read.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import { type Identifier, identifierKey, identifiersOf, type LiveContact } from '../contact/contact.ts';
import type { IdentifierKind } from '../contact/fields.ts';
import { createKeyIndex, type KeyIndex } from '../contact/packed/key-index.ts';
import type { ReadProblem } from '../live/problem.ts';
import type { Account } from '../manifest/configuration.ts';
import type { Decision } from './decision.ts';
import type { ReadFailure } from './document.ts';
import { lookUps, type Match } from './match.ts';
import type { Sought } from './suppressed/sought.ts';

/** A contact to plan, with what the readings have found out about it so far. */
export interface PendingContact extends ContactToPlan {
  /** The identifiers to look it up by, in the order of `lookUps`. */
  readonly asked: readonly Identifier[];
  matches: readonly Match[];
  decision: Decision | undefined;
  /** A live contact that matches. Stored only with `asksSuppressionOfAll`, to ask whether the vendor suppresses its email. */
  live?: LiveContact | undefined;
  /**
   * The suppression or erasure that names one of the matches, perhaps by an identifier that is not declared; undefined if none.
   */
  sought?: Sought | undefined;
  /** Why the contact could not be read. */
  problem: ReadProblem | undefined;
}

/**
 * Indexes contacts by the identifiers that they are looked up by. The index holds no identifiers: those of the contacts are compared.
 *
 * @returns a function that returns the contacts which a live contact matches, each once
 */
export function indexByIdentifier(
  contacts: readonly PendingContact[],
): (live: LiveContact) => readonly PendingContact[] {
  const kinds = new Set<IdentifierKind>();
  const index = createKeyIndex();
  for (const [number, { asked }] of contacts.entries()) {
    for (const identifier of asked) {
      kinds.add(identifier.kind);
      index.add(identifierKey(identifier), number);
    }
  }
  const contactsOf = (identifier: Identifier): readonly PendingContact[] =>
    numbersIn(index, identifier).flatMap((number) => {
      const contact = contacts[number];
      return contact?.asked.some((asked) => isSame(asked, identifier)) === true ? [contact] : [];
    });
  return (live) => {
    const found: PendingContact[] = [];
    for (const kind of kinds) {
      for (const value of identifiersOf(live, kind))
        for (const contact of contactsOf({ kind, value })) if (!found.includes(contact)) found.push(contact);
    }
    return found;
  };
}

function numbersIn(index: KeyIndex, identifier: Identifier): readonly number[] {
  const found = index.find(identifierKey(identifier));
  return found.length < 2 ? found : [...new Set(found)].sort((a, b) => a - b);
}

function isSame(one: Identifier, other: Identifier): boolean {
  return one.kind === other.kind && one.value === other.value;
}

/** Returns the state of a contact about which nothing has been read yet. */
export function newPendingContact(contact: ContactToPlan, account: Account): PendingContact {
  return new Pending(contact, account);
}

/** Has no members for what is absent, and finds `asked` anew each time, to save memory. */
class Pending implements PendingContact {
  readonly desired: ContactToPlan['desired'];
  readonly base: ContactToPlan['base'];
  matches: readonly Match[] = NONE;
  decision: Decision | undefined = undefined;
  problem: ReadProblem | undefined = undefined;
  declare live?: LiveContact | undefined;
  declare sought?: Sought | undefined;
  readonly #account: Account;

  constructor(contact: ContactToPlan, account: Account) {
    const { desired, base, confirmed, confirmedAt, mayBeAbsent, isWithheld, backfilled, written, suppressed } = contact;
    const { erasedBefore, unclearLists } = contact;
    this.desired = desired;
    this.base = base;
    this.#account = account;
    if (confirmed !== undefined) Object.assign(this, { confirmed, confirmedAt, mayBeAbsent, isWithheld, backfilled });
    if (written !== undefined) Object.assign(this, { written });
    if (suppressed !== undefined) Object.assign(this, { suppressed });
    if (erasedBefore !== undefined) Object.assign(this, { erasedBefore });
    if (unclearLists !== undefined) Object.assign(this, { unclearLists });
  }

  get asked(): readonly Identifier[] {
    return lookUps(this, this.#account);
  }
}

const NONE: readonly never[] = [];

/** Returns the contacts that could not be read, grouped by the reason. */
export function failuresOf(contacts: readonly PendingContact[]): readonly ReadFailure[] {
  return groupFailures(contacts.map(({ desired: { key }, problem }) => ({ key, problem })));
}

/** Groups the keys of contacts by the reason why they could not be read. */
export function groupFailures(
  read: readonly { readonly key: string; readonly problem: ReadProblem | undefined }[],
): readonly ReadFailure[] {
  const groups = new Map<string, ReadFailure & { readonly keys: string[] }>();
  for (const { key, problem } of read) {
    if (problem === undefined) continue;
    const failure = plainFailure(problem);
    const id = JSON.stringify(failure);
    const group = groups.get(id) ?? { ...failure, keys: [] };
    group.keys.push(key);
    groups.set(id, group);
  }
  return [...groups.values()];
}

/** Returns the code and the arguments of a problem, as a plan reports them. */
export function plainFailure({ code, args }: ReadProblem): ReadFailure {
  return { code, args };
}
