// What is known of one desired contact while live ones come in.

import type { DesiredContact, Identifier } from '../contact/contact.ts';
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

export function newDraft(desired: DesiredContact, account: Account): Draft {
  const asked = lookUps(desired, account);
  return { desired, asked, matches: [], alternatives: [], decision: undefined, problem: undefined };
}
