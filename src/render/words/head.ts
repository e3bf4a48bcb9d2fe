// The first sentences of a plan: which base it was compared with, from when, what is owed, and which limits were raised. The caller
// must neutralise them (neutralise.ts). Pure.

import type { AppliedState, RecordState } from '../../base/record/state.ts';
import type { Plan, PlannedAccount, PlannedRollback, RaisedLimit } from '../../plan/document.ts';
import { isSandbox } from '../../plan/rules/reading-limits.ts';
import { count, formatInstant, formatNumber, SHORT_ID } from './numbers.ts';

/** Returns what a plan was compared with: once if it is the same for all accounts, otherwise for each account. */
export function sentencesOfBase({
  base,
  filters,
  accounts,
}: Pick<Plan, 'base' | 'filters' | 'accounts'>): readonly string[] {
  const owing = [...sentencesOfOwed(accounts), ...sentencesOfOffline(accounts)];
  if (base === null) return owing;
  const scope = filters.changed ? '; only contacts whose declaration differs from it' : '';
  if (base.name !== 'record') {
    const commits = base.commits.map((commit) => commit.slice(0, SHORT_ID)).join(', ');
    return [`base: ${base.name}${commits === '' ? '' : ` (${commits})`}${scope}`, ...owing];
  }
  return oncePerSentence(accounts.map((account) => [account.account, sentenceOfRecord(account, scope)]));
}

/**
 * Returns how many contacts are owed (an earlier apply did not carry out or confirm what was declared for them). Used for plans
 * with another base than the record, because they do not show what is owed.
 */
function sentencesOfOwed(accounts: readonly PlannedAccount[]): readonly string[] {
  return accounts.flatMap(({ account, record }) =>
    record?.state === 'applied' && record.owed > 0
      ? [
          `${account}: ${count(record.owed, 'contact')} owed from earlier applies, which a plan with the base record shows`,
        ]
      : [],
  );
}

/** Returns which records could not be fetched from the remote. Used for plans with another base than the record. */
function sentencesOfOffline(accounts: readonly PlannedAccount[]): readonly string[] {
  return oncePerSentence(
    accounts.map(({ account, record }) => [account, isOffline(record) ? ageOf(record) : ''] as const),
  );
}

function isOffline(record: RecordState | undefined): record is RecordState {
  return record !== undefined && record.state !== 'refused' && record.offline === true;
}

function oncePerSentence(said: readonly (readonly [account: string, sentence: string])[]): readonly string[] {
  const [first = '', ...others] = new Set(said.map(([, sentence]) => sentence));
  if (others.length === 0) return first === '' ? [] : [capital(first)];
  return said.flatMap(([account, sentence]) => (sentence === '' ? [] : [`${account}: ${sentence}`]));
}

/**
 * Returns the sentence that names the last apply with which an account was compared. Its record says what was declared then.
 * Returns an empty text if no record was looked for, if the record is not believed, and in a sandbox where nothing was applied yet.
 */
function sentenceOfRecord({ record, origin }: PlannedAccount, scope: string): string {
  if (record === undefined || record.state === 'refused') return '';
  const age = record.offline === true ? `; ${ageOf(record)}` : '';
  if (record.state === 'applied') return `${applied(record)}${scope}${age}`;
  // Nothing is recorded yet. In a sandbox, which begins empty, that is not worth a line.
  return isSandbox(origin) ? '' : `first run at this destination: nothing counts as removed${age}`;
}

function applied({ at, commit, owed, behind }: AppliedState): string {
  const where = commit === null ? 'recorded on this machine only' : commit.slice(0, SHORT_ID);
  const due = owed === 0 ? '' : `, ${count(owed, 'contact')} owed`;
  const record = `what was applied on ${formatInstant(at)} (${where})${due}`;
  if (behind === undefined) return `compared with ${record}`;
  const mergeBase = `${behind.mergeBase.slice(0, SHORT_ID)}, the merge base with ${behind.branch}`;
  return `compared with ${mergeBase}, because these manifests lack ${record}`;
}

function ageOf(record: RecordState): string {
  const newest = record.state === 'applied' ? `, and the record here is from ${formatInstant(record.at ?? '')}` : '';
  return `the remote could not be asked${newest}`;
}

/** Returns which apply, or which rollback, the plan takes back. */
export function sentencesOfRollback({ planId, startedAt, ofRollback }: PlannedRollback): readonly string[] {
  const id = planId.startsWith('‹') ? planId : planId.slice(0, SHORT_ID);
  const what = ofRollback === true ? 'rollback' : 'apply';
  return [`Takes back the ${what} of ${formatInstant(startedAt)} (${id}), where live still has what it wrote`];
}

/**
 * Returns which limits allow more than those of the base: one sentence for the limits over all accounts together, and one for
 * each account.
 */
export function sentencesOfRaised(accounts: readonly PlannedAccount[]): readonly string[] {
  const own = accounts.flatMap(({ account, raised = [] }) =>
    allowsMore(
      account,
      raised.filter(({ total }) => total !== true),
    ),
  );
  const totals = accounts.map(({ raised = [] }) => raised.filter(({ total }) => total === true));
  return [...new Set([...totals.flatMap((raised) => allowsMore('all accounts together', raised)), ...own])];
}

function allowsMore(who: string, raised: readonly RaisedLimit[]): readonly string[] {
  return raised.length === 0 ? [] : [`${who}: more is allowed than before: ${raised.map(sentenceOfRaised).join('; ')}`];
}

/** Returns what one limit was before, and what it is now. */
export function sentenceOfRaised({ limit, before, after }: RaisedLimit): string {
  return `${limit} from ${shownValue(before)} to ${shownValue(after)}`;
}

function shownValue(value: RaisedLimit['before']): string {
  if (value === null) return 'nothing declared';
  return typeof value === 'number' ? formatNumber(value) : value;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
