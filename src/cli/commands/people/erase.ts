import { Command } from 'commander';
import type { EraseFlags } from '../../erase/options.ts';
import type { SetExit } from '../../exit-codes.ts';
import { withExamples } from '../../options/examples.ts';
import { withManifests } from '../../options/options.ts';

/** The command `erase`. */
export function eraseCommand(setExit: SetExit): Command {
  const command = withManifests(new Command('erase'), ['text', 'json'])
    .description('Take people out of the manifests, to be forgotten everywhere.')
    .argument('<person...>', 'an email address, phone number or userId of each')
    .option('--key <id>', 'the id of the key of digests (default: the only one that is set)')
    .option('--dry-run', 'show what would be done, and write nothing')
    .action(async (people: readonly string[], options: EraseFlags) => {
      const { runErase } = await import('../../erase/run.ts');
      await runErase(people, options, setExit);
    });
  return withExamples(
    command,
    [
      ['rollcall erase jane@example.com', 'the manifests, and the plan of that'],
      ['rollcall erase jane@example.com +37061234567', 'two people, in one plan'],
      ['rollcall erase jane@example.com --dry-run', 'show it, write nothing'],
    ],
    '0 done, 1 error, 64 usage',
  );
}
