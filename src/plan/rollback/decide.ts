// Decides what a rollback does with one contact that an apply wrote (docs/semantics.md#rollback). Pure.
//
//   the apply …                        the rollback …
//   changed fields                     restores them, if live still has what was written, or what was there before
//   created the contact                deletes it if nothing was added since; if the vendor cannot delete, ends its subscriptions
//   subscribed a channel               sets it to `nonSubscribed` or, if that is not possible, to `unsubscribed`
//   unsubscribed, deleted              leaves that, and reports it: no rollback makes anybody mailable
//   changed an identifier              leaves that, and reports it

import type { LiveContact } from '../../contact/contact.ts';
import { type Difference, difference } from '../../contact/difference.ts';
import type { ScalarField } from '../../contact/fields.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { AccountSchema } from '../../providers/contract.ts';
import { compare } from '../compare.ts';
import type { DecidedChange, Decision } from '../decision.ts';
import type { BlockedDifference } from '../document.ts';
import { block, blockContact } from '../match.ts';
import { project } from '../projection/project.ts';
import { withDates } from '../projection/property-dates.ts';
import { closedAfter, refuseByAccount } from '../rules/account-names.ts';
import { refuseListRemoval } from '../rules/lists/list-removal.ts';
import { channelsBack, isAnyOptedOut, mailableChannels } from './channels.ts';
import { declaring, type WrittenContact } from './contact.ts';
import { isAddedTo } from './created.ts';

const NOTHING_LEFT: Decision = { kind: 'unchanged', held: [], notices: [] };

/** Returns the decision on a contact that an apply wrote. @param live undefined if the vendor does not have it */
export function decideRollback(
  contact: WrittenContact,
  live: LiveContact | undefined,
  account: Account,
  schema: AccountSchema,
): Decision {
  const { action, doubt } = contact.written;
  if (action === 'delete') return named(contact, blockContact('not-rolled-back', { why: 'deleted' }));
  if (live === undefined) {
    return action === 'create' ? NOTHING_LEFT : named(contact, blockContact('changed-since-apply', { why: 'gone' }));
  }
  if (doubt !== undefined) return named(contact, blockContact('not-rolled-back', { why: doubt }));
  const fields = fieldsBack(contact, live, { account, schema });
  if (fields === 'changed') return named(contact, CHANGED);
  return action === 'create'
    ? takeBackCreate(contact, live, account, fields)
    : takeBackUpdate(contact, live, { account, schema }, fields);
}

const CHANGED = blockContact('changed-since-apply', { why: 'changed' });

interface At {
  readonly account: Account;
  readonly schema: AccountSchema;
}

/**
 * Returns the differences that restore the fields which the apply wrote, from their live values to those before the apply.
 * Returns `changed` if a field has neither the written value nor the one before; a field of a created contact must have the
 * written one.
 */
function fieldsBack(
  { desired, written }: WrittenContact,
  live: LiveContact,
  { account, schema }: At,
): readonly Difference[] | 'changed' {
  const fields = written.differences.filter(isField);
  const compareWith = (side: 'before' | 'after'): readonly Difference[] => {
    const projected = project({ desired: declaring(desired, fields, side) }, live);
    return compare(withDates(projected, schema, account.capabilities.customProperties)).differences;
  };
  const elsewhere = new Set(compareWith('after').map(({ path }) => JSON.stringify(path)));
  const back = compareWith('before');
  const isChanged = back.some(({ path }) => elsewhere.has(JSON.stringify(path)));
  return isChanged || (written.action === 'create' && elsewhere.size > 0) ? 'changed' : back;
}

function isField({ path: [field = ''] }: Difference): boolean {
  return !isIdentifier(field) && field !== 'channels';
}

function isIdentifier(field: string): boolean {
  return ['id', 'userId', 'email', 'phone'].includes(field);
}

/** Deletes a contact that the apply created or, where the vendor cannot delete contacts, ends its subscriptions. */
function takeBackCreate(
  contact: WrittenContact,
  live: LiveContact,
  account: Account,
  fields: readonly Difference[],
): Decision {
  const { written } = contact;
  if (channelsBack(written, live, account) === 'changed') return named(contact, CHANGED);
  if (isAnyOptedOut(live)) return named(contact, blockContact('not-rolled-back', { why: 'opted-out' }));
  if (isAddedTo(contact, live, account)) return named(contact, blockContact('changed-since-apply', { why: 'added' }));
  const { deletes, label, channels } = account.capabilities;
  if (deletes) {
    if (written.isProtected) return named(contact, blockContact('protected', { why: 'removed' }));
    return changed(contact, live, 'delete', fields, []);
  }
  const ended = mailableChannels(live).map((channel) => {
    const after = channels[channel]?.statuses.includes('nonSubscribed') ? 'nonSubscribed' : 'unsubscribed';
    return difference(['channels', channel, 'status'], 'subscribed', after);
  });
  return changed(contact, live, 'update', ended, [blockContact('not-rolled-back', { why: 'created', label })]);
}

function takeBackUpdate(
  contact: WrittenContact,
  live: LiveContact,
  { account, schema }: At,
  fields: readonly Difference[],
): Decision {
  const { written } = contact;
  const channels = channelsBack(written, live, account);
  if (channels === 'changed') return named(contact, CHANGED);
  const closed = closedAfter(live, channels.differences);
  const checked = fields.map((change) => ({
    change,
    refusal: refuseField(change, account) ?? refuseByAccount(change, { schema, account, live, closed }),
  }));
  const differences = [
    ...checked.flatMap(({ change, refusal }) => (refusal === undefined ? [change] : [])),
    ...channels.differences,
  ];
  const blocked = [
    ...written.differences.filter(({ path: [field = ''] }) => isIdentifier(field)).map(blockIdentifier),
    ...checked.flatMap(({ refusal }) => refusal ?? []),
    ...channels.blocked,
  ];
  if (differences.length === 0 && blocked.length === 0) return NOTHING_LEFT;
  return changed(contact, live, 'update', differences, blocked);
}

function blockIdentifier({ path, before, after }: Difference): BlockedDifference {
  return block('not-rolled-back', { why: 'identifier' }, { path, before: after, after: before });
}

function refuseField(change: Difference, account: Account): BlockedDifference | undefined {
  const { path, after } = change;
  const [field = ''] = path;
  if (field === 'autoresponders' && after === true) return block('not-rolled-back', { why: 'mail' }, change);
  const removal = refuseListRemoval(change, account);
  if (removal !== undefined || after !== null || path.length > 1) return removal;
  const support = account.capabilities.fields[field as ScalarField];
  if (!support.has || support.clear !== 'no') return undefined;
  return block('not-rolled-back', { why: 'clear', label: account.capabilities.label }, change);
}

function changed(
  { desired, written }: WrittenContact,
  live: LiveContact,
  action: 'update' | 'delete',
  differences: readonly Difference[],
  blocked: readonly BlockedDifference[],
): DecidedChange {
  // A change without requests is not looked up, so it needs no identifiers.
  const isSent = differences.length > 0 || action === 'delete';
  const subject = isSent ? desired : { ...desired, identifiers: {} };
  return {
    kind: 'change',
    action,
    desired: declaring(subject, differences, 'after'),
    ...(action === 'delete' ? { base: { removed: 'delete' as const } } : {}),
    written,
    live,
    differences,
    blocked,
    held: [],
    notices: [],
  };
}

/** Returns a change that rolls nothing back, and only reports the reason. */
function named({ desired, written }: WrittenContact, blocked: BlockedDifference): DecidedChange {
  return {
    kind: 'change',
    action: 'update',
    desired: declaring({ ...desired, identifiers: {} }, [], 'after'),
    written,
    differences: [],
    blocked: [blocked],
    held: [],
    notices: [],
  };
}
