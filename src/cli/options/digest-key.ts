// Finds the key with which a command computes digests of addresses.

import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { keysFor } from '../../manifest/suppressions/digest.ts';
import type { Environment } from '../secrets.ts';

/** A key for digests of addresses, with the id by which manifests and the command line name it. */
export interface DigestKey {
  readonly id: string;
  readonly key: string;
}

/**
 * Finds the key.
 *
 * @param id the id of the key; undefined: use the only key that is set
 * @throws HintedError `usage` if there is no id, and no key or more than one is set; `no-credentials` if the key is missing or
 *   too short
 */
export function digestKey(id: string | undefined, environment: Environment): DigestKey {
  const chosen = id ?? onlyKey(environment);
  const { keys, missing } = keysFor([chosen], environment);
  const key = keys.get(chosen);
  if (key !== undefined) return { id: chosen, key };
  const message = sentence`${shown(missing.join(', '))} is not set, or is shorter than 16 characters`;
  throw new HintedError('no-credentials', message, {
    hint: sentence`set it in the environment or in the secrets file; \`openssl rand -hex 32\` makes one`,
  });
}

function onlyKey(environment: Environment): string {
  const found = Object.keys(environment).flatMap((name) => /^ROLLCALL_DIGEST_KEY_([A-Z0-9_]+)$/.exec(name)?.[1] ?? []);
  const ids = found.map((id) => id.toLowerCase().replaceAll('_', '-')).sort();
  const [first, second] = ids;
  if (first !== undefined && second === undefined) return first;
  if (first === undefined) {
    throw new HintedError('usage', sentence`no key of digests is set`, {
      hint: sentence`make one with \`openssl rand -hex 32\`, and set it as ROLLCALL_DIGEST_KEY_K1`,
    });
  }
  throw new HintedError('usage', sentence`several keys of digests are set`, {
    hint: sentence`choose one with --key: ${shown(ids.join(', '))}`,
  });
}
