// The state of one contact to plan while live contacts are being read.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import { type Identifier, identifierKey, identifiersOf, type LiveContact } from '../contact/contact.ts';
import type { IdentifierKind } from '../contact/fields.ts';
import { createKeyIndex, type KeyIndex } from '../contact/packed/key-index.ts';
import type { ReadProblem } from '../live/problem.ts';
import type { Question } from '../live/source.ts';
import type { Account } from '../manifest/configuration.ts';
import type { Decision } from './decision.ts';
import type { ReadFailure } from './document.ts';
import { lookUps, type Match, matchOfAll } from './match.ts';
import type { Sought } from './suppressed/sought.ts';

/** A contact to plan, with what the readings have found out about it so far. */
export interface PendingContact extends ContactToPlan, Question {
  /** The identifiers to look it up by, in the order of `lookUps`. */
  readonly asked: readonly Identifier[];
  /** The live contacts that match. Each time it is read, equal matches may be new objects. */
  matches: readonly Match[];
  /** The length of `matches`. */
  readonly matchCount: number;
  decision: Decision | undefined;
  /**
   * Sets the first match of the contact, with the decision on it.
   *
   * @param id the vendor's id of a live contact that has all identifiers of `asked`, each by the first text that a look-up sends
   */
  readonly matchOnly: (id: string, decision: Decision) => void;
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

/**
 * Holds as little as possible, because there is one for every declared contact: no members for what is absent, `asked` and `also` are
 * found anew each time, and of an only match that look-ups find by all first texts just the id.
 */
class Pending implements PendingContact {
  readonly desired: ContactToPlan['desired'];
  readonly base: ContactToPlan['base'];
  problem: ReadProblem | undefined = undefined;
  declare live?: LiveContact | undefined;
  declare sought?: Sought | undefined;
  readonly #account: Account;
  /** The id of the only match, whose decision is `#decision`; or the matches. */
  #matched: string | readonly Match[] = NONE;
  #decision: Decision | undefined = undefined;

  constructor(contact: ContactToPlan, account: Account) {
    const { desired, base, confirmed, confirmedAt, mayBeAbsent, isWithheld, backfilled, written, suppressed } = contact;
    const { erasedBefore, undeclaredPhone, unclearLists, unknownBefore } = contact;
    this.desired = desired;
    this.base = base;
    this.#account = account;
    if (confirmed !== undefined) Object.assign(this, { confirmed, confirmedAt, mayBeAbsent, isWithheld, backfilled });
    if (written !== undefined) Object.assign(this, { written });
    if (suppressed !== undefined) Object.assign(this, { suppressed });
    if (erasedBefore !== undefined) Object.assign(this, { erasedBefore });
    if (undeclaredPhone !== undefined) Object.assign(this, { undeclaredPhone });
    if (unknownBefore !== undefined) Object.assign(this, { unknownBefore });
    if (unclearLists !== undefined) Object.assign(this, { unclearLists });
  }

  get asked(): readonly Identifier[] {
    return lookUps(this, this.#account);
  }

  get ask(): Identifier {
    const [ask] = this.asked;
    if (ask === undefined) throw new RangeError('a contact without identifiers is not asked for');
    return ask;
  }

  get also(): readonly Identifier[] {
    return this.asked.slice(1);
  }

  get matches(): readonly Match[] {
    if (typeof this.#matched !== 'string' || this.#decision === undefined) return this.#matched as readonly Match[];
    return [matchOfAll(this.#matched, this.#decision, this)];
  }

  get matchCount(): number {
    return typeof this.#matched === 'string' ? 1 : this.#matched.length;
  }

  set matches(matches: readonly Match[]) {
    this.#matched = matches;
  }

  get decision(): Decision | undefined {
    return this.#decision;
  }

  set decision(decision: Decision | undefined) {
    // The match keeps the decision that was made when it was found.
    if (typeof this.#matched === 'string') this.#matched = this.matches;
    this.#decision = decision;
  }

  matchOnly(id: string, decision: Decision): void {
    this.#matched = NONE;
    this.#decision = decision;
    this.#matched = id;
  }
}

const NONE: readonly never[] = [];

/** Returns the contacts that could not be read, grouped by the reason. */
export function failuresOf(contacts: readonly PendingContact[]): readonly ReadFailure[] {
  const unread = contacts.filter(({ problem }) => problem !== undefined);
  return groupFailures(unread.map(({ desired: { key }, problem }) => ({ key, problem })));
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
