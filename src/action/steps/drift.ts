import { readFile } from 'node:fs/promises';
import { addToSummary, type Environment, fileIn, setOutput } from '../runner.ts';

/** rollcall's exit codes for drift that was read completely, with --detailed-exitcode. */
const [NO_DRIFT, DRIFT] = [0, 2];

/**
 * Shows drift (contacts that were changed at the vendor since the last apply) in the job's summary. Sets the output `drift` to
 * true or false, unless drift could not be read.
 *
 * @returns 0, or rollcall's exit code if drift could not be read
 */
export async function finishDrift(exitCode: number, environment: Environment): Promise<number> {
  await addToSummary(environment, await readFile(fileIn(environment, 'drift'), 'utf8'));
  if (exitCode !== NO_DRIFT && exitCode !== DRIFT) return exitCode;
  await setOutput(environment, 'drift', String(exitCode === DRIFT));
  return 0;
}
