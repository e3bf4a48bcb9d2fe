import { Command } from 'commander';
import type { Approval } from '../../apply/check-plan.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import { systemClock } from '../../http/clock.ts';
import type { Plan } from '../../plan/document.ts';
import { inPlannedEnvironment } from '../apply/environment.ts';
import { type PlanFlags, type Plans, readPlans } from '../apply/read-plans.ts';
import { checkReport } from '../apply/report.ts';
import { showResumed } from '../apply/resumed.ts';
import { type RunFlags, runApply } from '../apply/run.ts';
import type { SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/examples.ts';
import {
  type BaseFlags,
  collect,
  isJson,
  type LimitFlags,
  withBaseOptions,
  withIdentity,
  withLimits,
  withManifests,
  withPlanText,
} from '../options/options.ts';
import { refuseQueueFlags } from '../options/queue.ts';
import { checkRefresh, type RefreshFlags, readsEverything, withRefresh } from '../options/refresh.ts';
import { refusePlanFlags } from '../options/refuse-plan-flags.ts';
import { parseAge } from '../options/run.ts';
import { withRunOptions } from '../options/run-options.ts';
import { chosenScope, plannedScope, reviewedScope, type Scope } from '../options/scope.ts';
import { printPlan, showForConsent } from '../print-plan.ts';
import type { QueueFlags } from '../queue/hand-over.ts';
import type { SessionOptions } from '../session/wanted.ts';
import type { Session } from '../session.ts';
import { confirm } from '../terminal/confirm.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { createTimeLimit } from '../time-limit.ts';

interface ApplyOptions extends RunFlags, QueueFlags, BaseFlags, PlanFlags, LimitFlags, RefreshFlags {
  readonly autoApprove?: true;
}

/** The command `apply`. */
export function applyCommand(setExit: SetExit): Command {
  const planned = withLimits(withBaseOptions(withPlanText(withManifests(new Command('apply'), ['text', 'json']))))
    .description('Bring the vendors to the declared state: plan, show, confirm and write.')
    .argument('[plan]', 'a file written by plan --out; applied without confirmation')
    .optionsGroup('Apply:');
  const command = withRunOptions(withRefresh(withIdentity(planned)))
    .option('--auto-approve', 'do not ask for confirmation')
    .option(
      '--reviewed <plan>',
      'make a new plan, and apply only those of its changes that are in this reviewed plan (repeatable)',
      collect,
    )
    .option(
      '--resume [journal]',
      'continue the newest interrupted apply, or the one of this journal: shows it and asks, unless its PLAN is named; confirmed changes are not sent again',
    )
    .option(
      '--no-refresh',
      'do not read contacts again before updates without a status or identifier; has no effect on accounts planned with --refresh incremental',
    )
    .option(
      '--max-age <duration>',
      'how long a reading of a contact counts, the one of a plan just made included, before an update without a status or identifier: 0s to read right before each write (default: 60s)',
      parseAge,
    )
    .option(
      '--no-verify',
      'do not read contacts back after writing; changes that a vendor accepts without confirming stay pending',
    )
    .option(
      '--queue',
      'hand the plan over to workers (`rollcall worker`) through the database of ROLLCALL_QUEUE_URL, and print the id of the run',
    )
    .option('--wait', 'with --queue: follow the run to its end; exit codes as without --queue')
    .option('--no-record', 'do not record what was applied, the base of the next plan')
    .action(async (file: string | undefined, options: ApplyOptions, self: Command) => {
      refusePlanFlags(self, file);
      refuseQueueFlags(options);
      await apply(file, options, openTerminal(options.color), setExit);
    });
  return withExamples(
    command,
    [
      ['rollcall apply', 'plan, show, confirm, apply'],
      ['rollcall apply plan.json', 'send exactly the saved plan'],
      ['rollcall apply --reviewed plan.json', 'in CI: only what was reviewed'],
      ['rollcall apply --resume', 'continue after a crash, a power cut or --timeout'],
      ['rollcall apply plan.json --queue --wait', 'on other machines: see `rollcall worker`'],
      ['rollcall apply --sandbox --auto-approve', 'a complete dry run, without credentials'],
    ],
    '0 done, 1 error or nothing started, 3 applied but not everything, 64 usage, 129 terminal closed, 130 interrupted',
  );
}

/**
 * Applies the manifests, like `rollcall apply` without a saved plan.
 *
 * @param fetchRows fetches the rows of queries; absent: as the options say
 * @throws HintedError the errors of the command
 */
export function applyManifests(
  options: ApplyOptions,
  terminal: Terminal,
  setExit: SetExit,
  fetchRows?: SessionOptions['fetchRows'],
): Promise<void> {
  return apply(undefined, options, terminal, setExit, fetchRows);
}

async function apply(
  file: string | undefined,
  given: ApplyOptions,
  terminal: Terminal,
  setExit: SetExit,
  fetchRows?: SessionOptions['fetchRows'],
): Promise<void> {
  checkRefresh(given, file === undefined && given.resume === undefined);
  if (given.report !== undefined) await checkReport(given.report, file);
  const { saved, reviewed, resume } = await readPlans(file, given);
  const options = inPlannedEnvironment(given, saved === undefined ? (reviewed ?? []) : [saved], process.env);
  const isNamed = resume === undefined ? saved !== undefined || reviewed !== undefined : file !== undefined;
  const isApproved = isNamed || options.autoApprove === true;
  if (resume !== undefined && saved !== undefined) await showResumed(saved, resume, options, terminal);
  if (!isApproved && !terminal.interactive) throw withoutTerminal(resume !== undefined);
  const base = saved === undefined ? options.base : baseOf(saved);
  const scope = applyScope({ saved, reviewed }, options);
  const { withSession } = await import('../session.ts');
  const { planWithProgress } = await import('../plan-with-progress.ts');
  const limit = createTimeLimit(options.timeout, terminal);
  const { signal } = limit;
  const readsAll = saved === undefined && reviewed === undefined && readsEverything(options);
  // Take the time now: reading may begin as soon as the manifests are valid.
  const readAt = saved === undefined ? systemClock.now() : undefined;
  const exitCode = await withSession(
    options,
    terminal,
    { store: true, base, scope, isRecorded: options.record, needsRecord: true, signal, readsAll, fetchRows },
    async (session) => {
      if (saved === undefined) limit.start();
      const plan = saved ?? (await planWithProgress(session, options, terminal));
      limit.end();
      const isShown = saved === undefined || !isApproved;
      if (isShown && !isJson(options)) await printPlan(plan, options, terminal);
      const { sendableRequests } = await import('../../workflows/apply.ts');
      const isUnattended = isApproved && resume === undefined;
      const isReviewed = reviewed !== undefined;
      const approval = { isUnattended, isReviewed, firstRun: options.firstRun === true, records: recordsOf(session) };
      const sendable = sendableRequests(plan, session.connections.accounts, approval);
      if (!isApproved && sendable.length > 0) {
        if (isJson(options)) await showForConsent(plan, options, terminal);
        await confirm(questionOf(plan, resume !== undefined));
      }
      const usesKeptReading = saved !== undefined && options.cache;
      const { identity } = options;
      const applying = { plan, approval, sendable, reviewed, resume, readAt, usesKeptReading, identity };
      if (options.queue !== true || sendable.length === 0) return runApply(applying, session, options, terminal);
      const { queueApply } = await import('../queue/hand-over.ts');
      return queueApply(applying, session, options, terminal);
    },
  );
  setExit(exitCode);
}

function questionOf({ environment }: Plan, isResumed: boolean): string {
  const where = environment === null ? '' : ` in the environment ${environment}`;
  return isResumed ? `Go on with this plan${where}?` : `Apply this plan${where}?`;
}

function withoutTerminal(isResumed: boolean): HintedError {
  const hint = isResumed
    ? sentence`name the plan as well (rollcall apply PLAN --resume), or give --auto-approve`
    : sentence`apply a saved plan, or give --auto-approve`;
  return new HintedError('not-interactive', sentence`no terminal to confirm on`, { hint });
}

function recordsOf({ before }: Pick<Session, 'before'>): Approval['records'] {
  return new Map([...before].flatMap(([account, { record }]) => (record === undefined ? [] : [[account, record]])));
}

function applyScope({ saved, reviewed }: Pick<Plans, 'saved' | 'reviewed'>, options: ApplyOptions): Scope {
  if (saved !== undefined) return plannedScope(saved);
  const chosen = chosenScope(options);
  return reviewed === undefined ? chosen : reviewedScope(reviewed, chosen);
}

/** Returns the base of a saved plan as a value of --base. */
function baseOf({ base }: Plan): string {
  if (base === null) return 'none';
  return base.name === 'record' ? base.name : (base.commits[0] ?? base.name);
}
