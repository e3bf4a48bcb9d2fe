import { Command } from 'commander';
import type { Outcome } from '../../apply/events.ts';
import type { Plan } from '../../plan/document.ts';
import { applyWithProgress } from '../apply-with-progress.ts';
import { confirm } from '../confirm.ts';
import { EXIT, type ExitCode, type SetExit } from '../exit-codes.ts';
import { CommandError } from '../explain-error.ts';
import { type GlobalOptions, isJson, withExamples, withManifests, withPlanText } from '../options.ts';
import { planWithProgress } from '../plan-with-progress.ts';
import { printPlan } from '../print-plan.ts';
import { readPlan } from '../read-plan.ts';
import { isRedacted } from '../redaction.ts';
import { type Session, withSession } from '../session.ts';
import { openTerminal, type Terminal } from '../terminal.ts';
import { exitCodeOf } from './plan.ts';

interface ApplyOptions extends GlobalOptions {
  readonly autoApprove?: true;
}

export function applyCommand(setExit: SetExit): Command {
  const command = withPlanText(withManifests(new Command('apply'), ['text', 'json']))
    .description('Bring the vendors to the declared state: plan, show, ask and write; or write a saved plan.')
    .argument('[plan]', 'a file written by plan --out; applied without asking')
    .optionsGroup('Apply:')
    .option('--auto-approve', 'do not ask')
    .action(async (file: string | undefined, options: ApplyOptions) => apply(file, options, setExit));
  return withExamples(
    command,
    [
      ['rollcall apply', 'plan, show, ask, apply'],
      ['rollcall apply plan.json', 'send exactly the saved plan'],
      ['rollcall apply --sandbox --auto-approve', 'a dry run to the end, without credentials'],
    ],
    '0 done, 1 error or nothing started, 3 applied but not everything, 64 usage, 130 interrupted',
  );
}

async function apply(file: string | undefined, options: ApplyOptions, setExit: SetExit): Promise<void> {
  const terminal = openTerminal(options.color);
  const saved = file === undefined ? undefined : await readPlan(file);
  if (saved === undefined && options.autoApprove !== true && !terminal.interactive) {
    throw new CommandError('not-interactive', 'there is nobody to ask', {
      hint: 'apply a saved plan, or give --auto-approve',
    });
  }
  setExit(
    await withSession(options, terminal, { store: true }, async (session) => {
      const plan = saved ?? (await planWithProgress(session, options, terminal));
      if (saved === undefined) {
        if (!isJson(options)) await printPlan(plan, options, terminal);
        const refused = exitCodeOf(plan, false);
        if (refused !== EXIT.done && !plan.accounts.some(isApplicable)) return refused;
        if (plan.requests.length === 0 && plan.changes.length === 0) return finish(plan, [], options, terminal);
        if (options.autoApprove !== true && !(await confirm('Apply this plan?'))) {
          throw new CommandError('declined', 'not applied; nothing was sent to any vendor');
        }
      }
      return run(plan, session, options, terminal);
    }),
  );
}

function isApplicable({ complete, refusals }: Plan['accounts'][number]): boolean {
  return complete && refusals.length === 0;
}

async function run(plan: Plan, session: Session, options: ApplyOptions, terminal: Terminal): Promise<ExitCode> {
  const { refusedAccounts } = await import('../../apply/check-plan.ts');
  const refused = refusedAccounts(plan, session.connections.accounts);
  const [first] = refused;
  if (first !== undefined && refused.length === plan.accounts.length) {
    throw new CommandError('plan-refused', `${first.account}: ${first.message}`, { hint: first.hint });
  }
  const { outcomes, interrupted } = await applyWithProgress(plan, session, options, terminal);
  const exitCode = await finish(plan, outcomes, options, terminal);
  return interrupted ? EXIT.interrupted : exitCode;
}

async function finish(
  plan: Plan,
  outcomes: readonly Outcome[],
  options: ApplyOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const shown = isRedacted(options, process.env)
    ? (await import('../../render/redact.ts')).redactOutcomes(outcomes, plan)
    : outcomes;
  if (isJson(options)) {
    await terminal.out(`${JSON.stringify({ planId: plan.planId, outcomes: shown }, null, 2)}\n`);
  } else {
    const { renderOutcomes } = await import('../../render/outcome-text.ts');
    await terminal.out(renderOutcomes(shown, { color: terminal.color, width: terminal.width }));
  }
  return outcomes.every(({ status }) => status === 'succeeded') ? EXIT.done : EXIT.incomplete;
}
