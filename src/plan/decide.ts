// One desired contact and the live contact that matched it → what to do. Pure. What is still open is asked in rounds (planner.ts).

import { type DesiredContact, type Identifier, identifierKey, type LiveContact } from '../contact/contact.ts';
import type { Difference } from '../contact/difference.ts';
import type { Account } from '../manifest/configuration.ts';
import { compare } from './compare.ts';
import { decideConsent } from './consent.ts';
import type { Action, BlockedDifference, Held } from './document.ts';
import { guardChannels } from './guard-channels.ts';
import { decideIdentity, ID_NOT_FOUND, isDoubtful } from './identity.ts';
import { blockContact, blockSeveral, lookUps, type Match } from './match.ts';
import { project } from './project.ts';

export type Decision =
  | { readonly kind: 'unchanged'; readonly held: readonly Held[]; readonly hints: readonly string[] }
  | { readonly kind: 'skipped' }
  | DecidedChange;

export interface DecidedChange {
  readonly kind: 'change';
  readonly action: Action;
  readonly desired: DesiredContact;
  readonly live?: LiveContact;
  readonly differences: readonly Difference[];
  readonly blocked: readonly BlockedDifference[];
  readonly held: readonly Held[];
  readonly hints: readonly string[];
}

/**
 * Declared identifiers whose owner must still be asked for. None where the one contact that was found carries them, as a
 * vendor gives an identifier to one contact only.
 *
 * @param isAnswered whether somebody has asked for the identifier already
 */
export function openQuestions(
  asked: readonly Identifier[],
  matches: readonly Match[],
  isAnswered: (identifier: Identifier) => boolean,
): readonly Identifier[] {
  if (matches.length > 1) return [];
  const carried = new Set(matches.flatMap((match) => match.carries.map(identifierKey)));
  return asked.filter((identifier) => !isAnswered(identifier) && !carried.has(identifierKey(identifier)));
}

/** Of a contact that several live ones match. */
export function decideSeveral(desired: DesiredContact, matches: readonly Match[]): Decision {
  return blockedChange(desired, blockSeveral(desired, matches));
}

/** Of a contact that one live contact matches, or none. */
export function decide(desired: DesiredContact, live: LiveContact | undefined, account: Account): Decision {
  return live === undefined ? decideMissing(desired, account) : decideFound(desired, live, account);
}

function decideMissing(desired: DesiredContact, account: Account): Decision {
  if (account.onMissing === 'skip') return { kind: 'skipped' };
  const refusal = refuseCreate(desired, account);
  return refusal === undefined
    ? decideFound(desired, undefined, account)
    : { ...blockedChange(desired, refusal), action: 'create' };
}

function refuseCreate(desired: DesiredContact, account: Account): BlockedDifference | undefined {
  if (account.onMissing === 'error') {
    return blockContact(
      'missing-contact',
      'the vendor does not have this contact, and the account says `onMissing: error`',
      'correct its identifiers, or let the account create it',
    );
  }
  if (desired.previously !== undefined) {
    return blockContact(
      'previous-email-not-found',
      'neither the previous nor the new email is known to the vendor',
      'correct `previously`, or drop it to create the contact',
    );
  }
  if (desired.identifiers.id !== undefined) {
    return blockContact('id-not-found', ID_NOT_FOUND.message, ID_NOT_FOUND.unblock);
  }
  if (account.capabilities.creates.needsEmail && desired.identifiers.email === undefined) {
    return blockContact('create-needs-email', 'the vendor creates no contact without an email', 'declare its email');
  }
  if (account.capabilities.creates.needsEmailStatus && desired.channels.email === undefined) {
    return blockContact(
      'create-needs-status',
      'without a declared email status the vendor would subscribe the new contact',
      'declare `channels.email`',
    );
  }
  return undefined;
}

function decideFound(desired: DesiredContact, live: LiveContact | undefined, account: Account): Decision {
  const identity = decideIdentity(desired, live, account);
  if (live !== undefined && isDoubtful(desired, live, identity)) {
    return { ...blockedChange(desired, ...identity.blocked), live };
  }
  const consent = decideConsent(desired, live, account);
  const guarded = guardChannels(desired, live, identity, consent);
  const compared = compare(project(desired, live));
  const unable = compared.filter((change) => !canCarryOut(change, account));
  const able = compared.filter((change) => !unable.includes(change));
  const differences = [...identity.differences, ...able, ...guarded.differences];
  const blocked = [...identity.blocked, ...unable.map(blockListRemoval), ...guarded.blocked];
  const shared = { held: consent.held, hints: identity.hints };
  if (live !== undefined && differences.length === 0 && blocked.length === 0) {
    return { kind: 'unchanged', ...shared };
  }
  const action = live === undefined ? 'create' : 'update';
  return { kind: 'change', action, desired, ...(live === undefined ? {} : { live }), differences, blocked, ...shared };
}

/** What only shows when live is known: a list that would take members out, where the vendor has no way to. */
function canCarryOut({ path, before, after }: Difference, { capabilities }: Account): boolean {
  const [field] = path;
  if (path.length > 1 || (field !== 'tags' && field !== 'lists') || capabilities[field].listRemovals) return true;
  const kept = new Set(Array.isArray(after) ? after : []);
  return Array.isArray(before) ? before.every((member) => kept.has(member)) : true;
}

function blockListRemoval({ path, before, after }: Difference): BlockedDifference {
  const message = 'the list leaves out members that the contact has, and the vendor has no way to take them out';
  return {
    rule: 'list-removal-unsupported',
    path,
    before,
    after,
    message,
    unblock: 'list them too, or remove them in the vendor’s app',
  };
}

/** Nothing is done to the contact. */
export function blockedChange(desired: DesiredContact, ...blocked: readonly BlockedDifference[]): DecidedChange {
  return { kind: 'change', action: 'update', desired, differences: [], blocked, held: [], hints: [] };
}

/** Which desired contacts an identifier could mean. */
export function indexByIdentifier(
  contacts: readonly DesiredContact[],
  account: Account,
): ReadonlyMap<string, readonly DesiredContact[]> {
  const index = new Map<string, DesiredContact[]>();
  for (const desired of contacts) {
    for (const identifier of lookUps(desired, account)) {
      const key = identifierKey(identifier);
      const entry = index.get(key);
      if (entry === undefined) index.set(key, [desired]);
      else if (!entry.includes(desired)) entry.push(desired);
    }
  }
  return index;
}
