// Matches desired with live contacts by their identifiers (docs/semantics.md#finding-the-contact). Pure.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import { personal } from '../contact/argument.ts';
import {
  type DesiredContact,
  type Identifier,
  identifierKey,
  identifiersOf,
  type LiveContact,
} from '../contact/contact.ts';
import { writtenEmail } from '../contact/email.ts';
import type { Account } from '../manifest/configuration.ts';
import type { Decision } from './decision.ts';
import type { BlockedDifference, RuleId } from './document.ts';
import type { BlockArguments } from './rules/catalogue.ts';
import type { Sought } from './suppressed/sought.ts';

/**
 * Returns the declared identifiers that the vendor can look up, in the order of its capabilities. For a removed contact,
 * alternatives follow: values of which it is not known which one was applied. The email under `previously` is last.
 */
export function lookUps({ desired, base }: ContactToPlan, account: Account): readonly Identifier[] {
  const { lookUp } = account.capabilities.identity;
  const asked: Identifier[] = [];
  for (const kind of lookUp) {
    const value = desired.identifiers[kind];
    if (value !== undefined) asked.push(kind === 'email' ? emailToAsk(value, desired.emailSpelling) : { kind, value });
  }
  for (const alternative of base?.alternatives ?? []) if (lookUp.includes(alternative.kind)) asked.push(alternative);
  const previous = desired.previously?.email;
  return previous === undefined ? asked : [...asked, emailToAsk(previous, desired.previousSpelling)];
}

/** Returns an email with the text that a look-up sends first: the one that rollcall writes to the vendor. */
function emailToAsk(value: string, declared: string | undefined): Identifier {
  const spelling = declared === undefined ? value : writtenEmail(declared);
  return spelling === value ? { kind: 'email', value } : { kind: 'email', value, spelling };
}

/** True if the live contact has the identifier. */
export function carries(live: LiveContact, { kind, value }: Identifier): boolean {
  return identifiersOf(live, kind).includes(value);
}

/**
 * How well look-ups find an identifier: how the vendor's text of it compares with the texts that look-ups send. Lower is better.
 *
 *   0   it is the first of these texts
 *   1   it is another of these texts
 *   2   it differs from one of these texts only in ASCII capitals, which only some vendors' look-ups ignore
 *   3   it is any other text, so that only a listing finds it
 */
export type Findable = 0 | 1 | 2 | 3;

/** A live contact that matches a declared contact, reduced to what is needed after the comparison. */
export interface Match {
  /** The live contact's key (see `liveKey`), which is the same in every reading. */
  readonly key: string;
  /** The vendor's id, if the vendor has ids. Messages name the contact by its id, because other identifiers are personal data. */
  readonly id: string | undefined;
  /** The looked-up identifiers that the live contact has. */
  readonly carries: readonly Identifier[];
  /** How well look-ups find the live contact by each identifier of `carries`, in that order; undefined if all are 0. */
  readonly findable: readonly Findable[] | undefined;
  /** The decision on the declared contact, valid if this is its only match. */
  readonly decision: Decision;
  /** The suppression or erasure that names the live contact; absent if none does. */
  readonly sought?: Sought;
}

/** Returns the looked-up identifiers that a live contact has. Returns the same array if it has all of them, to save memory. */
export function carriedOf(live: LiveContact, asked: readonly Identifier[]): readonly Identifier[] {
  const isCarried = (identifier: Identifier): boolean => carries(live, identifier);
  return asked.every(isCarried) ? asked : asked.filter(isCarried);
}

/**
 * Returns a live contact's key: its id if the vendor has ids (then every contact has one), otherwise its strongest identifier.
 */
export function liveKey(live: LiveContact): string {
  if (live.id !== undefined) return live.id;
  if (live.userId !== undefined) return identifierKey({ kind: 'userId', value: live.userId });
  return identifierKey({ kind: 'email', value: live.emails[0] ?? live.phones[0] ?? '' });
}

/** Blocks a contact whose declared identifiers match several live contacts. The result does not depend on their order. */
export function blockSeveral(desired: DesiredContact, matches: readonly Match[]): BlockedDifference {
  const sorted = [...matches].sort((a, b) => (a.key < b.key ? -1 : 1));
  const names = sorted.map(({ id }, index) => personal('id', id ?? `no. ${index + 1}`));
  const owned = sorted.flatMap((match, index) =>
    match.carries.map((identifier) => ({ identifier, owner: names[index] ?? personal('id', '') })),
  );
  const doubled = owned.find(({ identifier: a }, index) =>
    owned.some(({ identifier: b }, other) => other > index && a.kind === b.kind && a.value === b.value),
  );
  if (doubled !== undefined) {
    const { kind } = doubled.identifier;
    const several = { why: 'several-live', matches: matches.length, identifier: kind, contacts: names } as const;
    return blockContact('ambiguous-match', several);
  }
  const identifiers = owned.map(({ identifier }) => nameIdentifier(identifier, desired));
  const contacts = owned.map(({ owner }) => owner);
  if (desired.previously !== undefined) {
    return blockContact('identifier-taken', { why: 'new-email', identifiers, contacts });
  }
  return blockContact('identity-split', { identifiers, contacts });
}

function nameIdentifier({ kind, value }: Identifier, desired: DesiredContact): string {
  return kind === 'email' && value === desired.previously?.email ? 'previous email' : kind;
}

/** Returns the difference with the rule that blocks it. */
export function block<Rule extends RuleId>(
  rule: Rule,
  args: BlockArguments[Rule],
  { path, before, after }: Pick<BlockedDifference, 'path' | 'before' | 'after'>,
): BlockedDifference {
  return { rule, path, before, after, args };
}

/** Returns the blocked difference that stands for the whole contact (its path is empty), with the rule that blocks it. */
export function blockContact<Rule extends RuleId>(rule: Rule, args: BlockArguments[Rule]): BlockedDifference {
  return { rule, path: [], before: null, after: null, args };
}
