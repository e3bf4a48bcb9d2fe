// Refuses edits that would subscribe somebody whom the manifests name as a person who must not be mailed.

import { personal } from '../../contact/argument.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { Assignment } from '../../manifest/assign/assignment.ts';
import type { Configuration } from '../../manifest/configuration.ts';
import { guardOf } from '../../manifest/suppressions/guard.ts';
import type { Suppression } from '../../manifest/suppressions/person.ts';

/**
 * Refuses assignments that would subscribe somebody who must not be mailed.
 *
 * @param meant the contacts that are edited
 * @param environment environment variables, which hold the keys of digests
 * @throws HintedError `cannot-edit` (`suppressed`) that names the suppression; `no-credentials` if its key is missing
 */
export function refuseSuppressed(
  assignments: readonly Assignment[],
  meant: readonly DesiredContact[],
  listed: Pick<Configuration, 'suppressions' | 'erasures'>,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const subscribed = new Set(assignments.filter(subscribes).map(({ contact }) => contact));
  for (const { account, key, identifiers } of meant) {
    if (!subscribed.has(key)) continue;
    const guard = guardOf(account, listed, environment);
    if (guard !== undefined && guard.missingKeys.length > 0) throw withoutKeys(guard.missingKeys);
    const { email, phone } = identifiers;
    const found = guard?.find({
      emails: email === undefined ? [] : [email],
      phones: phone === undefined ? [] : [phone],
    });
    if (found !== undefined) throw suppressed(key, found);
  }
}

/** Whether the value is, or contains, the status `subscribed` of a channel. */
function subscribes({ path, value }: Assignment): boolean {
  return path[0] === 'channels' && JSON.stringify(value ?? null).includes('"subscribed"');
}

function suppressed(key: string, { source: { file, line } }: Suppression): HintedError {
  const place = personal('file', `${file}:${line}`);
  return new HintedError(
    'cannot-edit',
    sentence`${personal('key', key)} must not be mailed, as \`suppressions\` says at ${place}; nothing was written`,
    { reason: 'suppressed', hint: sentence`remove that entry first, if the person may be mailed again` },
  );
}

function withoutKeys(variables: readonly string[]): HintedError {
  const message = sentence`it cannot be told who is suppressed, because ${shown(variables.join(', '))} is not set; nothing was written`;
  return new HintedError('no-credentials', message, {
    hint: sentence`set the key of the digests, in the environment or in the secrets file`,
  });
}
