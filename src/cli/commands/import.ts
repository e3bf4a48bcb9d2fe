import { Command, Option } from 'commander';
import { STATUSES } from '../../contact/consent.ts';
import type { SetExit } from '../exit-codes.ts';
import { onlyOnce } from '../options/contact-filters.ts';
import { withExamples } from '../options/examples.ts';
import { collectStatus, EVERY_THOUSAND, type ImportFlags, parseSplit } from '../options/import.ts';
import { collect, withManifests } from '../options/options.ts';
import { openTerminal } from '../terminal/terminal.ts';

/** The command `import`. */
export function importCommand(setExit: SetExit): Command {
  const command = withManifests(new Command('import'), ['text', 'json'])
    .description('Write live contacts as new manifests. Read-only at the vendor.')
    .optionsGroup('Import:')
    .option('--tag <name>', 'only contacts with this tag (or list, where the vendor has no tags; repeatable)', collect)
    .addOption(
      new Option('--status <status>', 'only contacts with this status (repeatable)')
        .choices(STATUSES)
        .argParser(collectStatus),
    )
    .option(
      '--fields <fields>',
      'also own these fields: city,firstName,customProperties.age, customProperties, or all (default: identifiers, statuses, tags and lists)',
      onlyOnce,
    )
    .addOption(
      new Option('--split <n|by-tag>', 'contacts in a file, or one file for each tag')
        .default(EVERY_THOUSAND, '1000')
        .argParser(parseSplit),
    )
    .option(
      '--to <directory>',
      'where to write the files (default: below the manifests, named after the account)',
      onlyOnce,
    )
    .option(
      '--from <file>',
      'read only these addresses: one per line, or CSV with a column named email; - for the standard input; required where a vendor cannot list contacts',
      onlyOnce,
    )
    .action(async (options: ImportFlags) => {
      const { runImport } = await import('../import/run.ts');
      setExit(await runImport(options, openTerminal(options.color)));
    });
  return withExamples(
    command,
    [
      ['rollcall import --account shop', 'all contacts, 1,000 a file'],
      ['rollcall import --account shop --tag vip --split by-tag', 'those with a tag, in one file'],
      ['rollcall import --account shop --fields firstName,city', 'own two more fields'],
      ['rollcall import --account app --from export.csv', 'where a vendor cannot list contacts'],
      ['rollcall plan --account shop', 'afterwards: nothing to change'],
    ],
    '0 done, 1 error: no file was written, 3 imported, except for contacts that are named, 64 usage, 130 interrupted: no file was written',
  );
}
