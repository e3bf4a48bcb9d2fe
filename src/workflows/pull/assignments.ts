// Turns drift into assignments, so that the manifests declare what live has; tells which values cannot be taken into them. Pure.

import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import type { Channel, FieldName } from '../../contact/fields.ts';
import type { Assignment } from '../../manifest/assign/assignment.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { PullException, ValueEntry } from '../../plan/drift/pulled.ts';
import { NEVER_ASKED } from '../../plan/rules/consent.ts';

/** The contact that a drifted value belongs to. */
export interface PulledContact {
  readonly account: Account;
  readonly desired: DesiredContact;
  readonly live: LiveContact;
}

/** A drifted value that can be taken into the manifests, and the assignments that do it. */
export interface TakenValue {
  readonly entry: ValueEntry;
  readonly assignments: readonly Assignment[];
}

/** Returns the assignments that take a drifted value into the manifests, or why it cannot be taken. */
export function assignmentsOf(entry: ValueEntry, contact: PulledContact): TakenValue | PullException {
  const { path, live } = entry;
  if (path[0] === 'channels') return channelAssignments(entry, contact);
  if (live === null && !isMember(entry) && !canClear(path[0] as FieldName, contact.account)) {
    return { entry, why: 'cannot-clear' };
  }
  return { entry, assignments: [{ contact: entry.key, path, value: isMember(entry) ? live === true : live }] };
}

function isMember({ path }: ValueEntry): boolean {
  return path.length > 1 && path[0] !== 'customProperties' && path[0] !== 'channels';
}

function canClear(field: FieldName, { capabilities }: Account): boolean {
  const support = capabilities.fields[field];
  return support.has && support.write && support.clear !== 'no';
}

/**
 * Returns the assignments that take a channel's status. A date that is declared for the former status is removed with that
 * status. A subscription is taken only if what the manifests say was applied: otherwise they may declare an opt-out that the
 * vendor does not know yet.
 */
function channelAssignments(entry: ValueEntry, { desired, live }: PulledContact): TakenValue | PullException {
  const { key: contact, path, recorded, declared } = entry;
  const channel = path[1] as Channel;
  const { status, basis } = live.channels[channel] ?? NEVER_ASKED;
  if (status === 'subscribed' && recorded !== declared) return { entry, why: 'not-applied' };
  const former = desired.channels[channel];
  const isDated = former?.statusChangedAt !== undefined;
  const isOtherBasis = status === 'subscribed' && basis !== undefined && basis !== former?.basis;
  const at = (member: string) => ({ contact, path: ['channels', channel, member] });
  return {
    entry,
    assignments: [
      { ...at('status'), value: status },
      ...(isDated ? [{ ...at('statusChangedAt'), value: undefined }] : []),
      ...(isOtherBasis ? [{ ...at('basis'), value: basis }] : []),
    ],
  };
}
