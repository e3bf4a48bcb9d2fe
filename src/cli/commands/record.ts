import { join } from 'node:path';
import { Command } from 'commander';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { Loaded } from '../../manifest/index.ts';
import type { DropSelection } from '../../workflows/record/commands-drop.ts';
import type { CommandOptions } from '../../workflows/record/commands-open.ts';
import type { SetExit } from '../exit-codes.ts';
import { collect, type GlobalOptions, isJson, withExamples, withOutput } from '../options/options.ts';
import { parseSandboxPlace } from '../options/sandbox-place.ts';
import { encryptionOf, isPushBuild, type RecordFlags } from '../records.ts';
import { loadOrExplain, readEnvironment, startEmbedded } from '../session.ts';
import { confirm } from '../terminal/confirm.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';

type PlaceOptions = Omit<GlobalOptions, 'account' | 'contact' | 'contactsFrom'> & RecordFlags;

interface ApprovedOptions extends PlaceOptions {
  readonly autoApprove?: true;
}

const EXIT_CODES = '0 done, 1 error or not confirmed, 64 usage, 130 interrupted';

/** The command `record`, with its subcommands. */
export function recordCommand(_setExit: SetExit): Command {
  const command = new Command('record')
    .description('List, forget and move the records of what was applied, with which plans compare.')
    .addCommand(listCommand())
    .addCommand(dropCommand())
    .addCommand(moveCommand())
    .addCommand(forgetCommand());
  return withExamples(
    command,
    [
      ['rollcall record list', 'what was applied where, and what is owed'],
      ['rollcall record drop --help', 'the options of one of its commands'],
    ],
    '0 done, 1 error, 64 usage',
  );
}

function withPlace(command: Command): Command {
  return withOutput(
    command
      .optionsGroup('Manifests and accounts:')
      .option('-d, --dir <directory>', 'directory of the manifests', 'contacts.d')
      .option('--env-file <file>', 'also read credentials from this file')
      .option(
        '--sandbox [file]',
        'the records of an embedded sandbox, with its state in .rollcall/sandbox.json or FILE; or of a running one at http://127.0.0.1:PORT',
        parseSandboxPlace,
      )
      .option(
        '--allow-host <host>',
        'allow this host in a baseUrl, in addition to the vendor’s own (repeatable)',
        collect,
      ),
    ['text', 'json'],
  ).optionsGroup('Record:');
}

function withApproval(command: Command): Command {
  return command
    .option('--auto-approve', 'do not ask for confirmation')
    .option('--offline-record', 'change this clone’s records only, and ask the remote nothing');
}

interface ListOptions extends PlaceOptions {
  readonly remote?: true;
}

function listCommand(): Command {
  const command = withPlace(new Command('list'))
    .description('List all records: of every account and directory. Needs no credentials and no valid manifests.')
    .option('--remote', 'also ask the remote, and say which records it has')
    .action(async (options: ListOptions) => {
      const terminal = openTerminal(options.color);
      const { listRecords } = await import('../../workflows/record/commands-list.ts');
      const records = await withRecords(options, options.remote === true, listRecords);
      if (isJson(options)) return printJson({ records }, terminal);
      const { renderRecords } = await import('../../render/text/records.ts');
      await terminal.out(renderRecords(records, terminal.color));
    });
  return withExamples(
    command,
    [
      ['rollcall record list', 'those of this clone and this machine'],
      ['rollcall record list --remote', 'those of the remote, too'],
      ['rollcall record list --sandbox', 'those of the embedded sandbox'],
    ],
    '0 done, 1 error, 64 usage',
  );
}

interface DropOptions extends ApprovedOptions {
  readonly account?: string;
  readonly gone?: true;
}

function dropCommand(): Command {
  const command = withApproval(withPlace(new Command('drop')))
    .description(
      'Forget records, here and at the remote: the next plan there is a first run, and nothing counts as removed.',
    )
    .argument('[names...]', 'names of records as record list shows them', collect)
    .option('--account <name>', 'all records of this directory that were applied to an account of this name')
    .option('--gone', 'all records of this directory whose accounts are no longer declared')
    .action(drop);
  return withExamples(
    command,
    [
      ['rollcall record drop --account shop', 'after the vendor’s account was wiped'],
      ['rollcall record drop --gone', 'after accounts were removed from the manifests'],
      ['rollcall record drop applied/shop', 'a record of the old form'],
    ],
    EXIT_CODES,
  );
}

async function drop(names: readonly string[], options: DropOptions): Promise<void> {
  const terminal = openTerminal(options.color);
  const { findToDrop } = await import('../../workflows/record/commands-drop.ts');
  const { renderDropping, renderDropped } = await import('../../render/text/record-changes.ts');
  const selectionOf = selectionFrom(names, options);
  await withRecords(options, options.offlineRecord !== true, async (place) => {
    const selection = await selectionOf(place, terminal);
    const { records, drop } = await findToDrop(selection, place);
    if (records.length > 0) {
      await approve(renderDropping(records), 'Forget what was applied there?', options, terminal);
      await drop();
    }
    await say({ dropped: records }, renderDropped(records, options.offlineRecord === true), options, terminal);
  });
}

/** @throws HintedError `usage` unless exactly one way of choosing was given */
function selectionFrom(
  names: readonly string[],
  options: DropOptions,
): (place: CommandOptions, terminal: Terminal) => Promise<DropSelection> {
  const { account, gone } = options;
  const given = [names.length > 0, account !== undefined, gone === true].filter(Boolean).length;
  if (given !== 1) {
    throw new HintedError('usage', sentence`give either names of records, --account or --gone`, {
      hint: sentence`\`rollcall record list\` shows the names`,
    });
  }
  if (account !== undefined) return async () => ({ by: 'account', account });
  if (names.length > 0) return async () => ({ by: 'name', names });
  return async ({ environment }, terminal) => ({ by: 'gone', loaded: await load(options, environment, terminal) });
}

interface MoveOptions extends PlaceOptions {
  readonly force?: true;
}

function moveCommand(): Command {
  const command = withPlace(new Command('move'))
    .description('Make a record, or a commit, the record of what was applied to a declared account.')
    .argument('<from>', 'name of a record, as a plan or record list shows it; or a commit')
    .argument('[account]', 'name of the declared account (default: the record’s, or the only one)')
    .option('--force', 'even if that gives up a newer record, what is owed, or the record of another declared account')
    .option('--trust-record', 'use a record of the remote even if it names commits that its default branch lacks')
    .option('--offline-record', 'change this clone’s records only, and ask the remote nothing')
    .action(async (from: string, to: string | undefined, options: MoveOptions) => {
      const terminal = openTerminal(options.color);
      const { moveToAccount } = await import('../../workflows/record/commands-move.ts');
      const { renderMoved } = await import('../../render/text/record-changes.ts');
      await withRecords(options, options.offlineRecord !== true, async (place) => {
        const loaded = await load(options, place.environment, terminal);
        const request = { from, to, force: options.force === true, push: options.offlineRecord !== true };
        const moved = await moveToAccount(loaded, request, place);
        await say({ moved }, renderMoved(moved), options, terminal);
      });
    });
  return withExamples(
    command,
    [
      ['rollcall record move loops-0f3c… app', 'after a key was replaced or the directory moved'],
      ['rollcall record move applied/shop', 'a record of the old form'],
      ['rollcall record move 3f2a9c1 shop', 'to adopt what another tool applied, or after history was rewritten'],
    ],
    '0 done, 1 error or refused, 64 usage',
  );
}

interface ForgetOptions extends ApprovedOptions {
  readonly account?: readonly string[];
  readonly contact?: readonly string[];
  readonly field?: readonly string[];
}

function forgetCommand(): Command {
  const command = withApproval(withPlace(new Command('forget-owed')))
    .description('Let go of what is owed: the vendor’s values stay, and no plan shows them any more.')
    .option('--account <name>', 'only at this account (repeatable)', collect)
    .option('--contact <pattern>', 'only contacts whose key matches; wildcards * and ? (repeatable)', collect)
    .option(
      '--field <name>',
      'only this field, as unmanaged names it: city, tags.vip, customProperties.age (repeatable)',
      collect,
    )
    .action(forget);
  return withExamples(
    command,
    [
      ['rollcall record forget-owed --contact jane@example.com', 'everything that is owed of one contact'],
      ['rollcall record forget-owed --field city --account shop', 'a field that stays at the vendor'],
    ],
    EXIT_CODES,
  );
}

async function forget(options: ForgetOptions): Promise<void> {
  const terminal = openTerminal(options.color);
  const { findToForget } = await import('../../workflows/record/commands-forget.ts');
  const { renderForgetting, renderForgotten } = await import('../../render/text/record-changes.ts');
  await withRecords(options, options.offlineRecord !== true, async (place) => {
    const loaded = await load(options, place.environment, terminal);
    const { account: accounts, contact: contacts, field: fields } = options;
    const request = { accounts, contacts, fields, push: options.offlineRecord !== true };
    const { accounts: found, forget } = await findToForget(loaded, request, place);
    if (found.length > 0) {
      await approve(renderForgetting(found, fields), 'Let go of it?', options, terminal);
      await forget();
    }
    await say({ forgotten: found }, renderForgotten(found), options, terminal);
  });
}

/** Opens the sandbox if it is asked for, and passes on where records are. */
async function withRecords<T>(
  options: PlaceOptions,
  isOnline: boolean,
  work: (place: CommandOptions) => Promise<T>,
): Promise<T> {
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

/** The manifests, without the filters that other commands have. */
function load(options: PlaceOptions, environment: CommandOptions['environment'], terminal: Terminal): Promise<Loaded> {
  return loadOrExplain({ ...options, cache: false }, { environment, filters: {} }, terminal);
}

/** Shows what would be done, and asks. @throws HintedError `declined`, `interrupted`, `not-interactive` */
async function approve(text: string, question: string, options: ApprovedOptions, terminal: Terminal): Promise<void> {
  if (options.autoApprove === true) return;
  if (!terminal.interactive) {
    throw new HintedError('not-interactive', sentence`no terminal to confirm on`, {
      hint: sentence`give --auto-approve`,
    });
  }
  terminal.err(text);
  await confirm(question, sentence`not confirmed; nothing was changed`);
}

async function say(document: object, text: string, options: PlaceOptions, terminal: Terminal): Promise<void> {
  if (isJson(options)) await printJson(document, terminal);
  else await terminal.out(text);
}

async function printJson(document: object, terminal: Terminal): Promise<void> {
  const { neutraliseJson } = await import('../../render/json/inert.ts');
  await terminal.out(`${neutraliseJson(JSON.stringify(document, null, 2))}\n`);
}
