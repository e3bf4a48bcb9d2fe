import { Command } from 'commander';
import type { ReadProgress } from '../../live/source.ts';
import type { SetExit } from '../exit-codes.ts';
import {
  type BaseFlags,
  type GlobalOptions,
  isJson,
  withBaseOption,
  withExamples,
  withManifests,
} from '../options/options.ts';
import { whileReading } from '../plan-with-progress.ts';
import { withSession } from '../session.ts';
import { openTerminal } from '../terminal/terminal.ts';

interface SnapshotOptions extends GlobalOptions, Pick<BaseFlags, 'base'> {
  readonly out: string;
}

/** The command `snapshot`. */
export function snapshotCommand(_setExit: SetExit): Command {
  const command = withBaseOption(withManifests(new Command('snapshot'), ['text', 'json']))
    .description('Save the vendors’ current contacts, for plan --live. Read-only.')
    .optionsGroup('Snapshot:')
    .requiredOption('--out <file>', 'where to save the snapshot; readable only by its owner')
    .action(snapshot);
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

async function snapshot(options: SnapshotOptions): Promise<void> {
  const terminal = openTerminal(options.color);
  const seen = new Map<string, number>();
  await whileReading(options, terminal, (show) =>
    withSession(options, terminal, { store: false, base: options.base }, async ({ configuration, connections }) => {
      const { takeSnapshot } = await import('../../workflows/snapshot.ts');
      const { writePrivate } = await import('../../store/write-private.ts');
      const onProgress = (account: string, state: ReadProgress): void => {
        seen.set(account, state.seen);
        show(account, state);
      };
      const lines = takeSnapshot(configuration, connections.accounts, { takenAt: new Date(), onProgress });
      await writePrivate(options.out, lines);
    }),
  );
  const contacts = [...seen.values()].reduce((sum, amount) => sum + amount, 0);
  if (isJson(options)) await terminal.out(`${JSON.stringify({ file: options.out, contacts })}\n`);
  else if (options.quiet !== true) {
    await terminal.out(
      `Saved ${contacts.toLocaleString('en-US')} live contacts to ${options.out}; plan with: rollcall plan --live ${options.out}\n`,
    );
  }
}
