import { Command, InvalidArgumentError } from 'commander';
import { STATUSES, type Status } from '../../contact/consent.ts';
import { EXIT, type SetExit } from '../exit-codes.ts';
import { onlyOnce } from '../options/contact-filters.ts';
import { collect, type GlobalOptions, withExamples, withManifests } from '../options/options.ts';
import { openTerminal } from '../terminal/terminal.ts';

/** Parsed values of the options of `import`. */
export interface ImportFlags extends GlobalOptions {
  readonly tag?: readonly string[];
  readonly status?: readonly Status[];
  readonly fields?: string;
  readonly split: Split;
  readonly to?: string;
  readonly from?: string;
}

/** How contacts are divided into files. */
interface Split {
  /** Contacts in a file at most. */
  readonly size: number;
  readonly byTag: boolean;
}

const MOST_IN_A_FILE = 10_000;
const EVERY_THOUSAND: Split = { size: 1000, byTag: false };

/** The command `import`. */
export function importCommand(setExit: SetExit): Command {
  const command = withManifests(new Command('import'), ['text', 'json'])
    .description('Write live contacts as new manifests that plan to nothing. Writes nothing at the vendor.')
    .optionsGroup('Import:')
    .option('--tag <name>', 'only contacts with this tag (or list, where the vendor has no tags; repeatable)', collect)
    .option('--status <status>', `only contacts with this status: ${STATUSES.join(', ')} (repeatable)`, collectStatus)
    .option(
      '--fields <fields>',
      'also own these fields: city,firstName,customProperties.age, customProperties, or all (default: identifiers, statuses, tags and lists)',
      onlyOnce,
    )
    .option(
      '--split <n|by-tag>',
      'contacts in a file, or one file for each tag (default: 1000)',
      parseSplit,
      EVERY_THOUSAND,
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
    '0 done, 1 error: no file was written, 3 imported but for contacts that are named, 64 usage, 130 interrupted: no file was written',
  );
}

function collectStatus(value: string, previous: readonly Status[] = []): readonly Status[] {
  const status = STATUSES.find((known) => known === value);
  if (status === undefined) throw new InvalidArgumentError(`It must be one of ${STATUSES.join(', ')}.`);
  return [...previous, status];
}

function parseSplit(text: string): Split {
  if (text === 'by-tag') return { ...EVERY_THOUSAND, byTag: true };
  const size = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (size < 1 || size > MOST_IN_A_FILE) {
    throw new InvalidArgumentError('It must be by-tag, or a whole number from 1 to 10000.');
  }
  return { size, byTag: false };
}

/** The exit code of an import that has written what it could. */
export function exitCodeOfImport({ excepted }: { readonly excepted: readonly unknown[] }) {
  return excepted.length === 0 ? EXIT.done : EXIT.incomplete;
}
