// The state of one contact to plan while live contacts are being read.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import { type Identifier, identifiersOf, type LiveContact } from '../contact/contact.ts';
import type { IdentifierKind } from '../contact/fields.ts';
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

/** The contacts that are looked up by the same identifier. A single contact is not put into an array, to save memory. */
type Entry = PendingContact | PendingContact[];

/**
 * Indexes contacts by the identifiers that they are looked up by.
 *
 * @returns a function that returns the contacts which a live contact matches, each once
 */
export function indexByIdentifier(
  contacts: readonly PendingContact[],
): (live: LiveContact) => readonly PendingContact[] {
  const index = new Map<IdentifierKind, Map<string, Entry>>();
  for (const contact of contacts) {
    for (const { kind, value } of contact.asked) {
      const values = index.get(kind) ?? new Map<string, Entry>();
      index.set(kind, values);
      const entry = values.get(value);
      if (entry === undefined) values.set(value, contact);
      else if ('desired' in entry) values.set(value, [entry, contact]);
      else entry.push(contact);
    }
  }
  return (live) => {
    let found: Entry | undefined;
    for (const [kind, values] of index) {
      for (const value of identifiersOf(live, kind)) {
        const entry = values.get(value);
        if (entry === undefined || entry === found) continue;
        found = found === undefined ? entry : [...contactsIn(found), ...contactsIn(entry)];
      }
    }
    return found === undefined ? NONE : 'desired' in found ? [found] : [...new Set(found)];
  };
}

function contactsIn(entry: Entry): readonly PendingContact[] {
  return 'desired' in entry ? [entry] : entry;
}

/** Returns the state of a contact about which nothing has been read yet. */
export function newPendingContact(contact: ContactToPlan, account: Account): PendingContact {
  const { desired, base, confirmed, confirmedAt, mayBeAbsent, isWithheld, backfilled, written, suppressed } = contact;
  const { erasedBefore, undeclaredPhone, unclearLists } = contact;
  const asked = lookUps(contact, account);
  // Absent members are left out, to save memory, and nothing is copied for what most contacts have, to save time.
  const state: PendingContact =
    confirmed === undefined
      ? { desired, base, asked, matches: NONE, decision: undefined, problem: undefined }
      : {
          desired,
          base,
          confirmed,
          confirmedAt,
          mayBeAbsent,
          isWithheld,
          backfilled,
          asked,
          matches: NONE,
          decision: undefined,
          problem: undefined,
        };
  if ((written ?? suppressed ?? erasedBefore ?? undeclaredPhone ?? unclearLists) === undefined) return state;
  return {
    ...state,
    ...(written === undefined ? {} : { written }),
    ...(suppressed === undefined ? {} : { suppressed }),
    ...(erasedBefore === undefined ? {} : { erasedBefore }),
    ...(undeclaredPhone === undefined ? {} : { undeclaredPhone }),
    ...(unclearLists === undefined ? {} : { unclearLists }),
  };
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
