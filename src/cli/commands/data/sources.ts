import { Command, InvalidArgumentError } from 'commander';
import { neutraliseJson } from '../../../render/json/neutralise.ts';
import { EXIT, type SetExit } from '../../exit-codes.ts';
import { loadOptionsOf, masked, printDiagnostics } from '../../manifests.ts';
import { withExamples } from '../../options/examples.ts';
import { ALLOW_SQL, collect, type GlobalOptions, isJson, withOutput } from '../../options/options.ts';
import { isRedacted } from '../../options/redaction.ts';
import { readEnvironment } from '../../secrets.ts';
import { openTerminal } from '../../terminal/terminal.ts';

type SourceFlags = Pick<GlobalOptions, 'dir' | 'secrets' | 'allowSql' | 'format' | 'json' | 'redact' | 'color'>;

/** The command `sources`, with its subcommands. */
export function sourcesCommand(setExit: SetExit): Command {
  const command = new Command('sources')
    .description('Look at the data that contacts come from, and pin what was reviewed.')
    .addCommand(previewCommand(setExit))
    .addCommand(pinCommand());
  return withExamples(
    command,
    [
      ['rollcall sources preview customers', 'what becomes of the first rows'],
      ['rollcall sources pin', 'write the digests of all sources into the manifests'],
    ],
    '0 done, 1 error or mistakes, 64 usage',
  );
}

function withPlace(command: Command): Command {
  const placed = command
    .optionsGroup('Manifests:')
    .option('-d, --dir <directory>', 'directory of the manifests', 'contacts.d')
    .option(...ALLOW_SQL)
    .option('--secrets <file>', 'also read credentials from this file of NAME=value lines');
  return withOutput(placed, ['text', 'json']);
}

interface PreviewFlags extends SourceFlags {
  readonly rows: number;
}

function previewCommand(setExit: SetExit): Command {
  const command = withPlace(new Command('preview'))
    .description('Show the first rows of a source as contacts, the columns that are not read, and every mistake.')
    .argument('<name>', 'name of the source')
    .option('--rows <n>', 'number of rows to show', wholeNumber, 5)
    .action(async (name: string, options: PreviewFlags) => preview(name, options, setExit));
  return withExamples(
    command,
    [
      ['rollcall sources preview customers', 'the first five rows'],
      ['rollcall sources preview customers --rows 50 --json', 'more of them, as JSON'],
      ['rollcall sources preview vip --allow-sql', 'the rows of a query'],
    ],
    '0 done, 1 error or mistakes in the source, 64 usage',
  );
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

async function preview(name: string, options: PreviewFlags, setExit: SetExit): Promise<void> {
  const terminal = openTerminal(options.color);
  const { previewSource } = await import('../../../workflows/sources/preview.ts');
  const loading = await loadOptionsOf({ ...options, sandbox: true }, await readEnvironment(options));
  const { preview: found, diagnostics: all } = await previewSource(name, options.rows, loading);
  const { redactPreview, renderPreview } = await import('../../../render/text/sources/preview.ts');
  const shown = found !== undefined && isRedacted(options, process.env) ? redactPreview(found) : found;
  const diagnostics = await masked(all, options);
  if (diagnostics.some(({ severity }) => severity === 'error')) setExit(EXIT.error);
  if (isJson(options)) {
    const { diagnosticsWithWords } = await import('../../../render/words/diagnostics.ts');
    const document = { name, ...shown, diagnostics: diagnosticsWithWords(diagnostics) };
    return terminal.out(`${neutraliseJson(JSON.stringify(document, null, 2))}\n`);
  }
  if (all.length > 0) await printDiagnostics(all, options, terminal);
  if (shown !== undefined) await terminal.out(renderPreview(shown));
}

function pinCommand(): Command {
  const command = withPlace(new Command('pin'))
    .description('Write the digests of the data into the manifests: other data are refused from then on.')
    .argument('[names...]', 'names of sources (default: all)', collect)
    .action(async (names: readonly string[] | undefined, options: SourceFlags) => pin(names ?? [], options));
  return withExamples(
    command,
    [
      ['rollcall sources pin', 'all sources'],
      ['rollcall sources pin customers', 'after its file was reviewed'],
      ['rollcall plan --frozen', 'refuse sources that are not pinned'],
    ],
    '0 done, 1 error, 64 usage',
  );
}

async function pin(names: readonly string[], options: SourceFlags): Promise<void> {
  const terminal = openTerminal(options.color);
  const { pinSources } = await import('../../../workflows/sources/pin.ts');
  const pinned = await pinSources(
    names,
    await loadOptionsOf({ ...options, sandbox: true }, await readEnvironment(options)),
  );
  const { redactPinned, renderPinned } = await import('../../../render/text/sources/pinned.ts');
  const shown = isRedacted(options, process.env) ? redactPinned(pinned) : pinned;
  if (isJson(options)) return terminal.out(`${neutraliseJson(JSON.stringify({ sources: shown }, null, 2))}\n`);
  await terminal.out(renderPinned(shown));
}
