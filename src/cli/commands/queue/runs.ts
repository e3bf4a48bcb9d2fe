import { Command } from 'commander';
import type { PartView, RunView } from '../../../apply/queue/view.ts';
import type { Database } from '../../../store/database/connection.ts';
import type { SetExit } from '../../exit-codes.ts';
import { withExamples } from '../../options/examples.ts';
import { type GlobalOptions, isJson, withOutput } from '../../options/options.ts';
import { withQueue } from '../../queue/open.ts';
import { readEnvironment } from '../../secrets.ts';
import { openTerminal, type Terminal } from '../../terminal/terminal.ts';

type RunsOptions = Pick<GlobalOptions, 'secrets' | 'format' | 'json' | 'redact' | 'color' | 'quiet'> & {
  readonly watch?: true;
};

const CONNECTIONS = 2;
const EXIT_CODES = '0 done, 1 error, 64 usage, 130 interrupted';

/** The command `runs`, with its subcommands. */
export function runsCommand(setExit: SetExit): Command {
  const command = withQueueOptions(new Command('runs'))
    .description('Show the runs that `apply --queue` handed over, or one of them.')
    .argument('[run]', 'the id of a run')
    .option('--watch', 'follow the run until it has ended')
    .action((run: string | undefined, options: RunsOptions) => show(run, options))
    .addCommand(cancelCommand(setExit))
    .addCommand(retryCommand(setExit));
  return withExamples(
    command,
    [
      ['rollcall runs', 'the newest runs'],
      ['rollcall runs 5f0c1c2a9e4b --watch', 'progress and time left, until it has ended'],
      ['rollcall runs cancel 5f0c1c2a9e4b', 'finish what is in flight, and send nothing more'],
      ['rollcall runs retry 5f0c1c2a9e4b', 'go on with what stopped or was cancelled'],
    ],
    EXIT_CODES,
  );
}

function withQueueOptions(command: Command): Command {
  return withOutput(
    command.option('--secrets <file>', 'also read ROLLCALL_QUEUE_URL from this file of NAME=value lines'),
    ['text', 'json'],
  );
}

function cancelCommand(_setExit: SetExit): Command {
  const command = withQueueOptions(new Command('cancel'))
    .description('Cancel a run: its workers finish what is in flight, and send nothing more.')
    .argument('<run>', 'the id of the run')
    .action((run: string, options: RunsOptions) =>
      withDatabase(options, async (database, terminal) => {
        const { cancelRun } = await import('../../../store/database/runs.ts');
        if (!(await cancelRun(database, run))) throw await noSuchRun(run);
        await say(
          `Cancelled run ${run}; accounts that are being applied end within seconds.\n`,
          run,
          database,
          options,
          terminal,
        );
      }),
    );
  return withExamples(command, [['rollcall runs cancel 5f0c1c2a9e4b', 'what was written stays written']], EXIT_CODES);
}

function retryCommand(_setExit: SetExit): Command {
  const command = withQueueOptions(new Command('retry'))
    .description(
      'Go on with the accounts of a run that stopped or were cancelled. What is confirmed is not sent again.',
    )
    .argument('<run>', 'the id of the run')
    .action((run: string, options: RunsOptions) =>
      withDatabase(options, async (database, terminal) => {
        const { retryRun } = await import('../../../store/database/runs.ts');
        const retried = await retryRun(database, run);
        if (retried === undefined) throw await noSuchRun(run);
        const { opened, outdated } = retried;
        if (opened === 0 && outdated > 0) throw await outdatedRun(run);
        const left = outdated === 0 ? '' : `; ${outdated} are outdated: plan again`;
        const what =
          opened === 0
            ? 'nothing of it stopped or was cancelled'
            : `${opened} of its accounts wait for a worker${left}`;
        await say(`Run ${run}: ${what}.\n`, run, database, options, terminal);
      }),
    );
  return withExamples(command, [['rollcall runs retry 5f0c1c2a9e4b', 'after the vendor is back']], EXIT_CODES);
}

async function withDatabase(
  options: RunsOptions,
  work: (database: Database, terminal: Terminal) => Promise<void>,
): Promise<void> {
  const terminal = openTerminal(options.color);
  await withQueue(await readEnvironment(options), CONNECTIONS, (database) => work(database, terminal));
}

async function show(run: string | undefined, options: RunsOptions): Promise<void> {
  await withDatabase(options, async (database, terminal) => {
    const { runViews } = await import('../../../workflows/queue/runs.ts');
    if (run === undefined) return showAll(await runViews(database), options, terminal);
    if (options.watch === true) {
      const { follow } = await import('../../queue/wait.ts');
      await follow({ runId: run, database, isQuiet: options.quiet === true || isJson(options) }, terminal);
    }
    await say(undefined, run, database, options, terminal);
  });
}

async function showAll(runs: readonly RunView[], options: RunsOptions, terminal: Terminal): Promise<void> {
  if (isJson(options)) return printJson({ runs: await Promise.all(runs.map(documentOf)) }, terminal);
  const { renderRuns } = await import('../../../render/text/queue/runs.ts');
  await terminal.out(renderRuns(runs));
}

/** Prints a text and, without one or with --json, the run as it stands. */
async function say(
  text: string | undefined,
  run: string,
  database: Database,
  options: RunsOptions,
  terminal: Terminal,
): Promise<void> {
  if (text !== undefined && !isJson(options)) return terminal.out(text);
  const { runView } = await import('../../../workflows/queue/runs.ts');
  const view = await runView(database, run);
  if (isJson(options)) return printJson(await documentOf(view), terminal);
  const { renderRun } = await import('../../../render/text/queue/runs.ts');
  await terminal.out(renderRun(view));
}

async function documentOf(view: RunView): Promise<unknown> {
  const { wordsOfReason } = await import('../../../render/words/outcomes.ts');
  const withWords = (part: PartView) =>
    part.reason === null ? part : { ...part, reason: { ...part.reason, ...wordsOfReason(part.reason) } };
  return { ...view, accounts: view.accounts.map(withWords) };
}

async function printJson(document: unknown, terminal: Terminal): Promise<void> {
  const { neutraliseJson } = await import('../../../render/json/neutralise.ts');
  await terminal.out(`${neutraliseJson(JSON.stringify(document, null, 2))}\n`);
}

async function outdatedRun(run: string): Promise<Error> {
  const { outdated } = await import('../../../workflows/queue/runs.ts');
  return outdated(run);
}

async function noSuchRun(run: string): Promise<Error> {
  const { noRun } = await import('../../../workflows/queue/runs.ts');
  return noRun(run);
}
