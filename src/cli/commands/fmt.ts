import { Command } from 'commander';
import { neutraliseJson } from '../../render/json/neutralise.ts';
import { EXIT, type SetExit } from '../exit-codes.ts';
import { withExamples } from '../options/examples.ts';
import { type GlobalOptions, isJson, withOutput } from '../options/options.ts';
import { isRedacted } from '../options/redaction.ts';
import { openTerminal } from '../terminal/terminal.ts';

type FormatFlags = Pick<GlobalOptions, 'dir' | 'format' | 'json' | 'redact' | 'color'> & { readonly check?: true };

/** The command `fmt`. */
export function fmtCommand(setExit: SetExit): Command {
  const manifests = new Command('fmt')
    .optionsGroup('Manifests:')
    .option('-d, --dir <directory>', 'directory of the manifests', 'contacts.d')
    .option('--check', 'write nothing; name the files that would change');
  const command = withOutput(manifests, ['text', 'json'])
    .description('Rewrite the manifests in one layout, with their comments.')
    .action(async (options: FormatFlags) => format(options, setExit));
  return withExamples(
    command,
    [
      ['rollcall fmt', 'all manifests of contacts.d/'],
      ['rollcall fmt --check', 'in CI: fails if a file has another layout'],
      ['rollcall fmt -d people --json', 'another directory, the result as JSON'],
    ],
    '0 done, 1 with --check: a file would change; or a file has mistakes, 64 usage',
  );
}

async function format(options: FormatFlags, setExit: SetExit): Promise<void> {
  const terminal = openTerminal(options.color);
  const check = options.check === true;
  const { formatManifests } = await import('../../workflows/format.ts');
  const result = await formatManifests({
    directory: options.dir,
    workingDirectory: process.cwd(),
    check,
    now: Date.now,
  });
  if (result.leftAlone.length > 0 || (check && result.changed.length > 0)) setExit(EXIT.error);
  const { redactFormatted, renderFormatted, renderLeftAlone } = await import('../../render/text/files/formatted.ts');
  const shown = isRedacted(options, process.env) ? redactFormatted(result) : result;
  if (isJson(options)) return terminal.out(`${neutraliseJson(JSON.stringify(shown, null, 2))}\n`);
  if (shown.leftAlone.length > 0) terminal.err(renderLeftAlone(shown.leftAlone));
  await terminal.out(renderFormatted(shown, check));
}
