import { Command } from 'commander';
import { EXIT, type SetExit } from '../exit-codes.ts';
import { type GlobalOptions, isJson, withExamples, withManifests } from '../options.ts';
import { allowedHosts, manifestFilters, printDiagnostics, readEnvironment } from '../session.ts';
import { openTerminal } from '../terminal.ts';

export function validateCommand(setExit: SetExit): Command {
  const command = withManifests(new Command('validate'))
    .description('Check the manifests: everything that can be known offline.')
    .action(async (options: GlobalOptions) => validate(options, setExit));
  return withExamples(
    command,
    [
      ['rollcall validate', 'all manifests of contacts.d/'],
      ['rollcall validate -d people --json', 'another directory, for a program'],
    ],
    '0 no mistake, 1 mistakes found, 64 usage',
  );
}

async function validate(options: GlobalOptions, setExit: SetExit): Promise<void> {
  const terminal = openTerminal(options.color);
  const { loadManifests } = await import('../../manifest/index.ts');
  const environment = await readEnvironment(options);
  const { configuration, diagnostics } = await loadManifests({
    directory: options.dir,
    workingDirectory: process.cwd(),
    environment,
    now: Date.now,
    requireCredentials: false,
    sandbox: options.sandbox !== undefined,
    ...manifestFilters(options),
    allowedHosts: allowedHosts(options, environment),
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) setExit(EXIT.error);
  const { files, accounts, contacts } = configuration;
  if (isJson(options)) {
    const counts = { files, accounts: accounts.length, contacts: contacts.length };
    await terminal.out(`${JSON.stringify({ valid: errors === 0, ...counts, diagnostics }, null, 2)}\n`);
    return;
  }
  if (diagnostics.length > 0) await printDiagnostics(diagnostics, terminal);
  const declared = `${count(contacts.length, 'contact')} at ${count(accounts.length, 'account')} in ${count(files, 'file')}`;
  await terminal.out(errors === 0 ? `Valid: ${declared}.\n` : `${count(errors, 'mistake')} found.\n`);
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}
