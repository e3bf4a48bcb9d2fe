import { Command } from 'commander';
import type { SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/examples.ts';
import { type GlobalOptions, PLAN_FORMATS, withIdentity, withOutput, withPlanText } from '../options/options.ts';
import { printPlan } from '../print-plan.ts';
import { openTerminal } from '../terminal/terminal.ts';

/** The command `show`. */
export function showCommand(_setExit: SetExit): Command {
  const command = withIdentity(withPlanText(withOutput(new Command('show'), PLAN_FORMATS)).optionsGroup('Plan:'))
    .description('Show a saved plan.')
    .argument('<plan>', 'a file written by plan --out')
    .action(async (file: string, options: GlobalOptions & { readonly identity?: string }) => {
      const { readPlan } = await import('../../workflows/read-plan.ts');
      await printPlan(await readPlan(file, options.identity), options, openTerminal(options.color));
    });
  return withExamples(
    command,
    [
      ['rollcall show plan.json --full', 'as text, with every contact'],
      ['rollcall show plan.json --requests', 'with the body of every request'],
      ['rollcall show plan.json --format html > plan.html', 'as a single page for a browser'],
      ['rollcall show plan.age --identity key.txt', 'a plan saved with --encrypt-to'],
      ['rollcall show plan.json --json', 'the document itself'],
    ],
    '0 done, 1 error, 64 usage',
  );
}
