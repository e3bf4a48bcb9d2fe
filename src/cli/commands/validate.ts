import { Command } from 'commander';
import { neutraliseJson } from '../../render/json/neutralise.ts';
import { packageVersion } from '../../version.ts';
import { EXIT, type SetExit } from '../exit-codes.ts';
import { loadOptionsOf, masked, printDiagnostics } from '../manifests.ts';
import { readFilters } from '../options/contact-filters.ts';
import { environmentNameOf } from '../options/environment.ts';
import { withExamples } from '../options/examples.ts';
import { type GlobalOptions, isJson, withManifests } from '../options/options.ts';
import { readEnvironment } from '../secrets.ts';
import { openTerminal } from '../terminal/terminal.ts';

/** The command `validate`. */
export function validateCommand(setExit: SetExit): Command {
  const command = withManifests(new Command('validate'), ['text', 'json', 'github', 'sarif'])
    .description('Check the manifests, as far as possible offline.')
    .action(async (options: GlobalOptions) => validate(options, setExit));
  return withExamples(
    command,
    [
      ['rollcall validate', 'all manifests of contacts.d/'],
      ['rollcall validate -d people --json', 'another directory, as JSON'],
      ['rollcall validate --format github', 'annotations in a pull request'],
    ],
    '0 valid, 1 mistakes found, 64 usage',
  );
}

async function validate(options: GlobalOptions, setExit: SetExit): Promise<void> {
  const terminal = openTerminal(options.color);
  const { loadManifests } = await import('../../manifest/index.ts');
  const environment = await readEnvironment(options);
  const environmentName = environmentNameOf(options, process.env);
  const { configuration, whole, environments, diagnostics } = await loadManifests({
    ...(await loadOptionsOf({ ...options, isCheck: true }, environment)),
    environmentUse: environmentName === undefined ? 'every' : 'one',
    ...(await readFilters(options)),
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) setExit(EXIT.error);
  const shown = await masked(diagnostics, options);
  const checked = environmentName === undefined ? environments : [environmentName];
  const counts = {
    files: configuration.files,
    accounts: configuration.accounts.length,
    contacts: configuration.contacts.length,
  };
  const proposed = configuration.proposed?.length ?? 0;
  if (isJson(options)) {
    const { diagnosticsWithWords } = await import('../../render/words/diagnostics.ts');
    const document = {
      valid: errors === 0,
      ...counts,
      ...(proposed === 0 ? {} : { proposed }),
      environments: checked,
      diagnostics: diagnosticsWithWords(shown),
    };
    await terminal.out(`${neutraliseJson(JSON.stringify(document, null, 2))}\n`);
  } else if (options.format === 'sarif') {
    const { diagnosticsToSarif } = await import('../../render/sarif/diagnostics.ts');
    const log = diagnosticsToSarif(shown, packageVersion());
    await terminal.out(`${neutraliseJson(JSON.stringify(log, null, 2))}\n`);
  } else if (options.format === 'github') {
    const { formatDiagnosticsForGitHub } = await import('../../render/github/diagnostics.ts');
    await terminal.out(formatDiagnosticsForGitHub(shown));
  } else {
    if (diagnostics.length > 0) await printDiagnostics(diagnostics, options, terminal);
    const summary =
      whole.contacts.length === 0 ? 'No contacts are declared' : `Valid: ${declared(counts)}${inEnvironments(checked)}`;
    const apart = proposed === 0 ? '' : `; ${proposed.toLocaleString('en-US')} proposed`;
    await terminal.out(errors === 0 ? `${summary}${apart}.\n` : `${count(errors, 'mistake')} found.\n`);
  }
}

/** Returns the environments that were checked, in words; empty if the manifests declare none. */
function inEnvironments(names: readonly string[]): string {
  if (names.length < 2) return names.map((name) => `, in the environment ${name}`).join('');
  return `, in the environments ${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function declared({ files, accounts, contacts }: Readonly<Record<'files' | 'accounts' | 'contacts', number>>): string {
  return `${count(contacts, 'contact')} at ${count(accounts, 'account')} in ${count(files, 'file')}`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}
