// What is known of one desired contact while live ones come in.

import { type DesiredContact, type Identifier, identifiersOf, type LiveContact } from '../contact/contact.ts';
import type { IdentifierKind } from '../contact/fields.ts';
import type { ReadProblem } from '../live/problem.ts';
import type { Account } from '../manifest/configuration.ts';
import type { Decision } from './decision.ts';
import { lookUps, type Match } from './match.ts';

export interface PendingContact {
  readonly desired: DesiredContact;
  readonly asked: readonly Identifier[];
  matches: readonly Match[];
  decision: Decision | undefined;
  problem: ReadProblem | undefined;
}

/** Hardly any identifier is asked for by several. */
type Entry = PendingContact | PendingContact[];

/** @returns the drafts that a live contact could mean, each once */
export function indexByIdentifier(drafts: readonly PendingContact[]): (live: LiveContact) => readonly PendingContact[] {
  const index = new Map<IdentifierKind, Map<string, Entry>>();
  for (const draft of drafts) {
    for (const { kind, value } of draft.asked) {
      const values = index.get(kind) ?? new Map<string, Entry>();
      index.set(kind, values);
      const entry = values.get(value);
      if (entry === undefined) values.set(value, draft);
      else if ('desired' in entry) values.set(value, [entry, draft]);
      else entry.push(draft);
    }
  }
  return (live) => {
    let found: Entry | undefined;
    for (const [kind, values] of index) {
      for (const value of identifiersOf(live, kind)) {
        const entry = values.get(value);
        if (entry === undefined || entry === found) continue;
        found = found === undefined ? entry : [...draftsIn(found), ...draftsIn(entry)];
      }
    }
    return found === undefined ? NONE : 'desired' in found ? [found] : [...new Set(found)];
  };
}

function draftsIn(entry: Entry): readonly PendingContact[] {
  return 'desired' in entry ? [entry] : entry;
}

export function newPendingContact(desired: DesiredContact, account: Account): PendingContact {
  const asked = lookUps(desired, account);
  return { desired, asked, matches: NONE, decision: undefined, problem: undefined };
}

const NONE: readonly never[] = [];
