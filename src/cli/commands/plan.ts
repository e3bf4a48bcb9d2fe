import { Command, Option } from 'commander';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/examples.ts';
import {
  type BaseFlags,
  collect,
  type GlobalOptions,
  isJson,
  type LimitFlags,
  PLAN_FORMATS,
  type TimeoutFlag,
  withBaseOptions,
  withLimits,
  withManifests,
  withPlanText,
  withTimeout,
} from '../options/options.ts';
import { checkRefresh, type RefreshFlags, readsEverything, withRefresh } from '../options/refresh.ts';
import { printPlan } from '../print-plan.ts';
import { keepReadingOf, prepareToSave, savePlan } from '../save-plan.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { withTimeLimit } from '../time-limit.ts';

interface PlanOptions extends GlobalOptions, BaseFlags, LimitFlags, RefreshFlags, TimeoutFlag {
  readonly live?: string;
  readonly out?: string;
  readonly encryptTo?: readonly string[];
  readonly detailedExitcode?: true;
}

/** The command `plan`. */
export function planCommand(setExit: SetExit): Command {
  const planned = withLimits(withBaseOptions(withPlanText(withManifests(new Command('plan'), PLAN_FORMATS))))
    .description('Show what would change at the vendors. Read-only.')
    .optionsGroup('Plan:');
  const command = withTimeout(withRefresh(planned))
    .option('--out <file>', 'save the plan for apply and show')
    .option('--encrypt-to <recipient>', 'encrypt that file with age, for this recipient (age1…; repeatable)', collect)
    .addOption(
      new Option('--live <file>', 'compare with a snapshot instead of the vendors, offline').conflicts([
        'sandbox',
        'refresh',
      ]),
    )
    .option('--detailed-exitcode', 'exit with 2 if there are changes')
    .action(async (options: PlanOptions) => plan(options, setExit));
  return withExamples(
    command,
    [
      ['rollcall plan --sandbox', 'a dry run that needs no credentials'],
      ['rollcall plan --out plan.json', 'save exactly what apply will send'],
      ['rollcall plan --base main --changed', 'what a pull request changes, including removals'],
      ['rollcall plan --live live.ndjson', 'compare with a saved snapshot, offline'],
      ['rollcall plan --refresh=incremental', 'read only what changed since the last time'],
      ["rollcall plan --account shop --contact '*@example.com'", 'only some contacts'],
    ],
    '0 done, 1 error or incomplete, 2 changes (with --detailed-exitcode), 64 usage',
  );
}

async function plan(options: PlanOptions, setExit: SetExit): Promise<void> {
  if (options.changed === true && options.base === 'none') {
    throw new HintedError('usage', sentence`--changed needs a base`, { hint: sentence`add --base` });
  }
  checkRefresh(options, true);
  const encrypt = await prepareToSave(options);
  const terminal = openTerminal(options.color);
  const { withSession } = await import('../session.ts');
  const { planWithProgress } = await import('../plan-with-progress.ts');
  const readsAll = options.live === undefined && readsEverything(options);
  // Take the time now: reading may begin as soon as the manifests are valid.
  const readAt = Date.now();
  const made = await withTimeLimit(options.timeout, terminal, (signal) =>
    withSession(
      options,
      terminal,
      { store: false, base: options.base, needsRecord: true, live: options.live, signal, readsAll },
      (session) => planWithProgress(session, options, terminal),
    ),
  );
  if (options.out !== undefined) {
    await savePlan(made, options.out, encrypt);
    await keepReadingOf(made, readAt, options);
  }
  await printPlan(made, options, terminal);
  if (options.sandbox !== undefined) (await import('../sandbox/define.ts')).sayUndefined(made, options, terminal);
  if (options.out !== undefined && options.quiet !== true && !isJson(options)) {
    const { nextStep } = await import('../planned.ts');
    terminal.err(`Saved to ${options.out}; ${nextStep(made, options.out)}\n`);
  } else if (options.out === undefined && isTextForPeople(options, terminal)) {
    const { nextStepUnsaved } = await import('../planned.ts');
    const next = nextStepUnsaved(made);
    if (next !== undefined) terminal.err(`→ ${next}\n`);
  }
  const { exitCodeOfPlan } = await import('../planned.ts');
  setExit(exitCodeOfPlan(made, options.detailedExitcode === true));
}

function isTextForPeople(options: PlanOptions, { interactive }: Terminal): boolean {
  return interactive && options.quiet !== true && !isJson(options) && options.format === 'text';
}
