import { chooseMode, mayComment } from '../mode.ts';
import { chooseReview } from '../review.ts';
import { artifactName } from '../reviewed-plan.ts';
import { type Environment, input, readEvent, setOutput } from '../runner.ts';

/** Decides what the steps after it do. Outputs: `mode`, `comment`, `review`, `artifact`. */
export async function choose(environment: Environment): Promise<void> {
  const event = await readEvent(environment);
  const mode = chooseMode(input(environment, 'mode'), event);
  const review = chooseReview({ reviewed: input(environment, 'reviewed'), identity: input(environment, 'identity') });
  await setOutput(environment, 'mode', mode);
  await setOutput(environment, 'comment', String(mayComment(input(environment, 'comment'), event)));
  await setOutput(environment, 'review', review.from);
  await setOutput(environment, 'artifact', artifactName(input(environment, 'account')));
}
