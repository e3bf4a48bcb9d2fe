import { Argument, Command } from 'commander';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { SetExit } from '../exit-codes.ts';
import { collect, type GlobalOptions, isJson, withExamples, withIdentity, withManifests } from '../options/options.ts';
import type { RecordFlags } from '../records.ts';
import { confirm } from '../terminal/confirm.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';

/** What the command can do, in the order of its help. */
const ACTIONS = ['list', 'drop', 'move', 'forget-owed'] as const;
type Action = (typeof ACTIONS)[number];

/** Parsed values of the command's options. */
export interface RecordOptions extends GlobalOptions, RecordFlags {
  readonly autoApprove?: true;
  /** Select the records of accounts that are no longer declared. */
  readonly gone?: true;
  readonly force?: true;
  readonly field?: readonly string[];
}

/** The command `record`. */
export function recordCommand(_setExit: SetExit): Command {
  const command = withIdentity(withManifests(new Command('record'), ['text', 'json']))
    .description('Show and change what is recorded as applied, the base of plans.')
    .addArgument(new Argument('<action>', 'what to do').choices(ACTIONS))
    .argument('[name...]', 'names of records, as list shows them; for move also a commit')
    .optionsGroup('Record:')
    .option('--gone', 'drop: all records of this directory whose accounts are no longer declared')
    .option('--field <path>', 'forget-owed: only this field, such as city or tags.vip (repeatable)', collect)
    .option('--force', 'move: replace the record that the account has')
    .option('--offline-record', 'do not ask the remote, and change only this clone’s records')
    .option('--auto-approve', 'do not ask for confirmation')
    .action(async (action: Action, names: readonly string[], options: RecordOptions) => run(action, names, options));
  return withExamples(
    command,
    [
      ['rollcall record list', 'what was applied, where and when, and what is owed'],
      ['rollcall record drop NAME', 'forget a record, for example of a wiped account'],
      ['rollcall record move NAME --account shop', 'take over the record of a moved directory'],
      ['rollcall record move COMMIT', 'point the record anew, after history was rewritten'],
      ["rollcall record forget-owed --contact '*@example.com' --field city", 'leave the vendor’s values'],
    ],
    '0 done, 1 error, 64 usage',
  );
}

async function run(action: Action, names: readonly string[], options: RecordOptions): Promise<void> {
  const terminal = openTerminal(options.color);
  const actions = await import('../record-actions.ts');
  if (action === 'list') {
    if (names.length > 0) throw usage('list takes no names', 'omit them');
    return actions.list(options, terminal);
  }
  await approve(action, options, terminal);
  switch (action) {
    case 'drop':
      if (names.length === 0 && options.gone !== true)
        throw usage('drop needs names', '`rollcall record list` shows them; or give --gone');
      return actions.drop(names, options, terminal);
    case 'move': {
      const [from, ...others] = names;
      if (from === undefined || others.length > 0)
        throw usage('move needs one name or commit', '`rollcall record list` shows the names');
      return actions.move(from, options, terminal);
    }
    case 'forget-owed':
      if (names.length > 0)
        throw usage('forget-owed takes no names', 'choose contacts with --contact, and fields with --field');
      return actions.forget(options, terminal);
  }
}

const QUESTIONS: Readonly<Record<Exclude<Action, 'list'>, string>> = {
  drop: 'Forget these records? The next plan of their accounts is a first run, and nothing counts as removed.',
  move: 'Make this the record of the account?',
  'forget-owed': 'Let go of what is owed? The vendor’s values stay.',
};

/** @throws HintedError `not-interactive`, `declined`, `interrupted` */
async function approve(action: Exclude<Action, 'list'>, options: RecordOptions, terminal: Terminal): Promise<void> {
  if (options.autoApprove === true) return;
  if (!terminal.interactive || isJson(options)) {
    throw new HintedError('not-interactive', sentence`no terminal to confirm on`, {
      hint: sentence`give --auto-approve`,
    });
  }
  await confirm(QUESTIONS[action]);
}

function usage(message: string, hint: string): HintedError {
  return new HintedError('usage', sentence`${shown(message)}`, { hint: sentence`${shown(hint)}` });
}
