// `apply --queue`: hands the plan over to workers instead of applying it, and with --wait follows the run to its end.

import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import { contactsToApply } from '../../plan/suppressed/from-plan.ts';
import type { Database } from '../../store/database/connection.ts';
import type { HandedOver } from '../../workflows/queue/hand-over.ts';
import { type Recorder, recorderOf } from '../apply/record.ts';
import type { RunFlags } from '../apply/run.ts';
import type { Applying } from '../apply/with-progress.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { isJson } from '../options/options.ts';
import { readEnvironment } from '../secrets.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { withQueue } from './open.ts';

/** Parsed values of apply's options about the queue. */
export interface QueueFlags {
  /** True: hand the plan over to workers. */
  readonly queue?: true;
  /** True: follow the run to its end. */
  readonly wait?: true;
}

/** Connections of a command that hands over or looks at runs. */
const CONNECTIONS = 2;

/**
 * Hands a plan over, and with --wait follows the run.
 *
 * @returns the exit code: with --wait that of an apply; otherwise 0, or 3 if accounts or entries are left out, or the run that
 *   there is already has ended
 * @throws HintedError `queue`; the errors of handOver
 */
export async function queueApply(
  what: Omit<Applying, 'listener' | 'beforeSending'>,
  session: Session,
  options: RunFlags & QueueFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  if (what.plan.rollback !== undefined) {
    throw new HintedError('usage', sentence`a rollback cannot be handed over to workers`, {
      hint: sentence`apply it without --queue, where the run's files are`,
    });
  }
  return withQueue(await readEnvironment(options), CONNECTIONS, async (database) => {
    const recorder = recorderOf(what, session, options, terminal);
    const handed = await handOverPlan(database, recorder, what, session, options);
    if (options.wait !== true) return sayHandedOver(handed, options, terminal);
    if (!isJson(options)) terminal.err(announced(handed));
    const { waitForRun } = await import('./wait.ts');
    return waitForRun({ ...what, ...handed, database, recorder }, session, options, terminal);
  });
}

async function handOverPlan(
  database: Database,
  recorder: Recorder,
  { plan, approval, reviewed, identity }: Omit<Applying, 'listener' | 'beforeSending'>,
  { configuration, connections }: Session,
  options: RunFlags,
): Promise<HandedOver> {
  const { handOver } = await import('../../workflows/queue/hand-over.ts');
  const { ownerEncryption } = await import('../../workflows/read-plan.ts');
  return handOver(database, {
    plan,
    approval,
    reviewed,
    contacts: contactsToApply(plan, configuration),
    declared: configuration.accounts,
    accounts: connections.accounts,
    isSandbox: options.sandbox !== undefined,
    options: {
      refresh: options.refresh !== false,
      verify: options.verify,
      ...(options.maxAge === undefined ? {} : { maxAge: options.maxAge }),
      ...(options.parallelism === undefined ? {} : { parallelism: options.parallelism }),
    },
    encrypt: identity === undefined ? undefined : await ownerEncryption(identity),
    beforeStoring: () => recorder.begin(false),
  });
}

async function sayHandedOver(handed: HandedOver, options: RunFlags, terminal: Terminal): Promise<ExitCode> {
  const { runId, isNew, isOpen, isWhole, accounts } = handed;
  if (isJson(options)) {
    const { neutraliseJson } = await import('../../render/json/neutralise.ts');
    const document = JSON.stringify({ run: runId, isNew, isOpen, accounts });
    await terminal.out(`${neutraliseJson(document)}\n`);
  } else {
    await terminal.out(`${runId}\n`);
    if (options.quiet !== true || !isOpen) terminal.err(announced(handed));
  }
  return isOpen && isWhole ? EXIT.done : EXIT.incomplete;
}

function announced({ runId, accounts, isNew, isOpen }: HandedOver): string {
  if (!isOpen) {
    const ended = `This plan was handed over before, as run ${runId}, which has ended without all of it being done.`;
    return `${ended}\n  → rollcall runs retry ${runId}\n`;
  }
  const many = accounts.length === 1 ? '1 account' : `${accounts.length} accounts`;
  const what = isNew ? `Handed over: run ${runId}, ${many}.` : `This plan was handed over before, as run ${runId}.`;
  return `${what}\n  → rollcall runs ${runId} --watch\n`;
}
