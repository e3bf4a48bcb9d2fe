import { rm, writeFile } from 'node:fs/promises';
import { applyArguments, driftArguments, encodeArguments, planArguments } from '../arguments.ts';
import type { Event } from '../event.ts';
import { chooseMode, type Mode, mayComment } from '../mode.ts';
import { chooseReview } from '../review.ts';
import { type Environment, fileIn, input, readEvent, setOutput } from '../runner.ts';
import { artifactName } from '../subject.ts';

/**
 * Decides what the following steps do, and writes the arguments of rollcall to a file for them. Sets the outputs `mode`;
 * `comment`, true or false; `review`, a kind of Review; `artifact`, the name of the plan's artefact.
 */
export async function choose(environment: Environment): Promise<void> {
  const event = await readEvent(environment);
  const inputs = readInputs(environment);
  const mode = chooseMode(inputs.mode, event);
  await clear(environment);
  await writeArguments(environment, commandLine(mode, inputs, event, environment));
  await setOutput(environment, 'mode', mode);
  await setOutput(environment, 'comment', String(mayComment(inputs.comment, event)));
  await setOutput(environment, 'review', chooseReview(inputs).kind);
  await setOutput(environment, 'artifact', artifactName(inputs, event.pullRequest?.number));
}

type Inputs = ReturnType<typeof readInputs>;

function readInputs(environment: Environment) {
  return {
    mode: input(environment, 'mode'),
    directory: input(environment, 'directory'),
    account: input(environment, 'account'),
    env: input(environment, 'env'),
    base: input(environment, 'base'),
    recipient: input(environment, 'recipient'),
    reviewed: input(environment, 'reviewed'),
    identity: input(environment, 'identity'),
    comment: input(environment, 'comment'),
  };
}

/** The arguments of rollcall; empty for `validate`, which action.yml runs itself in every mode. */
function commandLine(mode: Mode, inputs: Inputs, event: Event, environment: Environment): readonly string[] {
  switch (mode) {
    case 'validate':
      return [];
    case 'plan':
      return planArguments(inputs, event, fileIn(environment, 'plan'));
    case 'apply':
      return applyArguments(inputs);
    case 'drift':
      return driftArguments(inputs);
  }
}

/** Deletes the files of an earlier use of the action in the same job, so that no step reads them by mistake. */
async function clear(environment: Environment): Promise<void> {
  for (const file of ['plan', 'markdown', 'reviewedPlans', 'applied', 'drift'] as const)
    await rm(fileIn(environment, file), { force: true, recursive: true });
}

async function writeArguments(environment: Environment, words: readonly string[]): Promise<void> {
  await writeFile(fileIn(environment, 'arguments'), encodeArguments(words));
}
