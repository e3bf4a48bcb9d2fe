import { Command } from 'commander';
import type { SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/examples.ts';
import { collect, withManifests, withTimeout, withTrustRecord } from '../options/options.ts';
import type { PullFlags } from '../options/pull.ts';
import { openTerminal } from '../terminal/terminal.ts';

/** The command `pull`. */
export function pullCommand(setExit: SetExit): Command {
  const compared = withTrustRecord(withManifests(new Command('pull'), ['text', 'json']))
    .description('Take drift into the manifests. Read-only at the vendors.')
    .optionsGroup('Pull:')
    .option('--take <fields>', 'take these fields: city,tags,customProperties.age (repeatable)', collect)
    .option('--opt-outs', 'take who opted out, and who subscribed again after that')
    .option('--all', 'take everything')
    .option('--dry-run', 'show the lines that would change, and write nothing');
  const command = withTimeout(compared).action(async (options: PullFlags) => {
    const { runPull } = await import('../pull/run.ts');
    setExit(await runPull(options, openTerminal(options.color)));
  });
  return withExamples(
    command,
    [
      ['rollcall pull', 'shows the drift, and asks what to take'],
      ['rollcall pull --opt-outs', 'declare who opted out as unsubscribed'],
      ['rollcall pull --take city,tags --account shop', 'two fields of one account'],
      ['rollcall pull --all --dry-run', 'the lines that would change'],
    ],
    '0 done, 1 error: no file was written, 3 taken, except for values that are named, 64 usage, 130 interrupted: no file was written',
  );
}
