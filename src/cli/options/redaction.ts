// Whether to mask personal data: by option, otherwise by default in CI, where others may read the output.

import type { GlobalOptions } from './options.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Whether output of a command is masked. */
export function isRedacted({ redact }: Pick<GlobalOptions, 'redact'>, variables: Variables): boolean {
  return redact ?? isCi(variables);
}

/** The same for errors outside of a command, when options may not be parsed yet. */
export function isRedactedFor(argv: readonly string[], variables: Variables): boolean {
  if (argv.includes('--no-redact')) return false;
  return argv.includes('--redact') || isCi(variables);
}

function isCi({ CI }: Variables): boolean {
  return CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0';
}
