import { Command } from 'commander';
import type { DoctorOptions } from '../doctor/options.ts';
import type { SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/examples.ts';
import { withManifests, withTimeout } from '../options/options.ts';

/** The command `doctor`. */
export function doctorCommand(setExit: SetExit): Command {
  const command = withTimeout(withManifests(new Command('doctor'), ['text', 'json']))
    .description('Check what each account allows, and what its manifests rest on.')
    .action(async (options: DoctorOptions) => {
      const { runDoctor } = await import('../doctor/run.ts');
      await runDoctor(options, setExit);
    });
  return withExamples(
    command,
    [
      ['rollcall doctor', 'all accounts'],
      ['rollcall doctor --account shop --json', 'one of them, for a script'],
    ],
    '0 every account can be planned, 1 error, or something is wrong at an account, 64 usage',
  );
}
