import { Command, Option } from 'commander';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { Plan } from '../../plan/document.ts';
import { checkReport } from '../apply/report.ts';
import { type RunFlags, runApply } from '../apply/run.ts';
import type { ExitCode, SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/examples.ts';
import {
  collect,
  isJson,
  type LimitFlags,
  withIdentity,
  withLimits,
  withManifests,
  withPlanText,
} from '../options/options.ts';
import { withRunOptions } from '../options/run-options.ts';
import { printPlan, showForConsent } from '../print-plan.ts';
import type { RollbackFlags } from '../rollback/plan.ts';
import { prepareToSave, type SaveFlags, savePlan } from '../save-plan.ts';
import type { Session } from '../session.ts';
import { confirm } from '../terminal/confirm.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { createTimeLimit } from '../time-limit.ts';

interface RollbackOptions extends RunFlags, LimitFlags, RollbackFlags, SaveFlags {
  readonly list?: true;
  readonly autoApprove?: true;
}

/** The command `rollback`. */
export function rollbackCommand(setExit: SetExit): Command {
  const planned = withLimits(withPlanText(withManifests(new Command('rollback'), ['text', 'json'])))
    .description('Take the last apply back: plan, show, confirm and write what was there before.')
    .argument(
      '[run]',
      'the apply, by the beginning of its id (default: the newest that wrote something and was no rollback)',
    )
    .optionsGroup('Rollback:');
  const command = withRunOptions(withIdentity(planned))
    .option('--list', 'list the applies that can be rolled back here')
    .option('--from <dir>', 'take the apply from this copy of another machine’s .rollcall')
    .addOption(
      new Option('--out <file>', 'save the plan for apply and show, and write nothing').conflicts('autoApprove'),
    )
    .option('--encrypt-to <recipient>', 'encrypt that file with age, for this recipient (age1…; repeatable)', collect)
    .option('--auto-approve', 'do not ask for confirmation')
    .option('--no-verify', 'do not read contacts back after writing')
    .option(
      '--trust-record',
      'use a record of what was applied even if it names commits that the remote’s default branch lacks',
    )
    .action(async (run: string | undefined, options: RollbackOptions) => {
      if (options.list === true) await list(run, options);
      else setExit(await rollback(run, { ...options, record: true }));
    });
  return withExamples(
    command,
    [
      ['rollcall rollback', 'take the last apply back: plan, show, confirm, write'],
      ['rollcall rollback --list', 'which applies can be rolled back here'],
      ['rollcall rollback 3f2a9c --account shop', 'an older one, at one account'],
      ['rollcall rollback --out back.json', 'save the plan; then: rollcall apply back.json'],
      ['rollcall rollback --from ci-files/', 'an apply of another machine'],
    ],
    '0 done or shown, 1 error or nothing started, 3 rolled back, but not everything, 64 usage, 129 terminal closed, 130 interrupted',
  );
}

async function list(run: string | undefined, options: RollbackOptions): Promise<void> {
  if (run !== undefined) {
    throw new HintedError('usage', sentence`--list cannot be combined with a run`, {
      hint: sentence`omit the one or the other`,
    });
  }
  const { listRunsHere } = await import('../rollback/list.ts');
  await listRunsHere(options, openTerminal(options.color));
}

async function rollback(name: string | undefined, options: RollbackOptions): Promise<ExitCode> {
  const terminal = openTerminal(options.color);
  const encrypt = await prepareToSave(options);
  if (options.report !== undefined) await checkReport(options.report, undefined);
  const limit = createTimeLimit(options.timeout, terminal);
  const { planRollbackOf } = await import('../rollback/plan.ts');
  return planRollbackOf(name, options, { terminal, limit }, async (plan, session) => {
    if (options.out !== undefined) await savePlan(plan, options.out, encrypt);
    if (options.out !== undefined || (options.autoApprove !== true && !terminal.interactive)) {
      return showOnly(plan, options, terminal);
    }
    return applyShown(plan, session, options, terminal);
  });
}

/** Shows the plan and how to carry it out, without writing anything to a vendor. */
async function showOnly(plan: Plan, options: RollbackOptions, terminal: Terminal): Promise<ExitCode> {
  await printPlan(plan, options, terminal);
  const { exitCodeOfPlan, nextStep } = await import('../planned.ts');
  if (options.quiet !== true && !isJson(options)) {
    const { nextOfRollback } = await import('../rollback/next.ts');
    const next =
      options.out === undefined ? nextOfRollback(plan) : `Saved to ${options.out}; ${nextStep(plan, options.out)}`;
    terminal.err(`${next}\n`);
  }
  return exitCodeOfPlan(plan, false);
}

async function applyShown(
  plan: Plan,
  session: Session,
  options: RollbackOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const isApproved = options.autoApprove === true;
  if (!isJson(options)) await printPlan(plan, options, terminal);
  const { sendableRequests } = await import('../../workflows/apply.ts');
  const approval = { isUnattended: isApproved, isReviewed: false, firstRun: false, records: new Map() };
  const sendable = sendableRequests(plan, session.connections.accounts, approval);
  if (!isApproved && sendable.length > 0) {
    if (isJson(options)) await showForConsent(plan, options, terminal);
    await confirm('Roll back?');
  }
  const applying = { plan, approval, sendable, reviewed: undefined, resume: undefined, identity: options.identity };
  return runApply(applying, session, options, terminal);
}
