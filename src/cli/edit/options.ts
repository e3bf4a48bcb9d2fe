// The options of the commands that edit the declaration of a contact and then apply it.

import { Command } from 'commander';
import { withEnvironment } from '../options/environment.ts';
import { ALLOW_SQL, collect, type GlobalOptions, withOutput } from '../options/options.ts';
import { parseSandboxPlace } from '../options/sandbox-place.ts';

/** Parsed values of the options of a command that edits a contact's declaration. */
export interface EditFlags extends Omit<GlobalOptions, 'contact' | 'contactsFrom'> {
  readonly dryRun?: true;
  /** False for --no-apply. */
  readonly apply: boolean;
  readonly autoApprove?: true;
  readonly firstRun?: true;
  readonly trustRecord?: true;
  readonly offlineRecord?: true;
}

/** Creates a command with the options for editing a contact's declaration. */
export function editCommand(name: string): Command {
  const manifests = new Command(name)
    .optionsGroup('Manifests and accounts:')
    .option('-d, --dir <directory>', 'directory of the manifests', 'contacts.d');
  const command = withEnvironment(manifests)
    .option('--account <name>', 'only at this account (repeatable)', collect)
    .option('--secrets <file>', 'also read credentials from this file of NAME=value lines')
    .option(
      '--sandbox [file]',
      'use an embedded sandbox instead of the vendors, with its state in .rollcall/sandbox.json or FILE; or a running one at http://127.0.0.1:PORT',
      parseSandboxPlace,
    )
    .option(
      '--allow-host <host>',
      'allow this host in a baseUrl, in addition to the vendor’s own (repeatable)',
      collect,
    )
    .option(...ALLOW_SQL)
    .option('--no-cache', 'do not cache under .rollcall')
    .optionsGroup('Edit and apply:')
    .option('--dry-run', 'show the edit, and write nothing')
    .option('--no-apply', 'edit the manifests, and send nothing')
    .option('--auto-approve', 'apply without asking')
    .option('--first-run', 'approve the first run at a destination, which --auto-approve alone does not')
    .option(
      '--trust-record',
      'use a record of what was applied even if it names commits that the remote’s default branch lacks',
    )
    .option('--offline-record', 'do not ask the remote what was last applied, and do not push the record');
  return withOutput(command, ['text', 'json']);
}
