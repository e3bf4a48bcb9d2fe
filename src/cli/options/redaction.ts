// Decides whether to mask personal data: as --redact or --no-redact says, otherwise only in CI, where others may read the output.

import { randomBytes } from 'node:crypto';
import type { ShortIds } from '../../render/redact/short-ids.ts';
import type { GlobalOptions } from './options.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Whether to mask personal data in the output of a command. */
export function isRedacted({ redact }: Pick<GlobalOptions, 'redact'>, variables: Variables): boolean {
  return redact ?? isCi(variables);
}

let ids: ShortIds | undefined;

/** Returns the function that replaces ids in the output of this process by short ids. */
export async function outputIds(): Promise<ShortIds> {
  const { saltedIds } = await import('../../render/redact/short-ids.ts');
  ids ??= saltedIds(randomBytes(SALT_BYTES));
  return ids;
}

const SALT_BYTES = 16;

/** Whether to mask personal data in an error message. Reads argv itself, because the error may concern the options. */
export function isRedactedFor(argv: readonly string[], variables: Variables): boolean {
  if (argv.includes('--no-redact')) return false;
  return argv.includes('--redact') || isCi(variables);
}

/** True in a CI job, where nobody can answer questions, and others may read the output. */
export function isCi({ CI }: Variables): boolean {
  return CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0';
}
