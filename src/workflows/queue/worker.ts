// A worker: takes parts of runs from the queue and applies them, one part of an account at a time, until it is asked to end.

import type { ProgressMeter } from '../../apply/queue/progress.ts';
import { because, type Reason } from '../../apply/reason.ts';
import { HintedError, hasCode } from '../../contact/hinted-error.ts';
import { wakingClock } from '../../http/clock.ts';
import { redactArguments } from '../../render/redact/arguments.ts';
import { isUnavailable, untilReached } from '../../store/database/connection.ts';
import type { Hindrance } from '../../store/database/hindrance.ts';
import { type FoundPart, type Left, leavePart, type TakenPart, takePart } from '../../store/database/leases.ts';
import { forgetPayloads } from '../../store/database/payload.ts';
import { type HeldLease, holdLease, type Instant, instantOf } from './held-lease.ts';
import { checkAccount, connectPart, type OpenedRun, otherDestination, readWhole } from './open-part.ts';
import { readPart } from './payload.ts';
import { runPart } from './run-part.ts';
import type { WorkerOptions } from './worker-options.ts';

/** Milliseconds between two looks for work. */
const LOOK_EVERY = 1_000;
/** Milliseconds for which a worker leaves a part to others that it could not begin. */
const LEAVE_FOR = 60_000;

/**
 * Works until it is asked to end.
 *
 * @throws HintedError `queue` if the database refuses; parts in progress are handed back before
 */
export async function work(options: WorkerOptions): Promise<void> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  if (options.stop.aborted) end();
  options.stop.addEventListener('abort', end, { once: true });
  await forgetPayloads(options.database).catch((error: unknown) => {
    if (!isUnavailable(error)) throw error;
  });
  const state: WorkerState = { runs: new Map(), leftAlone: new Map(), isUnreachable: false };
  const turns = Array.from({ length: options.concurrency }, () =>
    workInTurn({ ...options, stop: ending.signal }, state).catch((error: unknown) => {
      end();
      throw error;
    }),
  );
  const failed = (await Promise.allSettled(turns)).find((turn) => turn.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

interface WorkerState {
  /** The run that a part was taken of last, by its id: its plan may be large, and serves all its parts. */
  readonly runs: Map<string, Promise<OpenedRun>>;
  /** Until when parts are left to others, by `RUN/ACCOUNT`. */
  readonly leftAlone: Map<string, number>;
  isUnreachable: boolean;
}

async function workInTurn(options: WorkerOptions, state: WorkerState): Promise<void> {
  const { clock, stop, onEvent } = options;
  while (!stop.aborted) {
    const isFound = await takeAndRun(options, state).catch((error: unknown) => {
      if (!isUnavailable(error)) throw error;
      if (!state.isUnreachable) onEvent({ type: 'unreachable', error });
      state.isUnreachable = true;
      return false;
    });
    if (!isFound) await clock.sleep(LOOK_EVERY, stop).catch(() => {});
  }
}

/** @returns false if there was nothing to do */
async function takeAndRun(options: WorkerOptions, state: WorkerState): Promise<boolean> {
  const { database, owner, accounts, sandboxUrl, times, clock, onEvent } = options;
  for (const [name, until] of state.leftAlone) if (until <= clock.now()) state.leftAlone.delete(name);
  const takenAt = instantOf(clock);
  const wanted = {
    owner,
    accounts: accounts.length === 0 ? [''] : accounts.map(globPattern),
    sandbox: sandboxUrl !== undefined,
    except: [...state.leftAlone.keys()],
  };
  const part = await takePart(database, wanted, times);
  state.isUnreachable = false;
  if (part === undefined) return false;
  onEvent({ type: 'taken', runId: part.runId, account: part.account });
  const left = await runTaken(part, takenAt, options, state);
  const { runId, account } = part;
  onEvent({ type: 'left', runId, account, state: left?.state ?? 'lapsed', progress: left?.progress });
  return true;
}

/** Returns a regular expression, as text, that matches what a glob matches. */
function globPattern(glob: string): string {
  const escaped = glob.replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&');
  return `^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`;
}

/** Returns how a part is left that may not be applied any more. */
function leftBecause(hindrance: Hindrance): Left {
  if (hindrance === 'cancelled') return { state: 'cancelled', progress: null, reason: null };
  return { state: 'stopped', progress: null, reason: because('run-outdated', { why: hindrance }) };
}

/** Applies a part and leaves it. @returns how it was left; undefined if the lease is no longer this worker's */
async function runTaken(
  part: FoundPart,
  takenAt: Instant,
  options: WorkerOptions,
  state: WorkerState,
): Promise<Left | undefined> {
  const { database, times, clock, stop } = options;
  let meter: ProgressMeter | undefined;
  const progress = (): unknown => meter?.current() ?? null;
  const lease = holdLease(part, { database, times, clock, takenAt, progress, stop });
  try {
    const left =
      part.hindrance !== null
        ? leftBecause(part.hindrance)
        : await applyTaken(part, lease, options, state, (created) => {
            meter = created;
          }).catch((error: unknown) => {
            if (isUnavailable(error)) throw error;
            return cannotBegin(part, error, options, state);
          });
    if (left !== undefined) await leave(part, left, options, lease);
    return left;
  } finally {
    lease.end();
  }
}

async function applyTaken(
  part: TakenPart,
  lease: HeldLease,
  options: WorkerOptions,
  state: WorkerState,
  onProgress: (meter: ProgressMeter) => void,
): Promise<Left | undefined> {
  const { database } = options;
  // Lease and quota are measured by the monotonic clock; what is journalled and compared with other journals is not.
  const clock = wakingClock(options.clock);
  const { plan, settings, reader } = await openRun(part.runId, options, state);
  const input = await readPart(reader, part.account);
  checkAccount(input.account, options);
  const connections = connectPart(input.account, plan, lease, options);
  try {
    const account = connections.accounts.get(part.account);
    if (account?.destination.key !== part.destination) throw otherDestination(part.account);
    return await runPart({ part, plan, settings, input, account, lease, database, clock, onProgress });
  } finally {
    await connections.close();
  }
}

/** Reads a run, or returns what was read of it before. */
function openRun(runId: string, options: WorkerOptions, { runs }: WorkerState): Promise<OpenedRun> {
  const known = runs.get(runId);
  if (known !== undefined) return known;
  const opened = readWhole(runId, options);
  runs.clear();
  runs.set(runId, opened);
  opened.catch(() => runs.delete(runId));
  return opened;
}

/** True for an error that every worker would meet: what travelled with the run, or its journal, is damaged. */
function isIncurable(error: unknown): boolean {
  return hasCode(error, 'plan-file') || hasCode(error, 'journal') || hasCode(error, 'queue', 'incomplete');
}

/** Leaves a part that could not be begun to other workers, or stops it if none of them could, and says why. */
function cannotBegin(part: TakenPart, error: unknown, { clock, onEvent }: WorkerOptions, state: WorkerState): Left {
  const { runId, account } = part;
  const isHopeless = isIncurable(error);
  if (!isHopeless) state.leftAlone.set(`${runId}/${account}`, clock.now() + LEAVE_FOR);
  onEvent({ type: 'cannot', runId, account, error });
  const said = error instanceof HintedError ? error.sentences.message(redactArguments) : 'unexpected error';
  return { state: isHopeless ? 'stopped' : 'open', progress: null, reason: because('worker-cannot', { said }) };
}

/** Stores how a part was left, and tries again while the lease lasts; afterwards, its expiry releases it. */
async function leave(part: TakenPart, left: Left, { database, clock }: WorkerOptions, lease: HeldLease): Promise<void> {
  const masked = left.reason === null ? left : { ...left, reason: maskReason(left.reason as Reason) };
  const patience = { mayRetry: lease.mayRetry, pause: (milliseconds: number) => clock.sleep(milliseconds) };
  await untilReached(() => leavePart(database, part, masked), patience);
}

/** Masks personal data in a reason: the queue stores none outside of what is encrypted where asked. */
function maskReason(reason: Reason): Reason {
  const { args, cause } = reason;
  return { ...reason, args: redactArguments(args), ...(cause === undefined ? {} : { cause: maskReason(cause) }) };
}
