// Whether personal data are masked: asked for, or the default where others may read along.

import type { GlobalOptions } from './options.ts';

type Variables = Readonly<Record<string, string | undefined>>;

export function isRedacted({ redact }: Pick<GlobalOptions, 'redact'>, variables: Variables): boolean {
  return redact ?? isCi(variables);
}

/** For what goes wrong before or outside of a command. */
export function isRedactedFor(argv: readonly string[], variables: Variables): boolean {
  if (argv.includes('--no-redact')) return false;
  return argv.includes('--redact') || isCi(variables);
}

function isCi({ CI }: Variables): boolean {
  return CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0';
}
