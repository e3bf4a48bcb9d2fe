// Before and after `rollcall apply`.

import { readFile } from 'node:fs/promises';
import { applyArguments } from '../arguments.ts';
import { chooseReview } from '../review.ts';
import { addToSummary, annotate, type Environment, fileIn, input, logAsIs } from '../runner.ts';
import { preformatted } from '../summary.ts';
import { writeArguments } from './prepare.ts';

export async function prepareApply(environment: Environment): Promise<void> {
  const inputs = {
    directory: input(environment, 'directory'),
    account: input(environment, 'account'),
    base: input(environment, 'base'),
    reviewed: input(environment, 'reviewed'),
    identity: input(environment, 'identity'),
  };
  const review = chooseReview(inputs);
  if (review.from === 'nowhere' && review.why === 'no-identity') {
    annotate(
      'notice',
      'What the manifests say is applied, and nothing of it was reviewed: without `identity` no kept plan can be opened. Give `identity`, or `reviewed: none` if this is meant.',
    );
  }
  await writeArguments(environment, applyArguments(inputs, fileIn(environment, 'reviewedPlan')));
}

/** Shows what was applied in the log and in the job's summary; the step ends the way rollcall did. */
export async function finishApply(exitCode: number, environment: Environment): Promise<number> {
  const printed = await readFile(fileIn(environment, 'applied'), 'utf8');
  logAsIs(printed);
  await addToSummary(environment, preformatted(printed));
  return exitCode;
}
