// The sentences about drift: its summary, the titles of its groups, the notes of an account, and what to do next. The caller must
// neutralise them (neutralise.ts). Pure.

import type { RecordState } from '../../base/record/state.ts';
import type { Drift, DriftAccount, DriftEntry, DriftKind, EndedBy } from '../../plan/drift/document.ts';
import { isSandbox } from '../../plan/rules/reading-limits.ts';
import { sentenceOfBaseNote, sentenceOfReadNote } from './notes.ts';
import { count, formatInstant, formatNumber, joinAnd, SHORT_ID } from './numbers.ts';

/** Titles of the groups. */
export const DRIFT_TITLES: Readonly<Record<DriftKind, string>> = {
  'opted-out': 'Opted out',
  subscribed: 'Subscribed, though declared otherwise',
  suppressed: 'Subscribed, though suppressed',
  'not-erased': 'Still at the vendor, though to be forgotten',
  gone: 'No longer at the vendor',
  missing: 'Not at the vendor',
  'still-there': 'Still at the vendor, though to be deleted',
  unclear: 'Not clear who it is at the vendor',
  field: 'Changed at the vendor',
  owed: 'Owed from earlier applies',
};

/** Returns the phrases of the summary, to be joined with spaces. */
export function summaryOfDrift({ accounts, entries, complete }: Drift): readonly string[] {
  const unread = accounts.filter((account) => !account.complete).map(({ account }) => account);
  const incomplete = complete ? [] : ['Incomplete:', `${joinAnd(unread)} could not be compared as a whole.`];
  if (entries.length > 0) return [`Drift: ${joinAnd(kindPhrases(entries))}.`, ...incomplete];
  if (!complete)
    return [
      'No drift was found, but',
      ...incomplete.map((phrase) => phrase.replace('Incomplete:', 'this is incomplete:')),
    ];
  const declared = accounts.reduce((sum, account) => sum + account.declared, 0);
  return ['No drift:', `${count(declared, 'contact is', 'contacts are')} as they were applied.`].map((phrase) =>
    declared === 1 ? phrase.replace('they were', 'it was') : phrase,
  );
}

function kindPhrases(entries: readonly DriftEntry[]): readonly string[] {
  const of = (kind: DriftKind): readonly DriftEntry[] => entries.filter((entry) => entry.kind === kind);
  const contacts = (kind: DriftKind): number => new Set(of(kind).map(({ key }) => key)).size;
  const said = (kind: DriftKind, what: string): readonly string[] =>
    contacts(kind) === 0 ? [] : [`${formatNumber(contacts(kind))} ${what}`];
  const values = of('field').length;
  return [
    ...said('opted-out', 'opted out'),
    ...said('subscribed', 'subscribed'),
    ...said('suppressed', 'suppressed and subscribed'),
    ...said('not-erased', 'not forgotten yet'),
    ...said('gone', 'gone'),
    ...said('missing', 'missing'),
    ...said('still-there', 'still there'),
    ...said('unclear', 'unclear'),
    ...(values === 0
      ? []
      : [`${count(values, 'value')} of ${count(contacts('field'), 'contact')} changed at the vendor`]),
    ...said('owed', 'owed'),
  ];
}

/** Returns the sentence that states what an account was compared with. */
export function sentenceOfComparison({ comparedWith, record, origin }: DriftAccount): string {
  if (comparedWith === 'nothing') return 'not compared';
  if (comparedWith === 'record' && record?.state === 'applied')
    return `compared with ${applied(record)}${offline(record)}`;
  const first = isSandbox(origin) ? 'nothing was applied yet' : 'nothing is recorded at this destination';
  return `${first}: compared with the manifests alone${record === undefined ? '' : offline(record)}`;
}

function applied({ at, commit }: Extract<RecordState, { state: 'applied' }>): string {
  return `what was applied on ${formatInstant(at)} (${commit === null ? 'recorded on this machine only' : commit.slice(0, SHORT_ID)})`;
}

function offline(record: RecordState): string {
  return 'offline' in record && record.offline === true ? '; the remote could not be asked' : '';
}

/** Returns the notes on one account: how many differences are not drift, and how many contacts were not compared. */
export function notesOfDrift(account: DriftAccount): readonly string[] {
  const { pending, earlierOptOuts, leftOut, record, reading } = account;
  const branch = record?.state === 'applied' ? record.behind?.branch : undefined;
  return [
    ...(pending === 0 ? [] : [pendingSentence(pending)]),
    ...(earlierOptOuts === 0
      ? []
      : [
          `${count(earlierOptOuts, 'opt-out')} from before the last apply ${earlierOptOuts === 1 ? 'is' : 'are'} respected`,
        ]),
    ...(leftOut === 0
      ? []
      : [
          `${count(leftOut, 'contact')} not compared: changed by commits on ${branch ?? 'the default branch'} that these manifests lack`,
        ]),
    ...(reading.notes ?? []).map(sentenceOfReadNote),
  ];
}

function pendingSentence(pending: number): string {
  return `${count(pending, 'change')} of the manifests ${pending === 1 ? 'is' : 'are'} not applied yet: \`rollcall plan\``;
}

/** Map from what ended a subscription to its words; empty if the status already says all that is known. */
export const ENDED_BY: Readonly<Record<EndedBy, string>> = {
  person: '',
  unknown: '',
  expired: 'the consent ran out',
  complaint: 'reported as spam',
  suppressed: 'the vendor delivers nothing to the address',
  rejected: 'declined to confirm',
};

/** Kinds of drift that are values of a contact, which `pull` can take into the manifests. */
const VALUES: readonly DriftKind[] = ['opted-out', 'subscribed', 'field'];

/** Returns what to do next, one sentence each. */
export function nextStepsOfDrift({ accounts, entries, complete }: Drift): readonly string[] {
  const has = (...kinds: readonly DriftKind[]): boolean => entries.some(({ kind }) => kinds.includes(kind));
  const optionFor = (...kinds: readonly DriftKind[]): string => {
    const [only, ...others] = new Set(entries.filter(({ kind }) => kinds.includes(kind)).map(({ account }) => account));
    return only === undefined || others.length > 0 || accounts.length === 1 ? '' : ` --account ${only}`;
  };
  const steps = [
    ...(has(...VALUES) ? [`\`rollcall pull${optionFor(...VALUES)}\` takes it into the manifests`] : []),
    ...(has('field', 'owed', 'still-there')
      ? [
          `\`rollcall apply${optionFor('field', 'owed', 'still-there')}\` writes the manifests’ values again; it subscribes nobody who opted out, unless with newer consent`,
        ]
      : []),
    ...(has('suppressed', 'not-erased')
      ? [
          `\`rollcall apply${optionFor('suppressed', 'not-erased')}\` unsubscribes and erases what the vendor lets it; \`rollcall plan\` says what is left to do by hand`,
        ]
      : []),
    ...(has('gone', 'missing')
      ? [
          '`rollcall plan` shows what would become of those who are not there; take them out of the manifests to let them go',
        ]
      : []),
    ...(has('unclear') ? ['`rollcall explain CONTACT` shows why a contact is unclear'] : []),
  ];
  if (steps.length > 0) return steps;
  if (!complete) return ['mend what is said above, then run `rollcall drift` again'];
  return accounts.some(({ pending }) => pending > 0) ? ['`rollcall plan` shows what is not applied yet'] : [];
}

/** Returns the notes on drift as a whole: its environment, and notes on the record that it was compared with. */
export function headNotesOfDrift({ environment, notes }: Pick<Drift, 'environment' | 'notes'>): readonly string[] {
  return [...(environment === null ? [] : [`Environment: ${environment}`]), ...notes.map(sentenceOfBaseNote)];
}
