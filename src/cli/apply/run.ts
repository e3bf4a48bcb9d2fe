// Runs an apply that was planned and approved: sends the requests, records the result and reports it. Shared by the commands that
// apply a plan.

import type { ApplyListener } from '../../apply/events.ts';
import { hasCode } from '../../contact/hinted-error.ts';
import { describeError } from '../describe-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { isJson } from '../options/options.ts';
import { isRedacted } from '../options/redaction.ts';
import { forgetMoved } from '../options/refresh.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type ApplyRecordFlags, recorderOf } from './record.ts';
import { startReport } from './report.ts';
import type { ApplyFlags, Applying } from './with-progress.ts';

/** Parsed values of the options of a command that applies. */
export interface RunFlags extends ApplyFlags, ApplyRecordFlags {
  /** Path of the report to write. */
  readonly report?: string;
}

/**
 * Applies a plan and shows how it ended.
 *
 * @returns the exit code of the command
 * @throws HintedError the errors of applyWithJournal
 */
export async function runApply(
  what: Omit<Applying, 'listener' | 'beforeSending'>,
  session: Session,
  options: RunFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { plan } = what;
  const { applyWithProgress } = await import('./with-progress.ts');
  const report = options.report === undefined ? undefined : await startReport(options.report);
  const listener: ApplyListener = (event) => report?.listener(event);
  const recorder = recorderOf(what, session, options, terminal);
  const { result, unrecorded, interrupted } = await applyWithProgress(
    { ...what, listener, beforeSending: recorder.begin },
    session,
    options,
    terminal,
  );
  if (unrecorded !== undefined) await sayUnrecorded(unrecorded, options, terminal);
  const { outcomes } = result;
  const { endingOf } = await import('../../apply/account-results.ts');
  const isStarted = endingOf(plan, result.accounts) !== 'not-started';
  const record = async () => (isStarted ? recorder.end(result) : []);
  const afterwards = () => forgetMoved(plan, outcomes, session);
  const assurances = { refreshed: options.refresh !== false, verified: options.verify };
  const { finishApply } = await import('./finish.ts');
  const finished = { plan, result, interrupted, assurances, report, record, afterwards };
  const exitCode = await finishApply(finished, options, terminal);
  if (exitCode === EXIT.done && terminal.interactive && options.quiet !== true && !isJson(options)) {
    const { nextStepApplied } = await import('../planned.ts');
    const next = nextStepApplied(plan);
    if (next !== undefined) terminal.err(`→ ${next}\n`);
  }
  return exitCode;
}

async function sayUnrecorded(failure: unknown, options: RunFlags, terminal: Terminal): Promise<void> {
  const { text } = await describeError(failure, isRedacted(options, process.env));
  terminal.err(`The journal could not be kept, so that nothing more was sent. ${text}`);
  // If the journal file is missing, the apply cannot be resumed, so do not suggest it.
  if (hasCode(failure, 'store', 'missing')) return;
  terminal.err('  → what is recorded stands: rollcall apply --resume goes on from there\n');
}
