import { readFile } from 'node:fs/promises';
import { addToSummary, type Environment, fileIn, logAsIs } from '../runner.ts';
import { preformatted } from '../summary.ts';

/**
 * Shows the output of `rollcall apply` in the log and in the job's summary.
 *
 * @returns rollcall's exit code, unchanged
 */
export async function finishApply(exitCode: number, environment: Environment): Promise<number> {
  const printed = await readFile(fileIn(environment, 'applied'), 'utf8');
  logAsIs(printed);
  await addToSummary(environment, preformatted(printed));
  return exitCode;
}
