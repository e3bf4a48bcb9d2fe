// What is known of one contact while live ones come in.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import { type Identifier, identifiersOf, type LiveContact } from '../contact/contact.ts';
import type { IdentifierKind } from '../contact/fields.ts';
import type { ReadProblem } from '../live/problem.ts';
import type { Account } from '../manifest/configuration.ts';
import type { Decision } from './decision.ts';
import { lookUps, type Match } from './match.ts';

export interface PendingContact extends ContactToPlan {
  /** What it is looked up by, in the order of `lookUps`. */
  readonly asked: readonly Identifier[];
  matches: readonly Match[];
  decision: Decision | undefined;
  problem: ReadProblem | undefined;
}

/** Hardly any identifier is asked for by several. */
type Entry = PendingContact | PendingContact[];

/** @returns the contacts that a live one could be, each once */
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

export function newPendingContact({ desired, base }: ContactToPlan, account: Account): PendingContact {
  const asked = lookUps(desired, account);
  return { desired, base, asked, matches: NONE, decision: undefined, problem: undefined };
}

const NONE: readonly never[] = [];
