// What the subcommands of `record` share: their options, where the records are, confirmation and output.

import { join } from 'node:path';
import type { Command } from 'commander';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { Loaded } from '../../manifest/index.ts';
import type { CommandOptions } from '../../workflows/record/commands/open.ts';
import { loadOrExplain } from '../manifests.ts';
import { withEnvironment } from '../options/environment.ts';
import { ALLOW_SQL, collect, type GlobalOptions, isJson, withOutput } from '../options/options.ts';
import { parseSandboxPlace } from '../options/sandbox-place.ts';
import { startEmbedded } from '../places.ts';
import { encryptionOf, isPushBuild, type RecordFlags } from '../records.ts';
import { readEnvironment } from '../secrets.ts';
import { confirm } from '../terminal/confirm.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Parsed values of the options about manifests, the sandbox and output. */
export type PlaceOptions = Omit<GlobalOptions, 'account' | 'contact' | 'contactsFrom'> & RecordFlags;

/** Parsed values of the options of a command that changes records. */
export interface ApprovedOptions extends PlaceOptions {
  readonly autoApprove?: true;
}

/** Adds the options about manifests, the sandbox and output. */
export function withPlace(command: Command): Command {
  return withOutput(
    withEnvironment(
      command
        .optionsGroup('Manifests and accounts:')
        .option('-d, --dir <directory>', 'directory of the manifests', 'contacts.d'),
    )
      .option('--secrets <file>', 'also read credentials from this file of NAME=value lines')
      .option(
        '--sandbox [file]',
        'the records of an embedded sandbox, with its state in .rollcall/sandbox.json or FILE; or of a running one at http://127.0.0.1:PORT',
        parseSandboxPlace,
      )
      .option(
        '--allow-host <host>',
        'allow this host in a baseUrl, in addition to the vendor’s own (repeatable)',
        collect,
      )
      .option(...ALLOW_SQL),
    ['text', 'json'],
  ).optionsGroup('Record:');
}

/** Adds the options of a command that changes records. */
export function withApproval(command: Command): Command {
  return command
    .option('--auto-approve', 'do not ask for confirmation')
    .option('--offline-record', 'change this clone’s records only, and ask the remote nothing');
}

/**
 * Opens the sandbox if it is asked for, and calls `work` with the places where records are kept.
 *
 * @param isOnline whether the remote may be asked for its records
 */
export async function withRecords<T>(
  options: PlaceOptions,
  isOnline: boolean,
  work: (place: CommandOptions) => Promise<T>,
): Promise<T> {
  const { requireOwnStore } = await import('../../workflows/own-store.ts');
  await requireOwnStore(process.cwd());
  const environment = await readEnvironment(options);
  const sandbox = options.sandbox === undefined ? undefined : await startEmbedded(options.sandbox);
  const { identity, trustRecord = false } = options;
  try {
    return await work({
      directory: options.dir,
      workingDirectory: process.cwd(),
      now: Date.now,
      store: join(process.cwd(), '.rollcall'),
      environment,
      sandbox: sandbox?.records,
      isOnline,
      trust: trustRecord,
      isPushBuild: isPushBuild(process.env),
      ...(identity === undefined ? {} : { encryption: await encryptionOf(identity) }),
    });
  } finally {
    await sandbox?.close();
  }
}

/** Loads the manifests, without the filters that other commands have. */
export function load(
  options: PlaceOptions,
  environment: CommandOptions['environment'],
  terminal: Terminal,
): Promise<Loaded> {
  return loadOrExplain({ ...options, cache: false }, { environment, filters: {} }, terminal);
}

/**
 * Shows what would be done, and asks for confirmation.
 *
 * @throws HintedError `declined`, `interrupted`, `not-interactive`
 */
export async function approve(
  text: string,
  question: string,
  options: ApprovedOptions,
  terminal: Terminal,
): Promise<void> {
  if (options.autoApprove === true) return;
  if (!terminal.interactive) {
    throw new HintedError('not-interactive', sentence`no terminal to confirm on`, {
      hint: sentence`give --auto-approve`,
    });
  }
  terminal.err(text);
  await confirm(question, sentence`not confirmed; nothing was changed`);
}

/** Prints what was done: the document with --json, otherwise the text. */
export async function say(document: object, text: string, options: PlaceOptions, terminal: Terminal): Promise<void> {
  if (isJson(options)) await printJson(document, terminal);
  else await terminal.out(text);
}

/** Prints a document as JSON. */
export async function printJson(document: object, terminal: Terminal): Promise<void> {
  const { neutraliseJson } = await import('../../render/json/neutralise.ts');
  await terminal.out(`${neutraliseJson(JSON.stringify(document, null, 2))}\n`);
}
