// What is known of one desired contact while live ones come in.

import { type DesiredContact, type Identifier, type LiveContact, liveIdentifiers } from '../contact/contact.ts';
import { IDENTIFIER_KINDS } from '../contact/fields.ts';
import type { Account } from '../manifest/configuration.ts';
import type { Decision } from './decision.ts';
import { lookUps, type Match } from './match.ts';

export interface Draft {
  readonly desired: DesiredContact;
  readonly asked: readonly Identifier[];
  matches: readonly Match[];
  /** Of each match, as if it were the only one. */
  alternatives: readonly Decision[];
  decision: Decision | undefined;
  problem: { readonly message: string; readonly hint: string } | undefined;
}

/** @returns the drafts that a live contact could mean, each once */
export function indexByIdentifier(drafts: readonly Draft[]): (live: LiveContact) => readonly Draft[] {
  const index = new Map(IDENTIFIER_KINDS.map((kind) => [kind, new Map<string, Draft[]>()]));
  for (const draft of drafts) {
    for (const { kind, value } of draft.asked) {
      const entry = index.get(kind)?.get(value);
      if (entry === undefined) index.get(kind)?.set(value, [draft]);
      else if (!entry.includes(draft)) entry.push(draft);
    }
  }
  return (live) => {
    let found: readonly Draft[] = [];
    for (const { kind, value } of liveIdentifiers(live)) {
      const entry = index.get(kind)?.get(value) ?? [];
      if (entry.every((draft) => found.includes(draft))) continue;
      found = found.length === 0 ? entry : [...new Set([...found, ...entry])];
    }
    return found;
  };
}

export function newDraft(desired: DesiredContact, account: Account): Draft {
  const asked = lookUps(desired, account);
  return { desired, asked, matches: [], alternatives: [], decision: undefined, problem: undefined };
}
