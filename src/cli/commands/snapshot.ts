import { Command } from 'commander';
import type { ReadRow } from '../../apply/account-results.ts';
import { EXIT, exitCodeOf, type SetExit } from '../exit-codes.ts';
import { environmentNameOf } from '../options/environment.ts';
import { withExamples } from '../options/examples.ts';
import {
  type BaseFlags,
  type GlobalOptions,
  isJson,
  type TimeoutFlag,
  withBaseOption,
  withManifests,
  withTimeout,
} from '../options/options.ts';
import { isRedacted } from '../options/redaction.ts';
import { whileReading } from '../terminal/reading.ts';
import { openTerminal, type Terminal } from '../terminal/terminal.ts';
import { withTimeLimit } from '../time-limit.ts';

interface SnapshotOptions extends GlobalOptions, Pick<BaseFlags, 'base'>, TimeoutFlag {
  readonly out: string;
}

/** The command `snapshot`. */
export function snapshotCommand(setExit: SetExit): Command {
  const based = withBaseOption(withManifests(new Command('snapshot'), ['text', 'json']))
    .description('Save the vendors’ current contacts, for plan --live. Read-only.')
    .optionsGroup('Snapshot:');
  const command = withTimeout(based)
    .requiredOption('--out <file>', 'where to save the snapshot; readable only by its owner')
    .action((options: SnapshotOptions) => snapshot(options, setExit));
  return withExamples(
    command,
    [
      ['rollcall snapshot --out live.ndjson', 'all accounts of the manifests'],
      ['rollcall plan --live live.ndjson', 'plan with it, offline'],
      ['rollcall snapshot --base main --out live.ndjson', 'for plan --live --base main'],
      ['rollcall snapshot --account shop --out shop.ndjson', 'one account'],
    ],
    '0 done, 1 error, 64 usage',
  );
}

async function snapshot(options: SnapshotOptions, setExit: SetExit): Promise<void> {
  const terminal = openTerminal(options.color);
  const { withSession } = await import('../session.ts');
  const { listingsOf } = await import('../begin-reading.ts');
  const rows: ReadRow[] = [];
  const onAccount = (row: ReadRow): void => void rows.push(row);
  await withTimeLimit(options.timeout, terminal, (signal) =>
    whileReading(options, terminal, (onProgress) =>
      withSession(options, terminal, { store: false, base: options.base, signal }, async (session) => {
        const { configuration, connections } = session;
        const { takeSnapshot } = await import('../../workflows/snapshot.ts');
        const { writePrivate } = await import('../../store/write-private.ts');
        const listings = await listingsOf(options);
        const environment = configuration.environment?.name;
        const settings = { takenAt: new Date(), environment, listings: listings?.history, onProgress, onAccount };
        const lines = takeSnapshot(configuration, connections.accounts, settings);
        await writePrivate(options.out, lines).catch((error: unknown) => {
          // If an account could not be read, its row explains the error; any other error is thrown.
          if (rows.every(({ status }) => status === 'read')) throw error;
        });
      }),
    ),
  );
  const accounts = isRedacted(options, process.env) ? await redacted(rows) : rows;
  const exitCode = exitCodeOf({ command: 'snapshot', accounts });
  await (exitCode === EXIT.done ? printSaved(accounts, options, terminal) : printUnread(accounts, options, terminal));
  setExit(exitCode);
}

async function printSaved(rows: readonly ReadRow[], options: SnapshotOptions, terminal: Terminal): Promise<void> {
  const { out: file } = options;
  const contacts = rows.reduce((sum, row) => sum + row.contacts, 0);
  const environment = environmentNameOf(options, process.env);
  if (isJson(options)) return printJson({ file, environment: environment ?? null, contacts, accounts: rows }, terminal);
  if (options.quiet === true) return;
  const flag = environment === undefined ? '' : ` --env ${environment}`;
  await terminal.out(
    `Saved ${contacts.toLocaleString('en-US')} live contacts${environment === undefined ? '' : ` of ${environment}`} to ${file}; plan with: rollcall plan --live ${file}${flag}\n`,
  );
}

async function printUnread(rows: readonly ReadRow[], options: SnapshotOptions, terminal: Terminal): Promise<void> {
  const unread = rows.filter(({ status }) => status === 'unread').length;
  const message = `${unread} of ${rows.length} accounts could not be read; no snapshot was written`;
  if (isJson(options)) {
    const { rowsWithWords } = await import('../../render/words/documents.ts');
    return printJson({ error: { code: 'snapshot', message }, accounts: rowsWithWords(rows) }, terminal);
  }
  const { renderUnread } = await import('../../render/text/account-rows.ts');
  terminal.err(renderUnread(rows, { color: terminal.color, width: terminal.width }));
  terminal.err(`Error: ${message}\n`);
}

async function printJson(document: unknown, terminal: Terminal): Promise<void> {
  const { neutraliseJson } = await import('../../render/json/neutralise.ts');
  await terminal.out(`${neutraliseJson(JSON.stringify(document))}\n`);
}

async function redacted(rows: readonly ReadRow[]): Promise<readonly ReadRow[]> {
  const { redactReadRows } = await import('../../render/redact/plan.ts');
  return redactReadRows(rows);
}
