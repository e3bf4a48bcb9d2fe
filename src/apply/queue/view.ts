// Runs of the queue as people see them: what became of each account's part, who works on it, and how long it will take. Pure.

import type { PartRow, RunRow } from '../../store/database/runs.ts';
import type { OutcomeStatus } from '../events.ts';
import type { Reason } from '../reason.ts';
import type { PartProgress } from './progress.ts';

/**
 * The state of a part. `waiting`: no worker has taken it. `running`: a worker applies it. `lapsed`: its worker is not heard of, and
 * another one takes it over. `done`: every change has an outcome, whatever it is. `stopped`: it ended before that.
 */
export type PartState = 'waiting' | 'running' | 'lapsed' | 'done' | 'stopped' | 'cancelled';

/** One account's part of a run. */
export interface PartView {
  readonly account: string;
  readonly state: PartState;
  /** Name of the worker that applies it; null if none does. */
  readonly worker: string | null;
  /** Number of planned changes. */
  readonly changes: number;
  /** Number of changes by outcome. */
  readonly outcomes: Readonly<Partial<Record<OutcomeStatus, number>>>;
  /** Estimated seconds until all of its requests are answered; null if unknown. */
  readonly secondsLeft: number | null;
  /** Why it stopped, or why a worker could not begin it; null if there is nothing to say. */
  readonly reason: Reason | null;
  /** RFC 3339 instant; null if it has not ended. */
  readonly endedAt: string | null;
}

/** A run. */
export interface RunView {
  readonly run: string;
  readonly environment: string | null;
  readonly sandbox: boolean;
  /** RFC 3339 instant. */
  readonly createdAt: string;
  /** `waiting` until a part is taken; `ended` once every part is done, stopped or cancelled. */
  readonly state: 'waiting' | 'running' | 'ended';
  readonly accounts: readonly PartView[];
}

/** True if all parts of a run have ended. */
export function hasEnded({ parts }: Pick<RunRow, 'parts'>): boolean {
  return parts.every(({ state }) => state !== 'open');
}

/** Returns a stored run as people see it. */
export function viewOf(row: RunRow): RunView {
  const { runId, environment, sandbox, createdAt, parts } = row;
  const accounts = parts.map(partOf);
  const isBegun = accounts.some(({ state }) => state !== 'waiting');
  const state = hasEnded(row) ? 'ended' : isBegun ? 'running' : 'waiting';
  return { run: runId, environment, sandbox, createdAt, state, accounts };
}

function partOf(row: PartRow): PartView {
  const { account, changes, reason, endedAt } = row;
  const state = stateOf(row);
  const progress = row.progress as PartProgress | null;
  const isWorkedOn = state === 'running' || state === 'lapsed';
  return {
    account,
    state,
    worker: isWorkedOn ? row.worker : null,
    changes,
    outcomes: progress?.outcomes ?? {},
    secondsLeft: state === 'running' ? (progress?.secondsLeft ?? null) : null,
    reason: reason as Reason | null,
    endedAt,
  };
}

function stateOf({ state, worker, isLapsed }: PartRow): PartState {
  if (state !== 'open') return state;
  if (worker === null) return 'waiting';
  return isLapsed ? 'lapsed' : 'running';
}
