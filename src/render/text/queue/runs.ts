// Runs of the queue as text: a line for each run, and one for each of its accounts. Pure.

import type { PartState, PartView, RunView } from '../../../apply/queue/view.ts';
import { neutralise } from '../../neutralise.ts';
import { count, formatInstant, formatNumber, timeLeft } from '../../words/numbers.ts';
import { wordsOfReason } from '../../words/outcomes.ts';
import { withoutAccount } from '../lines.ts';

/** Renders the list of runs, newest first. */
export function renderRuns(runs: readonly RunView[]): string {
  if (runs.length === 0) return 'No runs.\n';
  return runs.map((run) => `${headOf(run)}\n`).join('');
}

/** Renders one run with its accounts. */
export function renderRun(run: RunView): string {
  const width = Math.max(...run.accounts.map(({ account }) => account.length));
  return `${headOf(run)}\n${run.accounts.map((part) => `  ${partLine(part, width)}\n`).join('')}`;
}

/** Returns the progress of a run as one line: counts, and the time that the slowest account still needs. */
export function runProgressLine({ run, accounts }: RunView): string {
  const changes = accounts.reduce((sum, part) => sum + part.changes, 0);
  const ended = accounts.reduce((sum, part) => sum + endedIn(part), 0);
  const left = Math.max(0, ...accounts.map(({ secondsLeft }) => secondsLeft ?? 0));
  const working = accounts.filter(({ state }) => state === 'running').map((part) => workingOn(part));
  const counts = `${formatNumber(ended)} of ${count(changes, 'change')}`;
  return [`Run ${run}: ${counts}`, ...timeLeft(left), ...working].join(' · ');
}

function workingOn(part: PartView): string {
  const left = timeLeft(part.secondsLeft ?? 0);
  return [`${neutralise(part.account)} ${formatNumber(endedIn(part))} of ${formatNumber(part.changes)}`, ...left].join(
    ', ',
  );
}

function headOf({ run, environment, sandbox, createdAt, state, accounts }: RunView): string {
  const ended = accounts.filter((part) => ENDED.includes(part.state)).length;
  const where = environment === null ? [] : [environment];
  const parts = `${formatNumber(ended)} of ${count(accounts.length, 'account')} ended`;
  return [run, formatInstant(createdAt), ...where, ...(sandbox ? ['sandbox'] : []), state, parts].join('  ');
}

const ENDED: readonly PartState[] = ['done', 'stopped', 'cancelled'];

const STATES: Readonly<Record<PartState, string>> = {
  waiting: 'waits for a worker',
  running: 'is applied',
  lapsed: 'its worker is silent; another one takes over',
  done: 'done',
  stopped: 'stopped',
  cancelled: 'cancelled',
};

function partLine(part: PartView, width: number): string {
  const { account, state, worker, changes, outcomes, secondsLeft, reason } = part;
  const by = worker === null ? [] : [`by ${neutralise(worker)}`];
  const troubles = Object.entries(outcomes)
    .filter(([status]) => status !== 'succeeded')
    .map(([status, amount]) => `${formatNumber(amount)} ${status}`);
  const counts = `${formatNumber(endedIn(part))} of ${count(changes, 'change')}`;
  const why = reason === null ? [] : [withoutAccount(wordsOfReason(reason).message, account)];
  const said = [STATES[state], ...by, counts, ...troubles, ...timeLeft(secondsLeft ?? 0), ...why];
  return `${neutralise(account.padEnd(width))}  ${neutralise(said.filter((text) => text !== '').join(', '))}`;
}

function endedIn({ outcomes }: PartView): number {
  return Object.values(outcomes).reduce((sum, amount) => sum + amount, 0);
}
