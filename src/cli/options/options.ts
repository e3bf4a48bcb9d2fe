// Options that several commands share.

import { type Command, InvalidArgumentError, Option } from 'commander';
import { collectPattern, type FilterOptions, onlyOnce } from './contact-filters.ts';
import { type EnvironmentFlag, withEnvironment } from './environment.ts';
import { parseDuration } from './run.ts';
import { parseSandboxPlace } from './sandbox-place.ts';

/** A value of --format. */
export type Format = 'text' | 'json' | 'markdown' | 'html' | 'github' | 'sarif';

/** The formats in which a plan can be printed. */
export const PLAN_FORMATS: readonly Format[] = ['text', 'markdown', 'json', 'html'];

/** Parsed values of the options that most commands share. */
export interface GlobalOptions extends FilterOptions, EnvironmentFlag {
  readonly dir: string;
  /** Path of a file with credentials. */
  readonly secrets?: string;
  /** True: use an embedded sandbox with its state in .rollcall. A string: its state file, or the URL of a running sandbox. */
  readonly sandbox?: true | string;
  /** True: the sandbox defines the lists, properties and other names that the manifests use. */
  readonly define?: true;
  readonly allowHost?: readonly string[];
  /** True: run the queries that manifests name as sources. */
  readonly allowSql?: true;
  /** True: refuse sources whose manifest does not name the digest of the data file. */
  readonly frozen?: true;
  /** True: leave out invalid entries instead of failing. */
  readonly skipInvalid?: true;
  readonly cache: boolean;
  readonly format: Format;
  readonly json?: true;
  /** Absent: mask personal data if `CI` is set. */
  readonly redact?: boolean;
  readonly full?: true;
  readonly plain?: true;
  /** Absent: show all requests of up to 20 changes; for more changes, one example of each shape. */
  readonly requests?: boolean;
  readonly color: boolean;
  readonly quiet?: true;
}

/** The option that allows the queries of sources to be run. */
export const ALLOW_SQL = [
  '--allow-sql',
  'run the queries that manifests name as sources, with the credentials of the environment',
] as const;

/** Parsed values of the options about the base. */
export interface BaseFlags {
  readonly base: string;
  readonly changed?: true;
}

/** Adds the options about output. */
export function withOutput(command: Command, formats: readonly Format[]): Command {
  return command
    .optionsGroup('Output:')
    .addOption(new Option('--format <format>', 'how to print').choices(formats).default('text'))
    .option('--json', 'the same as --format json')
    .option('--redact', 'mask personal data (default if CI is set)')
    .option('--no-redact', 'show personal data even if CI is set')
    .option('--no-color', 'no colours, even on a terminal')
    .option('-q, --quiet', 'no progress, only the result');
}

/**
 * Adds --base and --trust-record. A base tells contacts and values that are no longer declared, and must be removed, from those
 * that were never managed.
 */
export function withBaseOption(command: Command): Command {
  const based = command
    .optionsGroup('Base:')
    .option(
      '--base <base>',
      'what was declared before: record (what was last applied), a git ref, a directory, or none; contacts and values no longer declared are removed',
      parseBase,
      'record',
    );
  return withTrustRecord(based);
}

/** Adds --trust-record, for commands that compare with the record of what was applied. */
export function withTrustRecord(command: Command): Command {
  return command.option(
    '--trust-record',
    'use a record of what was applied even if it names commits that the remote’s default branch lacks',
  );
}

/** Returns the name of the base; `applied` is an older name of `record`. */
function parseBase(name: string): string {
  return name === 'applied' ? 'record' : name;
}

/** Adds --base and --changed. */
export function withBaseOptions(command: Command): Command {
  return withBaseOption(command).option('--changed', 'only contacts whose declaration differs from the base');
}

/** Parsed values of the limit options; each replaces the account's limit of the same name. */
export interface LimitFlags {
  readonly maxChangedPercent?: number;
  readonly minContacts?: number;
  readonly maxShrinkPercent?: number;
  readonly maxDeletes?: number;
  readonly maxUnsubscribes?: number;
  readonly maxRequests?: number;
  readonly maxMinutes?: number;
  /** True: approve the first run at a destination. */
  readonly firstRun?: true;
}

/** Adds the limit options. Their values replace the accounts' limits, and the plan records them. */
export function withLimits(command: Command): Command {
  return command
    .optionsGroup('Limits (replace those of the accounts):')
    .option('--max-changed-percent <n>', 'percent of the declared contacts that may change', percent)
    .option('--min-contacts <n>', 'fewest contacts that a listing must return; 0 for a new account', wholeNumber)
    .option(
      '--max-shrink-percent <n>',
      'percent by which a listing may have shrunk since the last one (default: 50)',
      percent,
    )
    .option('--max-deletes <n>', 'contacts that may be deleted', wholeNumber)
    .option('--max-unsubscribes <n>', 'people who may stop being mailable', wholeNumber)
    .option('--max-requests <n>', 'requests that the plan may need, for all accounts together', wholeNumber)
    .option('--max-minutes <n>', 'minutes that an account may need at its rate limit', wholeNumber)
    .option('--first-run', 'approve the first run at a destination, which an apply that asks nobody refuses');
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

/**
 * Names of all options that are limits. `firstRun` is not one of them, because --first-run may also be given with a saved plan.
 */
export const LIMITS = [
  'maxChangedPercent',
  'minContacts',
  'maxShrinkPercent',
  'maxDeletes',
  'maxUnsubscribes',
  'maxRequests',
  'maxMinutes',
] as const satisfies readonly (keyof LimitFlags)[];

/** Returns the limits that were given on the command line, and --first-run. */
export function limitsOf(flags: LimitFlags): LimitFlags {
  const names = [...LIMITS, 'firstRun'] as const;
  return Object.fromEntries(names.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]])));
}

/** Adds --identity, for commands that read a saved plan. */
export function withIdentity(command: Command): Command {
  return command.option('--identity <file>', 'age identity file that decrypts a plan saved with --encrypt-to');
}

/** Adds the options that control how much of a plan is printed, and how. */
export function withPlanText(command: Command): Command {
  return command
    .option('--full', 'list every contact, even if many change in the same way')
    .option('--plain', 'words instead of symbols, for screen readers')
    .option(
      '--requests',
      'show every request with its full body (default: all for up to 20 changes, otherwise one example of each shape)',
    )
    .option('--no-requests', 'show no requests');
}

/** Adds the options about manifests, accounts, the sandbox and output. */
export function withManifests(command: Command, formats: readonly Format[]): Command {
  return withOutput(
    withEnvironment(
      command
        .optionsGroup('Manifests and accounts:')
        .option('-d, --dir <directory>', 'directory of the manifests', 'contacts.d'),
    )
      .option('--account <name>', 'only this account (repeatable)', collect)
      .option(
        '--contact <pattern>',
        'only contacts whose key matches; wildcards * and ?; !PATTERN leaves contacts out (repeatable)',
        collectPattern,
      )
      .option(
        '--contacts-from <file>',
        'the same, from a file with a key or pattern per line; - for the standard input',
        onlyOnce,
      )
      .option('--secrets <file>', 'also read credentials from this file of NAME=value lines')
      .option(
        '--sandbox [file]',
        'use an embedded sandbox instead of the vendors, with its state in .rollcall/sandbox.json or FILE; begin with FILE if it is a snapshot; or a running one at http://127.0.0.1:PORT',
        parseSandboxPlace,
      )
      .option('--define', 'have the sandbox define the lists, properties and other names that the manifests use')
      .option(
        '--allow-host <host>',
        'allow this host in a baseUrl, in addition to the vendor’s own (repeatable)',
        collect,
      )
      .option(...ALLOW_SQL)
      .option('--frozen', 'refuse sources whose digest the manifests do not name (`sources pin` writes it)')
      .option('--skip-invalid', 'leave out invalid entries, and whoever they may be about; ends with 3')
      .option('--no-cache', 'do not cache under .rollcall: parsed manifests, sizes of listings, live contacts'),
    formats,
  );
}

/** Parsed value of --timeout of a command that only reads. */
export interface TimeoutFlag {
  /** Milliseconds; absent: no limit. */
  readonly timeout?: number;
}

/** Adds --timeout to a command that only reads. */
export function withTimeout(command: Command): Command {
  return command.option(
    '--timeout <duration>',
    'stop reading after this time; accounts that were not read by then are named: 90s, 15m, 1h',
    parseDuration,
  );
}

/** Parses a repeatable option: appends the value to the previous ones. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

/** Whether the output is JSON. */
export function isJson({ format, json }: Pick<GlobalOptions, 'format' | 'json'>): boolean {
  return json === true || format === 'json';
}
