// Which live contacts carry what the manifest declares of one (semantics.md, section 2). Pure.

import { type DesiredContact, type Identifier, identifierKey, type LiveContact } from '../contact/contact.ts';
import type { Account } from '../manifest/configuration.ts';
import type { BlockedDifference, RuleId } from './document.ts';

/** Declared identifiers that the vendor can look up, in the vendor's order; the previous email comes last. */
export function lookUps(desired: DesiredContact, account: Account): readonly Identifier[] {
  const declared = account.capabilities.identity.lookUp.flatMap((kind) => {
    const value = desired.identifiers[kind];
    return value === undefined ? [] : [{ kind, value }];
  });
  const previous = desired.previously?.email;
  return previous === undefined ? declared : [...declared, { kind: 'email', value: previous }];
}

export function carries(live: LiveContact, { kind, value }: Identifier): boolean {
  switch (kind) {
    case 'id':
      return live.id === value;
    case 'userId':
      return live.userId === value;
    case 'email':
      return live.emails.includes(value);
    case 'phone':
      return live.phones.includes(value);
  }
}

/** What is kept of a live contact once it has been compared. */
export interface Match {
  /** Equal for the same contact, however often it is read. */
  readonly key: string;
  /** The vendor's id where there is one; other identifiers are personal, and no name for a message. */
  readonly id: string | undefined;
  /** The asked identifiers that it carries. */
  readonly carries: readonly Identifier[];
}

export function matchOf(live: LiveContact, asked: readonly Identifier[]): Match {
  const carried = asked.filter((identifier) => carries(live, identifier));
  // One list where both are the same, as there is one for every contact.
  return { key: liveKey(live), id: live.id, carries: carried.length === asked.length ? asked : carried };
}

/** By id where the vendor has ids, else by the strongest identifier. */
function liveKey(live: LiveContact): string {
  const [kind, value] =
    live.id !== undefined
      ? (['id', live.id] as const)
      : live.userId !== undefined
        ? (['userId', live.userId] as const)
        : (['email', live.emails[0] ?? live.phones[0] ?? ''] as const);
  return identifierKey({ kind, value });
}

/** Several live contacts carry what the manifest declares of one. Says the same in whatever order they came. */
export function blockSeveral(desired: DesiredContact, matches: readonly Match[]): BlockedDifference {
  const sorted = [...matches].sort((a, b) => (a.key < b.key ? -1 : 1));
  const names = sorted.map(({ id }, index) => `contact ${id ?? `no. ${index + 1}`}`);
  const owned = sorted.flatMap((match, index) =>
    match.carries.map((identifier) => ({ identifier, owner: names[index] ?? '' })),
  );
  const doubled = owned.find(({ identifier: a }, index) =>
    owned.some(({ identifier: b }, other) => other > index && a.kind === b.kind && a.value === b.value),
  );
  if (doubled !== undefined) {
    return blockContact(
      'ambiguous-match',
      `${matches.length} contacts at the vendor carry the declared ${doubled.identifier.kind}: ${names.join(', ')}`,
      'merge them at the vendor, or name one by `id` under `at`',
    );
  }
  const owners = owned.map(({ identifier, owner }) => `${nameIdentifier(identifier, desired)} is ${owner}`);
  if (desired.previously !== undefined) {
    return blockContact(
      'identifier-taken',
      `the new email belongs to another contact already: ${owners.join(', ')}`,
      'merge the two at the vendor, or drop `previously`',
    );
  }
  return blockContact(
    'identity-split',
    `the declared identifiers belong to different contacts: ${owners.join(', ')}`,
    'declare them as two contacts, or merge the two at the vendor',
  );
}

function nameIdentifier({ kind, value }: Identifier, desired: DesiredContact): string {
  return kind === 'email' && value === desired.previously?.email ? 'the previous email' : kind;
}

export function blockContact(rule: RuleId, message: string, unblock: string): BlockedDifference {
  return { rule, path: [], before: null, after: null, message, unblock };
}
