// Before and after `rollcall plan`.

import { readFile, rm } from 'node:fs/promises';
import { planArguments } from '../arguments.ts';
import { addToSummary, type Environment, fileIn, input, readEvent, setOutput } from '../runner.ts';
import { writeArguments } from './prepare.ts';

/** rollcall's exit codes with --detailed-exitcode, where the plan is whole. */
const [NO_CHANGES, CHANGES] = [0, 2];

export async function preparePlan(environment: Environment): Promise<void> {
  const planFile = fileIn(environment, 'plan');
  // A job may use the action twice: the first one's plan must not be kept, or shown, as the second one's.
  for (const file of [planFile, fileIn(environment, 'markdown')]) await rm(file, { force: true });
  const inputs = {
    directory: input(environment, 'directory'),
    account: input(environment, 'account'),
    base: input(environment, 'base'),
    recipient: input(environment, 'recipient'),
  };
  await writeArguments(environment, planArguments(inputs, await readEvent(environment), planFile));
}

/** Shows the plan in the job's summary. Output: `changes`, unless planning failed. */
export async function finishPlan(exitCode: number, environment: Environment): Promise<number> {
  await addToSummary(environment, await readFile(fileIn(environment, 'markdown'), 'utf8'));
  if (exitCode !== NO_CHANGES && exitCode !== CHANGES) return exitCode;
  await setOutput(environment, 'changes', String(exitCode === CHANGES));
  return 0;
}
