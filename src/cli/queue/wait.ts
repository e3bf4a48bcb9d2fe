// Follows a run to its end, and finishes it like an apply that ran here: records, result, exit code.

import { hasEnded, type RunView, viewOf } from '../../apply/queue/view.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { systemClock } from '../../http/clock.ts';
import type { StopSignal } from '../../http/stop-signal.ts';
import type { Plan } from '../../plan/document.ts';
import { neutralise } from '../../render/neutralise.ts';
import { runProgressLine } from '../../render/text/queue/runs.ts';
import { wordsOfReason } from '../../render/words/outcomes.ts';
import { type Database, isUnavailable, type Patience, untilReached } from '../../store/database/connection.ts';
import type { RunRow } from '../../store/database/runs.ts';
import { storedRun } from '../../workflows/queue/runs.ts';
import type { Recorder } from '../apply/record.ts';
import type { ReportFile } from '../apply/report.ts';
import type { RunFlags } from '../apply/run.ts';
import type { Applying } from '../apply/with-progress.ts';
import type { ExitCode } from '../exit-codes.ts';
import { isJson } from '../options/options.ts';
import { forgetMoved } from '../options/refresh.ts';
import type { Session } from '../session.ts';
import { startProgress } from '../terminal/progress.ts';
import { onEndingSignals } from '../terminal/signals.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Milliseconds between two looks at a run. */
const LOOK_EVERY = 1_000;

/** Milliseconds for which the result of a run that has ended is waited for while the database cannot be reached. */
const MAX_OUTAGE = 60_000;

/** A run that was handed over. */
export interface Waiting extends Pick<Applying, 'plan' | 'approval'> {
  readonly runId: string;
  readonly database: Database;
  readonly recorder: Recorder;
}

/**
 * Waits until all parts of a run have ended, and shows its result.
 *
 * @returns the exit code of an apply
 * @throws HintedError `interrupted` if a signal ends the waiting; the run goes on
 */
export async function waitForRun(
  { plan, approval, runId, database, recorder }: Waiting,
  session: Session,
  options: RunFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const ended = await follow(
    { runId, database, isQuiet: options.quiet === true || isJson(options), timeout: options.timeout },
    terminal,
  );
  const { resultOf } = await import('../../workflows/queue/results.ts');
  const { accounts } = session.connections;
  const result = await untilReached(
    () => resultOf(database, { runId, plan, parts: ended.parts, accounts, approval }),
    patienceOf(MAX_OUTAGE),
  );
  const report = options.report === undefined ? undefined : await replayed(options.report, database, ended, plan);
  const { finishApply } = await import('../apply/finish.ts');
  const finished = {
    plan,
    result,
    interrupted: false as const,
    assurances: { refreshed: options.refresh !== false, verified: options.verify },
    report,
    record: () => recorder.end(result),
    afterwards: () => forgetMoved(plan, result.outcomes, session),
  };
  return finishApply(finished, options, terminal);
}

/** Makes the report of what the workers did, to be written to the path `file`. */
async function replayed(file: string, database: Database, ended: RunRow, plan: Plan): Promise<ReportFile> {
  const { replayedReporter } = await import('../../workflows/queue/replay.ts');
  const { reportTo } = await import('../apply/report.ts');
  return reportTo(file, await untilReached(() => replayedReporter(database, ended, plan), patienceOf(MAX_OUTAGE)));
}

function patienceOf(milliseconds: number, signal?: StopSignal): Patience {
  const until = systemClock.now() + milliseconds;
  return {
    mayRetry: () => signal?.aborted !== true && systemClock.now() < until,
    pause: (pause) => systemClock.sleep(pause),
  };
}

/** A run to follow. */
export interface Followed {
  readonly runId: string;
  readonly database: Pick<Database, 'query'>;
  /** True to show no progress. */
  readonly isQuiet: boolean;
  /** Milliseconds after which the waiting ends as if interrupted; absent: never. */
  readonly timeout?: number | undefined;
}

/**
 * Shows the progress of a run until it has ended.
 *
 * @throws HintedError `queue` (`no-run`); `interrupted` if a signal or the time limit ends the waiting
 */
export async function follow({ runId, database, isQuiet, timeout }: Followed, terminal: Terminal): Promise<RunRow> {
  const interruption = new AbortController();
  const endListening = onEndingSignals(() => interruption.abort());
  const limit = timeout === undefined ? undefined : setTimeout(() => interruption.abort(), timeout);
  const { signal } = interruption;
  const pause = (milliseconds: number) => systemClock.sleep(milliseconds, signal).catch(() => {});
  const say = teller(terminal);
  let progress: Pick<ReturnType<typeof startProgress>, 'done'> | undefined;
  try {
    let row = await untilReached(() => storedRun(database, runId), { ...patienceOf(MAX_OUTAGE, signal), pause });
    progress = startProgress(() => runProgressLine(viewOf(row)), terminal, { isQuiet });
    while (!hasEnded(row)) {
      say.hindrances(viewOf(row));
      await pause(LOOK_EVERY);
      if (signal.aborted) throw stillRunning(runId);
      row = await storedRun(database, runId).catch((error: unknown) => {
        // The run does not depend on this process; a restart of the database ends the waiting no more than it ends the run.
        if (!isUnavailable(error)) throw error;
        say.away();
        return row;
      });
    }
    return row;
  } catch (error) {
    throw signal.aborted && isUnavailable(error) ? stillRunning(runId) : error;
  } finally {
    clearTimeout(limit);
    progress?.done();
    endListening();
  }
}

/** Tells what holds a run up, each thing once. */
function teller({ err }: Pick<Terminal, 'err'>) {
  const told = new Set<string>();
  const once = (text: string): void => {
    if (!told.has(text)) err(text);
    told.add(text);
  };
  return {
    away: () => once('The queue cannot be reached; looking again until it can.\n'),
    /** Tells why accounts wait that workers could not begin. */
    hindrances({ accounts }: RunView): void {
      for (const { account, state, reason } of accounts) {
        if (state === 'waiting' && reason !== null) {
          once(`${neutralise(`${account} waits: ${wordsOfReason(reason).message}`)}\n`);
        }
      }
    },
  };
}

function stillRunning(runId: string): HintedError {
  return new HintedError('interrupted', sentence`no longer waiting; run ${shown(runId)} goes on`, {
    hint: sentence`\`rollcall runs ${shown(runId)} --watch\` follows it, \`rollcall runs cancel ${shown(runId)}\` ends it`,
  });
}
