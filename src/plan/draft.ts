// What is known of one desired contact while live ones come in.

import type { DesiredContact, Identifier } from '../contact/contact.ts';
import type { Account } from '../manifest/configuration.ts';
import type { Decision } from './decision.ts';
import { lookUps, type Match } from './match.ts';

export interface Draft {
  readonly desired: DesiredContact;
  readonly asked: readonly Identifier[];
  matches: readonly Match[];
  decision: Decision | undefined;
  problem: { readonly message: string; readonly hint: string } | undefined;
}

export function newDraft(desired: DesiredContact, account: Account): Draft {
  return { desired, asked: lookUps(desired, account), matches: [], decision: undefined, problem: undefined };
}
