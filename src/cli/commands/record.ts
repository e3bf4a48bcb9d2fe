import { Command } from 'commander';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { DropSelection } from '../../workflows/record/commands/drop.ts';
import type { CommandOptions } from '../../workflows/record/commands/open.ts';
import type { SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/examples.ts';
import { collect, isJson } from '../options/options.ts';
import {
  type ApprovedOptions,
  approve,
  load,
  type PlaceOptions,
  printJson,
  say,
  withApproval,
  withPlace,
  withRecords,
} from '../record/place.ts';
import { shownRows } from '../record/shown-rows.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';

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

interface ListOptions extends PlaceOptions {
  readonly remote?: true;
}

function listCommand(): Command {
  const command = withPlace(new Command('list'))
    .description('List all records: of every account and directory. Needs no credentials and no valid manifests.')
    .option('--remote', 'also ask the remote, and say which records it has')
    .action(async (options: ListOptions) => {
      const terminal = openTerminal(options.color);
      const { listRecords } = await import('../../workflows/record/commands/list.ts');
      const records = await shownRows(await withRecords(options, options.remote === true, listRecords), options);
      if (isJson(options)) return printJson({ records }, terminal);
      const { renderRecords } = await import('../../render/text/record/list.ts');
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
  const { findToDrop } = await import('../../workflows/record/commands/drop.ts');
  const { renderDropping, renderDropped } = await import('../../render/text/record/changes.ts');
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

/**
 * Returns a function that selects the records to drop: by name, by account, or those of accounts that are no longer declared.
 *
 * @throws HintedError `usage` unless exactly one of these ways was given
 */
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
      const { moveToAccount } = await import('../../workflows/record/commands/move.ts');
      const { renderMoved } = await import('../../render/text/record/changes.ts');
      await withRecords(options, options.offlineRecord !== true, async (place) => {
        const loaded = await load(options, place.environment, terminal);
        const request = { from, to, force: options.force === true, push: options.offlineRecord !== true };
        const moved = await moveToAccount(loaded, request, place);
        const [shown] = await shownRows([moved], options);
        await say({ moved: shown }, renderMoved(moved), options, terminal);
      });
    });
  return withExamples(
    command,
    [
      ['rollcall record move NAME shop', 'after a key was replaced or the directory moved'],
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
  const { findToForget } = await import('../../workflows/record/commands/forget.ts');
  const { renderForgetting, renderForgotten } = await import('../../render/text/record/changes.ts');
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
