// Which live contacts carry what the manifest declares of one (docs/semantics.md#finding-the-contact). Pure.

import { personal } from '../contact/argument.ts';
import {
  type DesiredContact,
  type Identifier,
  identifierKey,
  identifiersOf,
  type LiveContact,
} from '../contact/contact.ts';
import type { Account } from '../manifest/configuration.ts';
import type { Decision } from './decision.ts';
import type { BlockedDifference, RuleId } from './document.ts';
import type { BlockArguments } from './rules/catalogue.ts';

/** Declared identifiers that the vendor can look up, in the vendor's order; the previous email comes last. */
export function lookUps(desired: DesiredContact, account: Account): readonly Identifier[] {
  const asked: Identifier[] = [];
  for (const kind of account.capabilities.identity.lookUp) {
    const value = desired.identifiers[kind];
    if (value !== undefined) asked.push({ kind, value });
  }
  const previous = desired.previously?.email;
  return previous === undefined ? asked : [...asked, { kind: 'email', value: previous }];
}

export function carries(live: LiveContact, { kind, value }: Identifier): boolean {
  return identifiersOf(live, kind).includes(value);
}

/** What is kept of a live contact once it has been compared. */
export interface Match {
  /** Equal for the same contact, however often it is read. */
  readonly key: string;
  /** The vendor's id where there is one; other identifiers are personal, and no name for a message. */
  readonly id: string | undefined;
  /** The asked identifiers that it carries. */
  readonly carries: readonly Identifier[];
  /** As if it were the only one. */
  readonly decision: Decision;
}

/** One list where both are the same, as there is one for every contact. */
export function carriedOf(live: LiveContact, asked: readonly Identifier[]): readonly Identifier[] {
  const isCarried = (identifier: Identifier): boolean => carries(live, identifier);
  return asked.every(isCarried) ? asked : asked.filter(isCarried);
}

/** By id where the vendor has ids, which it has for every contact then; else by the strongest identifier. */
export function liveKey(live: LiveContact): string {
  if (live.id !== undefined) return live.id;
  if (live.userId !== undefined) return identifierKey({ kind: 'userId', value: live.userId });
  return identifierKey({ kind: 'email', value: live.emails[0] ?? live.phones[0] ?? '' });
}

/** Several live contacts carry what the manifest declares of one. Says the same in whatever order they came. */
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

/** Blocks one difference. */
export function block<Rule extends RuleId>(
  rule: Rule,
  args: BlockArguments[Rule],
  { path, before, after }: Pick<BlockedDifference, 'path' | 'before' | 'after'>,
): BlockedDifference {
  return { rule, path, before, after, args };
}

/** Blocks the whole contact. */
export function blockContact<Rule extends RuleId>(rule: Rule, args: BlockArguments[Rule]): BlockedDifference {
  return { rule, path: [], before: null, after: null, args };
}
