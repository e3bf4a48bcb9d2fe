// Sentences for mistakes in environments.

import type { EnvironmentMistakes } from '../../../manifest/environments/mistakes.ts';
import type { Sentences } from '../say.ts';
import { words } from './parts.ts';

/** Map from the code of a mistake to the function that turns its arguments into a sentence and a hint. */
export const ENVIRONMENT_MISTAKES: Sentences<EnvironmentMistakes> = {
  'invalid-environment-name': ({ name }) =>
    words(
      `${name} is not a valid name of an environment`,
      'Small letters, digits and -, beginning with a letter, at most 40 characters',
    ),
  'duplicate-in-environment': ({ environment, name, other }) =>
    words(`${name} of the environment ${environment} is also declared at ${other}`, 'Keep one of the two'),
  'account-not-mentioned': ({ environment, account }) =>
    words(
      `The environment ${environment} does not mention the account ${account}`,
      `Write what differs there, \`${account}: {}\` if it is the same there, or \`${account}: false\` if it is not there`,
    ),
  'not-in-environments': ({ field }) =>
    words(`${field} is the same in all environments`, `Write ${field} under accounts:`),
};
