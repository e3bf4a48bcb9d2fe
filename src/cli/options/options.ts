// Options that every command shares, declared once.

import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseSandboxPlace } from './sandbox-place.ts';

export type Format = 'text' | 'json' | 'markdown' | 'html' | 'github' | 'sarif';

export const PLAN_FORMATS: readonly Format[] = ['text', 'markdown', 'json', 'html'];

export interface GlobalOptions {
  readonly dir: string;
  readonly account?: readonly string[];
  readonly contact?: readonly string[];
  readonly envFile?: string;
  /** True: the state file in .rollcall; a string: that file. */
  readonly sandbox?: true | string;
  readonly allowHost?: readonly string[];
  readonly cache: boolean;
  readonly format: Format;
  readonly json?: true;
  /** Absent: mask where `CI` is set. */
  readonly redact?: boolean;
  readonly full?: true;
  readonly plain?: true;
  /** Absent: up to 20 changes all, beyond that an example of each shape. */
  readonly requests?: boolean;
  readonly color: boolean;
  readonly quiet?: true;
}

export interface BaseFlags {
  readonly base: string;
  readonly changed?: true;
}

export function withOutput(command: Command, formats: readonly Format[]): Command {
  return command
    .optionsGroup('Output:')
    .addOption(new Option('--format <format>', 'how to print').choices(formats).default('text'))
    .option('--json', 'the same as --format json')
    .option('--redact', 'mask personal data; the default where CI is set')
    .option('--no-redact', 'show personal data, also where CI is set')
    .option('--no-color', 'no colours, also on a terminal')
    .option('-q, --quiet', 'no progress, only the result');
}

/** What tells removals from what was never managed. */
export function withBaseOption(command: Command): Command {
  return command
    .optionsGroup('Base:')
    .option(
      '--base <base>',
      'what was declared before: applied, a git ref, a directory, or none; what the manifests no longer declare is removed',
      'none',
    );
}

export function withBaseOptions(command: Command): Command {
  return withBaseOption(command).option('--changed', 'only contacts whose declaration differs from the base');
}

/** As they stand after parsing; each names the limit that it replaces. */
export interface LimitFlags {
  readonly maxChangedPercent?: number;
  readonly minContacts?: number;
  readonly maxShrinkPercent?: number;
  readonly maxDeletes?: number;
  readonly maxUnsubscribes?: number;
  readonly maxRequests?: number;
  readonly maxMinutes?: number;
}

/** Each lifts or sets one limit for this plan, which records it. */
export function withLimits(command: Command): Command {
  return command
    .optionsGroup('Limits, in place of the accounts’ own:')
    .option('--max-changed-percent <n>', 'percent of the declared contacts that may change', percent)
    .option('--min-contacts <n>', 'fewest contacts that a listing must return; 0 for a new account', wholeNumber)
    .option(
      '--max-shrink-percent <n>',
      'percent by which a listing may have shrunk since the last one (default: 50)',
      percent,
    )
    .option('--max-deletes <n>', 'contacts that may be deleted', wholeNumber)
    .option('--max-unsubscribes <n>', 'people who may stop being mailable', wholeNumber)
    .option('--max-requests <n>', 'requests that the plan may take, at all accounts together', wholeNumber)
    .option('--max-minutes <n>', 'minutes that an account may take at its rate limit', wholeNumber);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

function percent(text: string): number {
  if (!/^\d{1,3}$/.test(text) || Number(text) > 100) {
    throw new InvalidArgumentError('It must be a whole number from 0 to 100.');
  }
  return Number(text);
}

export const LIMITS = [
  'maxChangedPercent',
  'minContacts',
  'maxShrinkPercent',
  'maxDeletes',
  'maxUnsubscribes',
  'maxRequests',
  'maxMinutes',
] as const satisfies readonly (keyof LimitFlags)[];

/** Those that were given. */
export function limitsOf(flags: LimitFlags): LimitFlags {
  return Object.fromEntries(LIMITS.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]])));
}

/** For commands that read a saved plan. */
export function withIdentity(command: Command): Command {
  return command.option('--identity <file>', 'age identity that opens a plan saved with --encrypt-to');
}

/** How a plan is laid out as text, and which requests it shows as text and in Markdown. */
export function withPlanText(command: Command): Command {
  return command
    .option('--full', 'list every contact, also where many change alike')
    .option('--plain', 'words instead of symbols, for screen readers')
    .option(
      '--requests',
      'show every request, bodies in full (default: all of up to 20 changes, beyond that one example of each shape)',
    )
    .option('--no-requests', 'show no requests');
}

export function withManifests(command: Command, formats: readonly Format[]): Command {
  return withOutput(
    command
      .optionsGroup('Manifests and accounts:')
      .option('-d, --dir <directory>', 'directory of the manifests', 'contacts.d')
      .option('--account <name>', 'only this account (repeatable)', collect)
      .option('--contact <pattern>', 'only contacts whose key matches, * and ? as wildcards (repeatable)', collect)
      .option('--env-file <file>', 'read credentials from this file too')
      .option(
        '--sandbox [file]',
        'use an embedded sandbox instead of the vendors; its state is kept in .rollcall/sandbox.json or FILE; http://127.0.0.1:PORT names one that runs',
        parseSandboxPlace,
      )
      .option(
        '--allow-host <host>',
        'allow this host in a baseUrl, in addition to the vendor’s own (repeatable)',
        collect,
      )
      .option('--no-cache', 'keep and use nothing under .rollcall: parsed manifests, sizes of listings, live contacts'),
    formats,
  );
}

export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

export function isJson({ format, json }: Pick<GlobalOptions, 'format' | 'json'>): boolean {
  return json === true || format === 'json';
}

/** Columns of a help text, as those of a terminal that nobody has widened. */
const HELP_WIDTH = 80;

/**
 * Help of a command: examples and exit codes under the options.
 *
 * @param exitCodes `0 done, 1 error`
 */
export function withExamples(
  command: Command,
  examples: readonly (readonly [string, string])[],
  exitCodes: string,
): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const fits = examples.every(([, what]) => `  $ ${' '.repeat(width)}  ${what}`.length <= HELP_WIDTH);
  const lines = examples.map(([line, what]) =>
    fits ? `  $ ${line.padEnd(width)}  ${what}` : `  $ ${line}\n      ${what}`,
  );
  return command
    .helpOption('-h, --help', 'show this')
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}\n\nExit codes:\n${listed(exitCodes)}`);
}

function listed(exitCodes: string): string {
  const codes = exitCodes.split(/, (?=\d)/).map((code) => /^(\d+) (.*)$/.exec(code) ?? []);
  return codes.map(([, code = '', what = '']) => `${code.padStart(5)}  ${what}`).join('\n');
}
