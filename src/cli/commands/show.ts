import { Command } from 'commander';
import type { SetExit } from '../exit-codes.ts';
import { type GlobalOptions, isJson, withExamples, withOutput } from '../options.ts';
import { printPlan } from '../print-plan.ts';
import { readPlan } from '../read-plan.ts';
import { openTerminal } from '../terminal.ts';

export function showCommand(_setExit: SetExit): Command {
  const command = withOutput(new Command('show'))
    .description('Render a saved plan again.')
    .argument('<plan>', 'a file written by plan --out')
    .action(async (file: string, options: GlobalOptions) => {
      await printPlan(await readPlan(file), isJson(options), openTerminal(options.color));
    });
  return withExamples(
    command,
    [
      ['rollcall show plan.json', 'as text'],
      ['rollcall show plan.json --json', 'the document itself'],
    ],
    '0 done, 1 error, 64 usage',
  );
}
