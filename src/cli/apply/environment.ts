// Chooses the environment of an apply: the one that its plans were made for. A plan is never applied in another environment, even
// if both environments write to accounts of the same vendor.

import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { Plan } from '../../plan/document.ts';
import { type EnvironmentFlag, environmentNameOf } from '../options/environment.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Returns the options with `env` set to the environment of the plans.
 *
 * @param plans the saved plan, or the reviewed ones; if there are none, the options are returned as they are
 * @throws HintedError `usage` if the options, or two of the plans, contradict each other
 */
export function inPlannedEnvironment<Options extends EnvironmentFlag>(
  options: Options,
  plans: readonly Pick<Plan, 'environment'>[],
  variables: Variables,
): Options {
  const [planned, ...others] = new Set(plans.map(({ environment }) => environment));
  if (planned === undefined) return options;
  const [other] = others;
  if (other !== undefined) {
    throw new HintedError('usage', sentence`one plan was made ${whereOf(planned)}, another ${whereOf(other)}`, {
      hint: sentence`apply the plans of each environment on their own`,
    });
  }
  const wanted = environmentNameOf(options, variables);
  if (wanted === undefined) return planned === null ? options : { ...options, env: planned };
  if (wanted === planned) return options;
  const said = shown(options.env === undefined ? 'ROLLCALL_ENV' : '--env');
  throw new HintedError('usage', sentence`the plan was made ${whereOf(planned)}, but ${said} says ${shown(wanted)}`, {
    hint: sentence`leave out ${said} to apply it where it was made for, or plan again: rollcall plan --env ${shown(wanted)} --out FILE`,
  });
}

function whereOf(environment: string | null) {
  return environment === null ? sentence`without an environment` : sentence`for the environment ${shown(environment)}`;
}
