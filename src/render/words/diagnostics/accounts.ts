// Sentences for mistakes in accounts and credentials. Their arguments never contain a credential.

import type { AccountMistakes } from '../../../manifest/mistake.ts';
import { count } from '../numbers.ts';
import type { Sentences } from '../say.ts';
import { didYouMean, words } from './parts.ts';

/** Map from the code of a mistake to the function that turns its arguments into a sentence and a hint. */
export const ACCOUNT_MISTAKES: Sentences<AccountMistakes> = {
  'duplicate-account': ({ account, other }) =>
    words(`The account ${account} is also defined at ${other}`, 'Keep one of the two'),
  'same-destination': ({ account, label, other }) =>
    words(
      `The account ${account} is the same account at ${label} as the one at ${other}`,
      'Keep one of the two, or give them the credentials of different accounts',
    ),
  'duplicate-limits': ({ other }) =>
    words(`The limits over all accounts are also declared at ${other}`, 'Keep one of the two'),
  'duplicate-opt-outs': ({ other }) => words(`optOuts is also declared at ${other}`, 'Keep one of the two'),
  'invalid-account-name': ({ name }) =>
    words(
      `${name} is not a valid account name`,
      'Small letters, digits and -, beginning with a letter, at most 40 characters',
    ),
  'unknown-api-version': ({ provider, version, suggestion, known }) =>
    words(`${provider} has no API version ${version}`, didYouMean(suggestion, `Known: ${known.join(', ')}`)),
  'cannot-delete': ({ label }) => words(`${label} cannot delete contacts`, 'Write keep or unsubscribe'),
  'risky-key-field': ({ consequence, advice }) => words(consequence, advice),
  'rate-limit-too-high': ({ rate, label, most }) =>
    words(`${rate} is more than ${label} allows`, `At most ${most}/min`),
  'literal-secret': ({ field, variable }) =>
    words(
      `${field} must name an environment variable, not contain a secret`,
      `Put it into an environment variable and write "\${${variable}}"; if the secret was real, replace it at the vendor`,
    ),
  'missing-variable': ({ variable }) =>
    words(`The environment variable ${variable} is not set`, 'Set it, or load it from a file with --secrets'),
  'invalid-variable': ({ variable }) =>
    words(
      `The environment variable ${variable} contains a line break, or another character that is not allowed in a credential`,
      'Copy the credential from the vendor again, and set the variable to nothing else',
    ),
  'invalid-url': (args) => {
    switch (args.what) {
      case 'address':
        return words('baseUrl must be a web address', `For example ${args.origin}`);
      case 'credentials':
        return words('baseUrl must not contain credentials', 'Remove everything before the @');
      case 'query':
        return words('baseUrl must not have a query or a fragment', 'Remove everything after the path');
      case 'http':
        return words('http is allowed for this machine only', 'Write https://');
    }
  },
  'host-not-allowed': ({ host, origin }) =>
    words(
      `${host} is neither the vendor’s host nor this machine`,
      `Remove it to use ${origin}, or allow the host outside the manifests: --allow-host ${host}`,
    ),
  'unknown-account': ({ name, suggestion, known }) =>
    words(
      `There is no account ${name}`,
      didYouMean(suggestion, known.length === 0 ? 'Define it under accounts:' : `Known accounts: ${known.join(', ')}`),
    ),
  'no-contact-matches': ({ pattern, more }) =>
    words(
      `No contact matches ${pattern}${more === undefined ? '' : `, nor ${count(more, 'other line')} of this file`}`,
      'Patterns hold for what follows account/ in a key or, with a slash, for the whole key; * stands for any text, ? for one character',
    ),
};
