import { readFile } from 'node:fs/promises';
import { addToSummary, type Environment, fileIn, setOutput } from '../runner.ts';

/** rollcall's exit codes for a complete plan, with --detailed-exitcode. */
const [NO_CHANGES, CHANGES] = [0, 2];

/**
 * Shows the plan in the job's summary. Sets the output `changes` to true or false, unless planning failed.
 *
 * @returns 0, or rollcall's exit code if planning failed
 */
export async function finishPlan(exitCode: number, environment: Environment): Promise<number> {
  await addToSummary(environment, await readFile(fileIn(environment, 'markdown'), 'utf8'));
  if (exitCode !== NO_CHANGES && exitCode !== CHANGES) return exitCode;
  await setOutput(environment, 'changes', String(exitCode === CHANGES));
  return 0;
}
