import { type Command, Option } from 'commander';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import { type EditFlags, editCommand } from '../edit/options.ts';
import type { SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/examples.ts';

interface UnsubscribeFlags extends EditFlags {
  readonly channel?: Channel;
  readonly reason?: string;
}

/** The command `unsubscribe`. */
export function unsubscribeCommand(setExit: SetExit): Command {
  const command = editCommand('unsubscribe')
    .description('Declare contacts unsubscribed, then plan, show, confirm and apply them.')
    .argument('<contact...>', 'the email address, phone number or userId of each, or its key as a plan shows it')
    .addOption(new Option('--channel <channel>', 'only this channel (default: all)').choices(CHANNELS))
    .option('--reason <text>', 'write this as a comment beside the status (YAML only)')
    .action(async (contacts: readonly string[], options: UnsubscribeFlags) => {
      const { unsubscribing, withReason } = await import('../../workflows/edit/unsubscribe.ts');
      const { runEdit } = await import('../edit/run.ts');
      const { channel, reason } = options;
      const channels = channel === undefined ? undefined : [channel];
      const request = {
        names: contacts,
        assignments: (...[meant, accounts]: Parameters<typeof unsubscribing>) =>
          unsubscribing(meant, accounts, channels),
        ...(reason === undefined ? {} : { annotate: withReason(reason) }),
        toDeclare: `channels: { ${channel ?? 'email'}: unsubscribed }`,
      };
      await runEdit(request, options, setExit);
    });
  return withExamples(
    command,
    [
      ['rollcall unsubscribe jane@example.com', 'every channel, at every account'],
      ["rollcall unsubscribe jane@example.com --reason 'asked by phone'", 'with a comment'],
      ['rollcall unsubscribe jane@example.com kim@example.com', 'two contacts, one question'],
      ['rollcall unsubscribe +37061234567 --channel sms --auto-approve', 'at once'],
    ],
    '0 done, or edited where nobody could be asked, 1 error or not confirmed, 3 applied but not everything, 64 usage, 130 interrupted',
  );
}
