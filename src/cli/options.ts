// Options that every command shares, declared once.

import { type Command, Option } from 'commander';

export interface GlobalOptions {
  readonly dir: string;
  readonly account?: readonly string[];
  readonly contact?: readonly string[];
  readonly envFile?: string;
  /** True: the state file in .rollcall; a string: that file. */
  readonly sandbox?: true | string;
  readonly allowHost?: readonly string[];
  readonly format: 'text' | 'json';
  readonly json?: true;
  readonly color: boolean;
  readonly quiet?: true;
}

export function withOutput(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .option('--json', 'the same as --format json')
    .option('--no-color', 'plain text, also on a terminal')
    .option('-q, --quiet', 'no progress, only the result');
}

export function withManifests(command: Command): Command {
  return withOutput(
    command
      .option('-d, --dir <directory>', 'directory of the manifests', 'contacts.d')
      .option('--account <name>', 'only this account (repeatable)', collect)
      .option('--contact <pattern>', 'only contacts whose key matches, * and ? as wildcards (repeatable)', collect)
      .option('--env-file <file>', 'read credentials from this file too')
      .option(
        '--sandbox [file]',
        'use an embedded sandbox instead of the vendors; its state is kept in .rollcall/sandbox.json or FILE',
      )
      .option('--allow-host <host>', 'allow this host in a baseUrl, beside the vendor’s own (repeatable)', collect),
  );
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

export function isJson({ format, json }: Pick<GlobalOptions, 'format' | 'json'>): boolean {
  return json === true || format === 'json';
}

/** Help of a command: examples and exit codes under the options. */
export function withExamples(
  command: Command,
  examples: readonly (readonly [string, string])[],
  exitCodes: string,
): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) => `  $ ${line.padEnd(width)}  ${what}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}\n\nExit codes: ${exitCodes}`);
}
