import { Command } from 'commander';
import type { DoctorOptions } from '../doctor/options.ts';
import type { SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/examples.ts';
import { withManifests, withTimeout } from '../options/options.ts';

/** The command `doctor`. */
export function doctorCommand(setExit: SetExit): Command {
  const command = withTimeout(withManifests(new Command('doctor'), ['text', 'json']))
    .description('Check what each account allows, and what its manifests rest on.')
    .optionsGroup('Rehearse:')
    .option(
      '--rehearse <email>',
      'find out what the vendor does not document, with one contact of this address, which must be your own: create it without mailing rights, write and clear every field, remove it where the vendor can, and record the facts in the manifests’ directory',
    )
    .option('--auto-approve', 'rehearse without asking; needed where there is no terminal, as in CI')
    .action(async (options: DoctorOptions) => {
      const { runDoctor } = await import('../doctor/run.ts');
      await runDoctor(options, setExit);
    });
  return withExamples(
    command,
    [
      ['rollcall doctor', 'all accounts'],
      ['rollcall doctor --account shop --json', 'one of them, for a script'],
      ['rollcall doctor --account shop --rehearse me+test@example.com', 'prove what no document does'],
    ],
    '0 every account can be planned, 1 error, or something is wrong at an account, 3 the rehearsal ended early or left its contact, 64 usage, 130 interrupted',
  );
}
