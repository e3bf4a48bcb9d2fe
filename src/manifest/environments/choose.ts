// Finds the environment that the options ask for. Whoever forgets to name one reaches no vendor: an environment is never guessed.

import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { suggestion } from '../schema/suggest.ts';
import type { DeclaredEnvironment } from './declared.ts';

/** Which environment manifests are loaded for. */
export interface EnvironmentOptions {
  /** Name of the environment; absent: the manifests must declare none. */
  readonly environmentName?: string | undefined;
  /**
   * How `environmentName` is used. `one` (default): load for this environment. `every`: check the manifests for every
   * environment, and return the configuration that holds without one. `earlier`: the manifests are of an earlier revision; if
   * they declare other environments but not this one, they declare nothing for it.
   */
  readonly environmentUse?: 'one' | 'every' | 'earlier' | undefined;
}

/**
 * The environment to load for; `none` to load without one; `undeclared` if an earlier revision declares environments, but not
 * this one.
 */
export type Choice = DeclaredEnvironment | 'none' | 'undeclared';

/**
 * Finds the environment.
 *
 * @throws HintedError `environment` (`needed`, `unknown`, `none-declared`)
 */
export function chooseEnvironment(
  environments: readonly DeclaredEnvironment[],
  { environmentName: name, environmentUse: use = 'one' }: EnvironmentOptions,
): Choice {
  if (use === 'every') return 'none';
  const found = environments.find((environment) => environment.name === name);
  if (found !== undefined) return found;
  if (use === 'earlier') return name === undefined || environments.length === 0 ? 'none' : 'undeclared';
  if (name === undefined && environments.length === 0) return 'none';
  throw notChosen(
    name,
    environments.map((environment) => environment.name),
  );
}

/** Returns the environments that accounts and contacts are checked for: the chosen one, or all if none is chosen. */
export function environmentsToCheck(
  environments: readonly DeclaredEnvironment[],
  choice: Choice,
): readonly DeclaredEnvironment[] {
  return typeof choice === 'string' ? environments : [choice];
}

const HOW = sentence`choose one with --env NAME, or with the environment variable ROLLCALL_ENV`;

function notChosen(name: string | undefined, declared: readonly string[]): HintedError {
  const names = shown(listed(declared));
  if (name === undefined) {
    return new HintedError(
      'environment',
      sentence`the manifests declare the environments ${names}, and none is named`,
      {
        reason: 'needed',
        hint: HOW,
        details: { environments: declared },
      },
    );
  }
  if (declared.length === 0) {
    const message = sentence`the manifests declare no environments, so there is no ${shown(name)}`;
    const hint = sentence`leave out --env and unset ROLLCALL_ENV, or declare it under environments:`;
    return new HintedError('environment', message, { reason: 'none-declared', hint, details: { environments: [] } });
  }
  const { suggestion: near } = suggestion(name, declared);
  const hint = near === undefined ? sentence`declared are ${names}` : sentence`did you mean ${shown(near)}?`;
  return new HintedError('environment', sentence`there is no environment ${shown(name)}`, {
    reason: 'unknown',
    hint,
    details: { environments: declared },
  });
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
