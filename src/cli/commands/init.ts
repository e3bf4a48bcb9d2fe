import { sep } from 'node:path';
import { Command } from 'commander';
import type { SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/examples.ts';
import { type GlobalOptions, isJson, withOutput } from '../options/options.ts';
import { openTerminal } from '../terminal/terminal.ts';

interface InitFlags extends Pick<GlobalOptions, 'dir' | 'format' | 'json' | 'color'> {
  readonly provider?: string;
  readonly account?: string;
  readonly env?: readonly string[];
}

/** The command `init`. */
export function initCommand(_setExit: SetExit): Command {
  const command = withOutput(
    new Command('init')
      .description('Write starter manifests and a CI workflow; overwrite nothing.')
      .optionsGroup('Manifests and accounts:')
      .option('-d, --dir <directory>', 'directory of the manifests', 'contacts.d')
      .option('--provider <name>', 'the vendor of the account; another name lists them (default: the first)')
      .option('--account <name>', 'name of the account (default: that of the vendor)')
      .option(
        '--env <name>',
        'an environment to declare; may be repeated: the last has the account’s own keys, the others have keys of their own',
        (name, before: readonly string[] = []) => [...before, name],
      ),
    ['text', 'json'],
  ).action(init);
  return withExamples(
    command,
    [
      ['rollcall init --account shop', 'the starter files'],
      ['rollcall init --account shop --env staging --env production', 'the same, with a place to rehearse'],
      ['rollcall validate', 'check them, offline'],
      ['rollcall import --account shop', 'then begin with the contacts that the vendor has'],
      ['rollcall plan --sandbox', 'or try it without a vendor'],
    ],
    '0 done, 1 error, 64 usage',
  );
}

async function init(options: InitFlags): Promise<void> {
  const { chosenStart } = await import('../init/choose.ts');
  const { initialise } = await import('../../workflows/init/index.ts');
  const { account, dialect, environments } = chosenStart(options);
  const directory = options.dir.split(sep).join('/').replace(/^\.\//, '').replace(/\/+$/, '');
  const result = await initialise({ workingDirectory: process.cwd(), directory, account, dialect, environments });
  const list = dialect.reads.list === undefined ? ' --from FILE' : '';
  const last = environments.at(-1);
  const flags = `${options.dir === 'contacts.d' ? '' : ` -d ${options.dir}`}${last === undefined ? '' : ` --env ${last}`}`;
  const isBegun = result.left.some(({ why }) => why === 'has-files');
  const next = isBegun
    ? `rollcall validate${options.dir === 'contacts.d' ? '' : ` -d ${options.dir}`}`
    : `rollcall import --account ${account}${flags}${list}`;
  const summary = { ...result, variables: isBegun ? [] : result.variables, next };
  const terminal = openTerminal(options.color);
  if (isJson(options)) {
    const { neutraliseJson } = await import('../../render/json/neutralise.ts');
    return terminal.out(`${neutraliseJson(JSON.stringify(summary))}\n`);
  }
  const { renderInit } = await import('../../render/text/files/init.ts');
  await terminal.out(renderInit(summary));
}
