// The state of one contact to plan while live contacts are being read.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import { type Identifier, identifiersOf, type LiveContact } from '../contact/contact.ts';
import type { IdentifierKind } from '../contact/fields.ts';
import type { ReadProblem } from '../live/problem.ts';
import type { Account } from '../manifest/configuration.ts';
import type { Decision } from './decision.ts';
import { lookUps, type Match } from './match.ts';

/** A contact to plan, with what the readings have found out about it so far. */
export interface PendingContact extends ContactToPlan {
  /** The identifiers to look it up by, in the order of `lookUps`. */
  readonly asked: readonly Identifier[];
  matches: readonly Match[];
  decision: Decision | undefined;
  /** Its only match, kept if the vendor is asked about the suppression of everybody who is declared subscribed. */
  live?: LiveContact | undefined;
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
  const { desired, base, written } = contact;
  const asked = lookUps(contact, account);
  const shared = written === undefined ? { desired, base } : { desired, base, written };
  return { ...shared, asked, matches: NONE, decision: undefined, problem: undefined };
}

const NONE: readonly never[] = [];
