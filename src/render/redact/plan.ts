// Masks the personal values of plans, outcomes and events, for output that others can read: a CI log, a pull request, an
// artefact. Masking comes before rendering. How a value is masked depends on the class of its field; how an argument is masked
// depends on the argument's own class. A redacted plan has the type of a plan, but can never be applied. Pure.

import type { AccountResult, ReadRow } from '../../apply/account-results.ts';
import type { ApplyEvent, Outcome } from '../../apply/events.ts';
import type { Reason } from '../../apply/reason.ts';
import type { RecordState } from '../../base/record/state.ts';
import type {
  BlockedDifference,
  CarriedHere,
  Plan,
  PlannedAccount,
  PlannedChange,
  PlannedDifference,
  PlannedRollback,
  ProposedChange,
} from '../../plan/document.ts';
import { redactArguments } from './arguments.ts';
import { type Pseudonym, pseudonymsOf } from './pseudonyms.ts';
import { redactRequest } from './requests.ts';
import { hiddenIds, type ShortIds } from './short-ids.ts';
import { mark, redactName, redactPath, redactValues } from './values.ts';
import { type VendorNames, vendorNamesIn } from './vendor-names.ts';

/** A plan with personal values masked. It cannot be applied. */
export interface RedactedPlan extends Plan {
  readonly redacted: true;
}

/**
 * Returns the plan with every personal value masked.
 *
 * @param ids makes the short ids that replace ids and digests
 */
export function redactPlan(plan: Plan, ids: ShortIds = hiddenIds): RedactedPlan {
  const pseudonym = pseudonymsOf(plan);
  const names = vendorNamesIn(plan);
  const { formatVersion, ...rest } = plan;
  const changes = plan.changes.map((change) => redactChange(change, { pseudonym, names, ids }));
  return {
    formatVersion,
    redacted: true,
    ...rest,
    planId: ids('plan', plan.planId),
    manifests: { ...plan.manifests, digest: ids('digest', plan.manifests.digest) },
    ...(plan.rollback === undefined ? {} : { rollback: redactRollback(plan.rollback, ids) }),
    notes: plan.notes.map(redactNote),
    filters: redactFilters(plan.filters, ids),
    accounts: plan.accounts.map((account) => ({
      ...redactAccount(account, pseudonym),
      ...redactListNames(account, changes),
    })),
    ...(plan.proposed && { proposed: plan.proposed.map((one) => redactProposal(one, { pseudonym, names, ids })) }),
    changes,
    requests: plan.requests.map((request) => redactRequest(request, names, ids)),
  };
}

/**
 * Masks the id of the plan that is rolled back, and empties `before` (what the records said before that apply): it contains
 * hashes of contact keys, which could be found by trying addresses, and names of directories.
 */
function redactRollback(rollback: PlannedRollback, ids: ShortIds): PlannedRollback {
  return { ...rollback, planId: ids('plan', rollback.planId), before: [] };
}

/**
 * Masks the patterns of contacts, and the digest of the file of --contacts-from: the addresses of a short list could be found by
 * trying.
 */
export function redactFilters({ contactsFrom, ...filters }: Plan['filters'], ids: ShortIds): Plan['filters'] {
  const masked = { ...filters, contacts: filters.contacts.map(() => mark('pattern')) };
  return contactsFrom === undefined
    ? masked
    : { ...masked, contactsFrom: { ...contactsFrom, digest: ids('digest', contactsFrom.digest) } };
}

interface Masks {
  readonly pseudonym: Pseudonym;
  readonly names: VendorNames;
  readonly ids: ShortIds;
}

function redactChange(change: PlannedChange, { pseudonym, names, ids }: Masks): PlannedChange {
  const { basis: _, ...shown } = change;
  const { account, key, source, contactId } = shown;
  return {
    ...shown,
    changeId: ids('change id', change.changeId),
    desiredHash: ids('hash', change.desiredHash),
    fingerprint: ids('fingerprint', change.fingerprint),
    key: pseudonym(account, key),
    source: { ...source, file: redactName(source.file, 'file') },
    ...(contactId === undefined ? {} : { contactId: mark('id') }),
    differences: change.differences.map((one) => redactDifference(one, names)),
    blocked: change.blocked.map((one) => redactBlocked(one, names)),
  };
}

function redactProposal(proposal: ProposedChange, { pseudonym, names }: Masks): ProposedChange {
  const { account, key, source } = proposal;
  return {
    ...proposal,
    key: pseudonym(account, key),
    source: { ...source, file: redactName(source.file, 'file') },
    differences: proposal.differences.map((one) => redactDifference(one, names)),
    blocked: proposal.blocked.map((one) => redactBlocked(one, names)),
  };
}

function redactDifference<T extends PlannedDifference | BlockedDifference>(one: T, names: VendorNames): T {
  return { ...redactValues(one), path: names.redactPath(one) };
}

function redactBlocked(blocked: BlockedDifference, names: VendorNames): BlockedDifference {
  return { ...redactDifference(blocked, names), args: redactArguments(blocked.args) };
}

function redactAccount(account: PlannedAccount, pseudonym: Pseudonym): PlannedAccount {
  const name = account.account;
  const { reading, failures, refusals, unattended, record, held, carried, newTags, notices } = account;
  return {
    ...account,
    reading: reading.notes === undefined ? reading : { ...reading, notes: reading.notes.map(redactNote) },
    failures: failures.map(({ keys, code, args }) => ({
      ...(keys === undefined ? {} : { keys: keys.map((key) => pseudonym(name, key)) }),
      code,
      args: redactArguments(args),
    })),
    refusals: refusals.map(redactNote),
    ...(unattended === undefined ? {} : { unattended: unattended.map(redactNote) }),
    ...(record === undefined ? {} : { record: redactRecord(record) }),
    held: held.map(({ args, ...one }) => ({
      ...{ ...one, key: pseudonym(name, one.key), since: mark('date') },
      ...(args === undefined ? {} : { args: redactArguments(args) }),
    })),
    ...(carried && { carried: carried.map((one) => redactCarried(one, name, pseudonym)) }),
    ...(newTags && { newTags: newTags.map((tag) => redactName(tag)) }),
    notices: notices.map(({ rule, entries }) => ({
      rule,
      entries: entries.map(({ key, source, path }) => ({
        key: pseudonym(name, key),
        source: { ...source, file: redactName(source.file, 'file') },
        path: redactPath(path),
      })),
    })),
  };
}

function redactCarried({ key, channel, from }: CarriedHere, account: string, pseudonym: Pseudonym): CarriedHere {
  return {
    ...{ key: pseudonym(account, key), channel },
    from: from.map(({ at, ...one }) => ({ ...one, ...(at === undefined ? {} : { at: mark('date') }) })),
  };
}

/** Leaves out the names of lists that no difference of the account shows: only the vendor knows them. */
function redactListNames(
  { account, listNames }: PlannedAccount,
  changes: readonly PlannedChange[],
): Pick<PlannedAccount, 'listNames'> {
  if (listNames === undefined) return {};
  const differences = changes.flatMap((change) => (change.account === account ? change.differences : []));
  const shown = new Set(
    differences.flatMap(({ path: [field, member], before, after }) =>
      field === 'lists' ? [member, before, after].flat() : [],
    ),
  );
  const kept = Object.entries(listNames).filter(([id]) => shown.has(id));
  return { listNames: Object.fromEntries(kept.map(([id, name]) => [id, redactName(name)])) };
}

/** Masks names of directories that contain an @, where records of other directories are listed (`elsewhere`). */
export function redactRecord(record: RecordState): RecordState {
  if (record.state !== 'none') return record;
  const elsewhere = record.elsewhere.map((one) => ({ ...one, directory: redactName(one.directory, 'file') }));
  return { ...record, elsewhere };
}

function redactNote<T extends Pick<Reason, 'args'>>(note: T): T {
  return { ...note, args: redactArguments(note.args) };
}

/**
 * Returns the outcomes with personal values masked. They are masked lazily, at each iteration, because there may be very many.
 *
 * @param ids makes the short ids that replace the ids of changes
 */
export function redactOutcomes(outcomes: Iterable<Outcome>, plan: Plan, ids: ShortIds = hiddenIds): Iterable<Outcome> {
  const redactOutcome = outcomeRedactor(plan, ids);
  return {
    *[Symbol.iterator]() {
      for (const outcome of outcomes) yield redactOutcome(outcome);
    },
  };
}

/** Returns the results of the accounts of an apply, masked. Contacts get the same pseudonyms as in outcomes of the same plan. */
export function redactAccountResults(rows: readonly AccountResult[], plan: Plan): readonly AccountResult[] {
  const pseudonym = pseudonymsOf(plan);
  return rows.map(({ unread, ...row }) => ({
    ...redactReason(row),
    ...(unread === undefined ? {} : { unread: unread.map((key) => pseudonym(row.account, key)) }),
  }));
}

/**
 * Returns the rows of a snapshot or an explanation with personal values masked.
 *
 * @param pseudonym returns the text that replaces the key of a contact
 */
export function redactReadRows(
  rows: readonly ReadRow[],
  pseudonym: (key: string, index: number) => string = () => mark('contact'),
): readonly ReadRow[] {
  return rows.map(({ unread, ...row }) => ({
    ...redactReason(row),
    ...(unread === undefined ? {} : { unread: unread.map(pseudonym) }),
  }));
}

/** Returns a function that masks events one by one; contacts get the same pseudonyms as in outcomes of the same plan. */
export function eventRedactor(plan: Plan, ids: ShortIds = hiddenIds): (event: ApplyEvent) => ApplyEvent {
  const redactOutcome = outcomeRedactor(plan, ids);
  return (event) => {
    if (event.type === 'outcome') return { ...event, outcome: redactOutcome(event.outcome) };
    return event.type === 'account-stopped' || event.type === 'account-refused' ? redactReason(event) : event;
  };
}

function outcomeRedactor(plan: Plan, ids: ShortIds): (outcome: Outcome) => Outcome {
  const pseudonym = pseudonymsOf(plan);
  const names = vendorNamesIn(plan);
  return (outcome) => ({
    ...redactReason(outcome, names.redactAnyPath),
    changeId: ids('change id', outcome.changeId),
    key: pseudonym(outcome.account, outcome.key),
  });
}

function redactReason<T extends Partial<Reason>>(reason: T, redact = redactPath): T {
  const { args, path, cause } = reason;
  return {
    ...reason,
    ...(args === undefined ? {} : { args: redactArguments(args) }),
    ...(path === undefined ? {} : { path: redact(path) }),
    ...(cause === undefined ? {} : { cause: redactReason(cause, redact) }),
  };
}
