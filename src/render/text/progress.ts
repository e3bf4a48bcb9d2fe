// Progress of an apply. foldProgress computes a state from the events, and progressLine shows the state as one line with counts and
// the remaining time. Without a terminal, renderEvent gives the lines for a log; most events have none. Pure.

import type { ApplyEvent, Outcome, OutcomeStatus } from '../../apply/events.ts';
import type { Plan } from '../../plan/document.ts';
import { neutralise } from '../neutralise.ts';
import { count, formatNumber, timeLeft } from '../words/numbers.ts';
import { wordsOfOutcome, wordsOfReason, wordsOfRow } from '../words/outcomes.ts';
import type { Words } from '../words/say.ts';
import { withoutAccount } from './lines.ts';

interface AccountProgress {
  readonly step: 'waiting' | 'reading' | 'writing' | 'verifying' | 'stopped' | 'refused';
  /** Requests of the current reading: the number sent, and the number expected (absent if unknown). */
  readonly read: { readonly requests: number; readonly expected?: number };
  /** Numbers of write requests: planned (`total`), sent, and answered. Requests for stale changes are never sent. */
  readonly total: number;
  readonly sent: number;
  readonly answered: number;
  /** The plan's estimate of the time that the write requests take at the rate limit, in seconds. */
  readonly estimatedSeconds: number;
  /** Number of contacts to write, and number of contacts whose last request was answered (`written`). */
  readonly contacts: number;
  readonly written: number;
  /** Map from the id of a request to the number of contacts whose last request it is. */
  readonly lastOf: ReadonlyMap<string, number>;
  readonly outcomes: Readonly<Partial<Record<OutcomeStatus, number>>>;
}

/** The progress of each account, keyed by account name. */
export type Progress = ReadonlyMap<string, AccountProgress>;

const WAITING: AccountProgress = {
  step: 'waiting',
  read: { requests: 0 },
  total: 0,
  sent: 0,
  answered: 0,
  estimatedSeconds: 0,
  contacts: 0,
  written: 0,
  lastOf: new Map(),
  outcomes: {},
};

/** Returns the state before the first event. */
export function startProgress({ accounts, changes }: Pick<Plan, 'accounts' | 'changes'>): Progress {
  return new Map(
    accounts.map(({ account, requests, estimatedSeconds }) => {
      const lastOf = countLast(changes.filter((change) => change.account === account));
      const contacts = [...lastOf.values()].reduce((sum, amount) => sum + amount, 0);
      return [account, { ...WAITING, total: requests, estimatedSeconds, contacts, lastOf }];
    }),
  );
}

function countLast(changes: Plan['changes']): ReadonlyMap<string, number> {
  const lastOf = new Map<string, number>();
  for (const { requests } of changes) {
    const last = requests.at(-1);
    if (last !== undefined) lastOf.set(last, (lastOf.get(last) ?? 0) + 1);
  }
  return lastOf;
}

/** Returns the state after one more event. */
export function foldProgress(progress: Progress, event: ApplyEvent): Progress {
  const account = event.type === 'outcome' ? event.outcome.account : event.account;
  return new Map(progress).set(account, advance(progress.get(account) ?? WAITING, event));
}

function advance(state: AccountProgress, event: ApplyEvent): AccountProgress {
  switch (event.type) {
    case 'reading': {
      const { requests, expected } = event;
      return { ...state, step: 'reading', read: expected === undefined ? { requests } : { requests, expected } };
    }
    case 'sending':
      return { ...state, step: 'writing', sent: state.sent + 1 };
    case 'answered':
      return {
        ...state,
        answered: state.answered + 1,
        written: Math.min(state.contacts, state.written + (state.lastOf.get(event.request) ?? 0)),
      };
    case 'verifying':
      return { ...state, step: 'verifying' };
    case 'outcome': {
      const { status } = event.outcome;
      return { ...state, outcomes: { ...state.outcomes, [status]: (state.outcomes[status] ?? 0) + 1 } };
    }
    case 'account-stopped':
      return { ...state, step: 'stopped' };
    case 'account-refused':
      return { ...state, step: 'refused' };
    case 'job':
    case 'settled':
      return state;
  }
}

/**
 * Returns the progress of all accounts as one line.
 *
 * @param spent seconds since the first write, keyed by account name, for accounts that have started to write
 */
export function progressLine(progress: Progress, spent: ReadonlyMap<string, number> = new Map()): string {
  const accounts = [...progress].map(
    ([account, state]) => `${neutralise(account)} ${describe(state, spent.get(account))}`,
  );
  return `Applying: ${accounts.join(' · ')}`;
}

function describe(state: AccountProgress, spent = 0): string {
  const { step, read, contacts, written, outcomes } = state;
  const troubles = Object.entries(outcomes)
    .filter(([status]) => status !== 'succeeded')
    .map(([status, amount]) => `${formatNumber(amount)} ${status}`);
  const expected = read.expected === undefined ? '' : ` of ${formatNumber(read.expected)}`;
  const where = {
    waiting: 'waiting',
    reading: `reading ${formatNumber(read.requests)}${expected}`,
    writing: `${formatNumber(written)} of ${count(contacts, 'contact')}`,
    verifying: 'reading back',
    stopped: 'stopped',
    refused: 'refused',
  };
  const left = step === 'writing' ? timeLeft(secondsLeft(state, spent)) : [];
  return [where[step], ...left, ...troubles].join(', ');
}

/** Estimates the remaining time, from the plan's estimate or from the time that requests have taken so far, whichever is longer. */
function secondsLeft({ total, answered, estimatedSeconds }: AccountProgress, spent: number): number {
  const planned = total === 0 ? 0 : estimatedSeconds / total;
  const measured = answered === 0 ? 0 : spent / answered;
  return Math.max(0, total - answered) * Math.max(planned, measured);
}

/** Returns the line that a log shows for an event; undefined if the event is not logged. */
export function renderEvent(event: ApplyEvent): string | undefined {
  switch (event.type) {
    case 'account-stopped':
      // The advice is shown later, with the result: reading back may show that nothing is left to do.
      return neutralise(`${event.account}: stopped: ${withoutAccount(wordsOfReason(event).message, event.account)}`);
    case 'account-refused':
      return neutralise(`${event.account}: refused: ${inOneLine(wordsOfRow(event))}`);
    case 'verifying':
      return neutralise(`${event.account}: reading back ${count(event.contacts, 'contact')}`);
    case 'outcome':
      return event.outcome.status === 'succeeded' ? undefined : renderOutcomeLine(event.outcome);
    case 'reading':
    case 'sending':
    case 'answered':
    case 'job':
    case 'settled':
      return undefined;
  }
}

function inOneLine({ message, hint }: Words = { message: '', hint: '' }): string {
  return `${message}; ${hint}`;
}

function renderOutcomeLine(outcome: Outcome): string {
  const { key, status, code } = outcome;
  const reason = code === undefined ? '' : ` (${code})`;
  const words = wordsOfOutcome(outcome);
  return neutralise(`${key}: ${status}${reason}${words === undefined ? '' : `: ${words.message}`}`);
}
