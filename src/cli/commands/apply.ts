import { Command } from 'commander';
import type { ApplyListener } from '../../apply/events.ts';
import type { Plan, PlannedRequest } from '../../plan/document.ts';
import { finishApply } from '../apply/finish.ts';
import { type Journalled, journalled } from '../apply/journalled.ts';
import { type PlanFlags, type Plans, readPlans } from '../apply/read-plans.ts';
import { readRecords, record } from '../apply/record.ts';
import { checkReport, startReport } from '../apply/report.ts';
import type { ApplyFlags } from '../apply/with-progress.ts';
import type { ExitCode, SetExit } from '../exit-codes.ts';
import { CommandError } from '../explain-error.ts';
import {
  type BaseFlags,
  isJson,
  type LimitFlags,
  withBaseOptions,
  withExamples,
  withIdentity,
  withLimits,
  withManifests,
  withPlanText,
} from '../options/options.ts';
import { checkRefresh, forgetMoved, type RefreshFlags, withRefresh } from '../options/refresh.ts';
import { refusePlanFlags } from '../options/refuse-plan-flags.ts';
import { parseDuration, parseParallelism } from '../options/run.ts';
import { chosenScope, plannedScope, reviewedScope, type Scope } from '../options/scope.ts';
import { planWithProgress } from '../plan-with-progress.ts';
import { printPlan } from '../print-plan.ts';
import { type Session, withSession } from '../session.ts';
import { confirm } from '../terminal/confirm.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';

interface ApplyOptions extends ApplyFlags, BaseFlags, PlanFlags, LimitFlags, RefreshFlags {
  readonly report?: string;
  readonly autoApprove?: true;
  readonly record: boolean;
  readonly pushRecord?: true;
}

export function applyCommand(setExit: SetExit): Command {
  const planned = withLimits(withBaseOptions(withPlanText(withManifests(new Command('apply'), ['text', 'json']))))
    .description('Bring the vendors to the declared state: plan, show, ask and write.')
    .argument('[plan]', 'a file written by plan --out; applied without asking')
    .optionsGroup('Apply:');
  const command = withRefresh(withIdentity(planned))
    .option('--auto-approve', 'do not ask')
    .option('--reviewed <plan>', 'plan afresh, and apply only the changes of this reviewed plan')
    .option(
      '--resume [journal]',
      'go on with an apply that was interrupted: the newest, or the one of this journal; what is confirmed is not sent again',
    )
    .option('--timeout <duration>', 'stop after so long, as after an interruption: 90s, 15m, 1h', parseDuration)
    .option('--parallelism <n>', 'requests of one account in flight at once (default: 16)', parseParallelism)
    .option('--report <file>', 'write every outcome and request, with attempts and times, as JSON')
    .option(
      '--no-refresh',
      'do not read live again before updates that carry no status and no identifier; where a plan was read incrementally, it is',
    )
    .option('--no-verify', 'read nothing back: done is what the vendor confirms, and what it only took stays pending')
    .option('--no-record', 'leave refs/rollcall/applied/<account>, the base of the next plan, as it is')
    .option('--push-record', 'push that ref to the remote, for CI')
    .action(async (file: string | undefined, options: ApplyOptions, self: Command) => {
      refusePlanFlags(self, file);
      await apply(file, options, setExit);
    });
  return withExamples(
    command,
    [
      ['rollcall apply', 'plan, show, ask, apply'],
      ['rollcall apply plan.json', 'send exactly the saved plan'],
      ['rollcall apply --reviewed plan.json --base applied', 'in CI: only what was reviewed'],
      ['rollcall apply --resume', 'go on after a kill, a power cut or a time-out'],
      ['rollcall apply --sandbox --auto-approve', 'a dry run to the end, without credentials'],
    ],
    '0 done, 1 error or nothing started, 3 applied but not everything, 64 usage, 130 interrupted',
  );
}

async function apply(file: string | undefined, options: ApplyOptions, setExit: SetExit): Promise<void> {
  const terminal = openTerminal(options.color);
  checkRefresh(options, file === undefined && options.resume === undefined);
  if (options.report !== undefined) await checkReport(options.report);
  const { saved, reviewed, resume } = await readPlans(file, options);
  const isApproved = saved !== undefined || reviewed !== undefined || options.autoApprove === true;
  if (!isApproved && !terminal.interactive) {
    throw new CommandError('not-interactive', 'there is no terminal to confirm on', {
      hint: 'apply a saved plan, or give --auto-approve',
    });
  }
  const base = saved === undefined ? options.base : baseOf(saved);
  const scope = applyScope({ saved, reviewed }, options);
  const exitCode = await withSession(options, terminal, { store: true, base, scope }, async (session) => {
    const plan = saved ?? (await planWithProgress(session, options, terminal));
    if (saved === undefined && !isJson(options)) await printPlan(plan, options, terminal);
    const sendable = await sendableRequests(plan, session);
    if (!isApproved && sendable.length > 0) await confirm('Apply this plan?');
    return run({ plan, sendable, reviewed, resume, identity: options.identity }, session, options, terminal);
  });
  setExit(exitCode);
}

function applyScope({ saved, reviewed }: Pick<Plans, 'saved' | 'reviewed'>, options: ApplyOptions): Scope {
  if (saved !== undefined) return plannedScope(saved);
  const chosen = chosenScope(options);
  return reviewed === undefined ? chosen : reviewedScope(reviewed, chosen);
}

/** As planning found it. */
function baseOf({ base }: Plan): string {
  if (base === null) return 'none';
  return base.name === 'applied' ? base.name : (base.commits[0] ?? base.name);
}

/** Requests of accounts that the plan may be applied to. */
async function sendableRequests(plan: Plan, { connections }: Session): Promise<readonly PlannedRequest[]> {
  const { refusedAccounts } = await import('../../apply/check-plan.ts');
  const refused = new Set(refusedAccounts(plan, connections.accounts).map(({ account }) => account));
  return plan.requests.filter(({ account }) => !refused.has(account));
}

async function run(what: Journalled, session: Session, options: ApplyOptions, terminal: Terminal): Promise<ExitCode> {
  const { plan, sendable, reviewed, resume } = what;
  const previous = options.record ? await readRecords(plan, options) : undefined;
  const changeIds = reviewed && new Set(reviewed.changes.map(({ changeId }) => changeId));
  const { applyWithProgress } = await import('../apply/with-progress.ts');
  const report = options.report === undefined ? undefined : await startReport(options.report);
  const { result, interrupted } = await journalled(what, session, terminal, (keep) => {
    const listener: ApplyListener = async (event) => {
      await keep(event);
      await report?.listener(event);
    };
    const applying = { plan, sendable, reviewed: changeIds, resume: resume?.state, listener };
    return applyWithProgress(applying, session, options, terminal);
  });
  const { outcomes } = result;
  const isRecorded = previous !== undefined && !interrupted;
  const afterwards = [
    async () => (isRecorded ? record({ plan, outcomes, previous }, options, terminal) : undefined),
    () => forgetMoved(plan, outcomes, session),
  ];
  const assurances = { refreshed: options.refresh !== false, verified: options.verify };
  return finishApply({ plan, result, interrupted, assurances, report, afterwards }, options, terminal);
}
