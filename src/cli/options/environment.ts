// The environment that a command works in: --env, otherwise the environment variable ROLLCALL_ENV. The variable is read only from
// the environment of the process, because a file of credentials must not decide where requests go.

import type { Command } from 'commander';

/** Parsed value of --env. */
export interface EnvironmentFlag {
  /** Name of an environment of the manifests. */
  readonly env?: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Adds --env. */
export function withEnvironment(command: Command): Command {
  return command.option(
    '--env <name>',
    'the environment of the manifests to work in (default: the environment variable ROLLCALL_ENV)',
  );
}

/** Returns the name of the environment that was asked for; undefined if none was. */
export function environmentNameOf({ env }: EnvironmentFlag, variables: Variables): string | undefined {
  const { ROLLCALL_ENV = '' } = variables;
  return env ?? (ROLLCALL_ENV === '' ? undefined : ROLLCALL_ENV);
}
