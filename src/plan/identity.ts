// Which live contact is meant, and which of its identifiers may change (semantics.md, section 2). Capabilities decide, never a vendor's name.

import { type DesiredContact, type Identifier, identifierKey, type LiveContact } from '../contact/contact.ts';
import { type Difference, difference } from '../contact/difference.ts';
import { IDENTIFIER_KINDS, type IdentifierKind } from '../contact/fields.ts';
import type { Account } from '../manifest/configuration.ts';
import type { BlockedDifference, RuleId } from './document.ts';

/** Declared identifiers that the vendor can look up, strongest first; the previous email comes last. */
export function lookUps(desired: DesiredContact, account: Account): readonly Identifier[] {
  const kinds = IDENTIFIER_KINDS.filter((kind) => account.capabilities.identity.lookUp.includes(kind));
  const declared = kinds.flatMap((kind) => {
    const value = desired.identifiers[kind];
    return value === undefined ? [] : [{ kind, value }];
  });
  const previous = desired.previously?.email;
  return previous === undefined ? declared : [...declared, { kind: 'email', value: previous }];
}

function carries(live: LiveContact, { kind, value }: Identifier): boolean {
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
  /** For people: the vendor's id where there is one. */
  readonly name: string;
  /** The asked identifiers that it carries. */
  readonly carries: readonly Identifier[];
}

export function matchOf(live: LiveContact, asked: readonly Identifier[]): Match {
  const key = liveKey(live);
  return { key, name: live.id ?? key, carries: asked.filter((identifier) => carries(live, identifier)) };
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

/** Several live contacts carry what the manifest declares of one. */
export function blockSeveral(desired: DesiredContact, matches: readonly Match[]): BlockedDifference {
  const owned = matches.flatMap((match) => match.carries.map((identifier) => ({ identifier, owner: match.name })));
  const doubled = owned.find(({ identifier: a }, index) =>
    owned.some(({ identifier: b }, other) => other > index && a.kind === b.kind && a.value === b.value),
  );
  if (doubled !== undefined) {
    return blockContact(
      'ambiguous-match',
      `${matches.length} contacts at the vendor carry the declared ${doubled.identifier.kind}: ${matches.map(({ name }) => name).join(', ')}`,
      'merge them at the vendor, or name one by `id` under `at`',
    );
  }
  const owners = owned.map(({ identifier, owner }) => `${nameIdentifier(identifier, desired)} is contact ${owner}`);
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

export interface IdentityDecision {
  readonly differences: readonly Difference[];
  readonly blocked: readonly BlockedDifference[];
  readonly hints: readonly string[];
}

type Part = { readonly difference: Difference } | { readonly blocked: BlockedDifference } | undefined;

/** Identifiers of the contact that was found, or, for a create, all declared ones. */
export function decideIdentity(
  desired: DesiredContact,
  live: LiveContact | undefined,
  account: Account,
): IdentityDecision {
  const parts = [userId(desired, live), email(desired, live, account), phone(desired, live, account)];
  const changed = desired.previously !== undefined && live?.emails.includes(desired.identifiers.email ?? '');
  return {
    differences: parts.flatMap((part) => (part !== undefined && 'difference' in part ? [part.difference] : [])),
    blocked: parts.flatMap((part) => (part !== undefined && 'blocked' in part ? [part.blocked] : [])),
    hints: changed ? [`${desired.key}: the email change is done; drop \`previously\``] : [],
  };
}

function userId(desired: DesiredContact, live: LiveContact | undefined): Part {
  const value = desired.identifiers.userId;
  if (value === undefined || live?.userId === value) return undefined;
  if (live?.userId === undefined) return { difference: difference(['userId'], null, value) };
  return refuse('user-id-change', 'userId', live.userId, value, {
    message: 'the contact that was found carries another userId',
    unblock: 'correct the userId or the email; a userId is never changed',
  });
}

function email(desired: DesiredContact, live: LiveContact | undefined, account: Account): Part {
  const value = desired.identifiers.email;
  const [current] = live?.emails ?? [];
  if (value === undefined || live?.emails.includes(value)) return undefined;
  if (current === undefined) return { difference: difference(['email'], null, value) };
  const through = account.capabilities.identity.emailChange;
  if (through === 'none') {
    return refuse('email-change-unsupported', 'email', current, value, {
      message: `${account.capabilities.label} cannot change an email safely: it may keep both, or ignore the new one`,
      unblock: "change it in the vendor's app, or declare the email that the contact has",
    });
  }
  const previous = desired.previously?.email;
  if (previous === undefined || !live?.emails.includes(previous)) {
    return refuse('undeclared-email-change', 'email', current, value, {
      message: 'the contact that was found has another email',
      unblock: 'if this is an email change, declare `previously: { email: … }` with the old address',
    });
  }
  if (through === 'userId' && live?.userId === undefined) {
    return refuse('email-change-unsupported', 'email', current, value, {
      message: 'the vendor changes an email only for a contact that has a userId',
      unblock: 'apply a userId to the contact first, then change the email',
    });
  }
  return { difference: difference(['email'], previous, value) };
}

function phone(desired: DesiredContact, live: LiveContact | undefined, account: Account): Part {
  const value = desired.identifiers.phone;
  const [current] = live?.phones ?? [];
  if (value === undefined || live?.phones.includes(value)) return undefined;
  if (current === undefined) return { difference: difference(['phone'], null, value) };
  if (account.capabilities.identity.phoneChange) return { difference: difference(['phone'], current, value) };
  return refuse('phone-change-unsupported', 'phone', current, value, {
    message: `${account.capabilities.label} cannot replace a phone: it may keep both, or ignore the new one`,
    unblock: "change it in the vendor's app, or declare the phone that the contact has",
  });
}

function refuse(
  rule: RuleId,
  kind: IdentifierKind,
  before: string,
  after: string,
  words: { readonly message: string; readonly unblock: string },
): Part {
  return { blocked: { rule, path: [kind], before, after, ...words } };
}
