// Assembles the commands. Each command loads its modules when it runs, so that --help and usage errors stay fast.

import { Command } from 'commander';
import { packageVersion } from '../version.ts';
import { applyCommand } from './commands/apply.ts';
import { sourcesCommand } from './commands/data/sources.ts';
import { doctorCommand } from './commands/doctor.ts';
import { driftCommand } from './commands/drift.ts';
import { explainCommand } from './commands/explain.ts';
import { fmtCommand } from './commands/fmt.ts';
import { importCommand } from './commands/import.ts';
import { initCommand } from './commands/init.ts';
import { digestCommand } from './commands/people/digest.ts';
import { eraseCommand } from './commands/people/erase.ts';
import { planCommand } from './commands/plan.ts';
import { pullCommand } from './commands/pull.ts';
import { runsCommand } from './commands/queue/runs.ts';
import { workerCommand } from './commands/queue/worker.ts';
import { recordCommand } from './commands/record.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { sandboxCommand } from './commands/sandbox.ts';
import { setCommand } from './commands/set.ts';
import { completionCommand } from './commands/shell/completion.ts';
import { helpCommand } from './commands/shell/help.ts';
import { showCommand } from './commands/show.ts';
import { snapshotCommand } from './commands/snapshot.ts';
import { unsubscribeCommand } from './commands/unsubscribe.ts';
import { validateCommand } from './commands/validate.ts';
import type { SetExit } from './exit-codes.ts';
import { HELP_STYLES, heading, withExamples } from './options/examples.ts';
import { refuseEmptyValues } from './options/refuse-empty.ts';

const ENVIRONMENT = `
${heading('Environment:')}
  ROLLCALL_DEBUG=http  log each request on stderr: path, status, time, quota;
                       never values or credentials
  ROLLCALL_DEBUG=1     show the stack trace of an internal error
  HTTPS_PROXY          the proxy through which vendors are reached, as
                       http://USER:PASSWORD@HOST:PORT
  NO_PROXY             hosts that are reached without it
  SSL_CERT_FILE        PEM file of certificate authorities that are trusted
                       in addition to Node’s own`;

/** Creates the command line program. */
export function createProgram(setExit: SetExit): Command {
  const program = new Command('rollcall')
    .description('Contacts as code: plan and apply the declared state of marketing contacts.')
    .version(packageVersion(), '-V, --version', 'show the version')
    .configureHelp(HELP_STYLES)
    .showSuggestionAfterError()
    .exitOverride();
  const commands = [
    initCommand,
    validateCommand,
    doctorCommand,
    fmtCommand,
    planCommand,
    explainCommand,
    showCommand,
    applyCommand,
    setCommand,
    unsubscribeCommand,
    digestCommand,
    eraseCommand,
    rollbackCommand,
    workerCommand,
    runsCommand,
    driftCommand,
    pullCommand,
    importCommand,
    snapshotCommand,
    recordCommand,
    sourcesCommand,
    sandboxCommand,
    completionCommand,
    helpCommand,
  ];
  for (const make of commands) {
    const command = make(setExit);
    withStrictErrors(command);
    program.addCommand(command);
  }
  program.helpCommand(false).addHelpText('after', ENVIRONMENT);
  return withExamples(
    program,
    [
      ['rollcall plan --sandbox', 'a dry run that needs no credentials'],
      ['rollcall apply', 'plan, show, confirm, apply'],
      ['rollcall help resubscribe', 'what a rule means, and the ways out'],
    ],
    '0 done, 1 error, 2 changes present (with --detailed-exitcode), 3 applied, imported or pulled, but not everything, 64 usage, 129 terminal closed, 130 interrupted',
  );
}

/** Makes a command and its subcommands throw instead of exiting, and reject empty values. */
function withStrictErrors(command: Command): void {
  command.exitOverride().configureHelp(HELP_STYLES).showHelpAfterError('(--help shows the options)');
  refuseEmptyValues(command);
  for (const subcommand of command.commands) withStrictErrors(subcommand);
}
