import { Command } from 'commander';
import type { Plan } from '../../plan/document.ts';
import { EXIT, type ExitCode, type SetExit } from '../exit-codes.ts';
import { CommandError } from '../explain-error.ts';
import {
  type BaseFlags,
  type GlobalOptions,
  isJson,
  type LimitFlags,
  PLAN_FORMATS,
  withBaseOptions,
  withExamples,
  withLimits,
  withManifests,
  withPlanText,
} from '../options.ts';
import { planWithProgress } from '../plan-with-progress.ts';
import { printPlan } from '../print-plan.ts';
import { withSession } from '../session.ts';
import { openTerminal } from '../terminal.ts';

interface PlanOptions extends GlobalOptions, BaseFlags, LimitFlags {
  readonly out?: string;
  readonly detailedExitcode?: true;
}

export function planCommand(setExit: SetExit): Command {
  const command = withLimits(withBaseOptions(withPlanText(withManifests(new Command('plan'), PLAN_FORMATS))))
    .description('Show what would change at the vendors; only reads.')
    .optionsGroup('Plan:')
    .option('--out <file>', 'save the plan, for apply and show')
    .option('--detailed-exitcode', 'exit 2 if there is anything to do')
    .action(async (options: PlanOptions) => plan(options, setExit));
  return withExamples(
    command,
    [
      ['rollcall plan --sandbox', 'a dry run that needs no credentials'],
      ['rollcall plan --out plan.json', 'save exactly what apply will send'],
      ['rollcall plan --base main --changed', 'what a pull request changes, removals included'],
      ["rollcall plan --account shop --contact '*@example.com'", 'a part of the contacts'],
    ],
    '0 done, 1 error or incomplete, 2 changes (with --detailed-exitcode), 64 usage',
  );
}

async function plan(options: PlanOptions, setExit: SetExit): Promise<void> {
  if (options.changed === true && options.base === 'none') {
    throw new CommandError('usage', '--changed needs a base', { hint: 'give --base, too', exitCode: EXIT.usage });
  }
  const terminal = openTerminal(options.color);
  const made = await withSession(options, terminal, { store: false, base: options.base }, (session) =>
    planWithProgress(session, options, terminal),
  );
  if (options.out !== undefined) {
    const { serialisePlan } = await import('../../plan/plan-file.ts');
    const { writePrivate } = await import('../../store/write-private.ts');
    await writePrivate(options.out, serialisePlan(made));
  }
  await printPlan(made, options, terminal);
  if (options.out !== undefined && options.quiet !== true && !isJson(options)) {
    terminal.err(`Saved to ${options.out}; apply exactly this plan with: rollcall apply ${options.out}\n`);
  }
  setExit(exitCodeOf(made, options.detailedExitcode === true));
}

export function exitCodeOf(plan: Plan, isDetailed: boolean): ExitCode {
  if (!plan.complete || plan.accounts.some(({ refusals }) => refusals.length > 0)) return EXIT.error;
  return isDetailed && plan.changes.length > 0 ? EXIT.changes : EXIT.done;
}
