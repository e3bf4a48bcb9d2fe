// How far an apply is: events → one small state → one line. renderEvent is for logs without a terminal, and silent on most events.

import type { ApplyEvent, Outcome, OutcomeStatus } from '../apply/events.ts';
import type { Plan } from '../plan/document.ts';
import { inert } from './inert.ts';
import { count, formatNumber } from './words.ts';

export interface AccountProgress {
  readonly step: 'waiting' | 'reading' | 'writing' | 'verifying' | 'stopped';
  /** Reading requests of the current reading, as far as they are known. */
  readonly read: { readonly requests: number; readonly expected?: number };
  /** Writing requests: planned, sent, answered. Those left out because of stale changes are never sent. */
  readonly total: number;
  readonly sent: number;
  readonly answered: number;
  readonly outcomes: Readonly<Partial<Record<OutcomeStatus, number>>>;
}

export type Progress = ReadonlyMap<string, AccountProgress>;

const WAITING: AccountProgress = {
  step: 'waiting',
  read: { requests: 0 },
  total: 0,
  sent: 0,
  answered: 0,
  outcomes: {},
};

export function startProgress(plan: Pick<Plan, 'accounts'>): Progress {
  return new Map(plan.accounts.map(({ account, requests }) => [account, { ...WAITING, total: requests }]));
}

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
      return { ...state, answered: state.answered + 1 };
    case 'verifying':
      return { ...state, step: 'verifying' };
    case 'outcome': {
      const { status } = event.outcome;
      return { ...state, outcomes: { ...state.outcomes, [status]: (state.outcomes[status] ?? 0) + 1 } };
    }
    case 'account-stopped':
      return { ...state, step: 'stopped' };
    case 'job':
    case 'settled':
      return state;
  }
}

/** For a terminal that rewrites its last line. */
export function progressLine(progress: Progress): string {
  return [...progress].map(([account, state]) => `${inert(account)} ${describe(state)}`).join(' · ');
}

function describe({ step, read, total, answered, outcomes }: AccountProgress): string {
  const troubles = Object.entries(outcomes)
    .filter(([status]) => status !== 'succeeded')
    .map(([status, amount]) => `${formatNumber(amount)} ${status}`);
  const expected = read.expected === undefined ? '' : `/${formatNumber(read.expected)}`;
  const where = {
    waiting: 'waiting',
    reading: `reading ${formatNumber(read.requests)}${expected}`,
    writing: `${formatNumber(answered)}/${formatNumber(total)} requests`,
    verifying: 'reading back',
    stopped: 'stopped',
  };
  return [where[step], ...troubles].join(', ');
}

/** Undefined where a log is better without a line. */
export function renderEvent(event: ApplyEvent): string | undefined {
  switch (event.type) {
    case 'account-stopped':
      return inert(`${event.account}: stopped: ${event.message}; ${event.hint}`);
    case 'verifying':
      return inert(`${event.account}: reading back ${count(event.contacts, 'contact')}`);
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

function renderOutcomeLine({ key, status, code, message }: Outcome): string {
  const reason = code === undefined ? '' : ` (${code})`;
  return inert(`${key}: ${status}${reason}${message === undefined ? '' : `: ${message}`}`);
}
