// Lists the applies that can be rolled back.

import { neutraliseJson } from '../../render/json/neutralise.ts';
import { findRuns, listRuns } from '../../workflows/rollback/runs.ts';
import { type GlobalOptions, isJson } from '../options/options.ts';
import { isRedacted, outputIds } from '../options/redaction.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { RollbackFlags } from './plan.ts';

/**
 * Prints the applies that can be rolled back, as a table or as JSON.
 *
 * @throws HintedError the errors of findRuns
 */
export async function listRunsHere(options: GlobalOptions & RollbackFlags, terminal: Terminal): Promise<void> {
  const { from, identity, account: chosen } = options;
  const found = listRuns(await findRuns({ workingDirectory: process.cwd(), from, identity }));
  const runs = found.filter(
    ({ accounts }) => chosen === undefined || accounts?.some(({ account }) => chosen.includes(account)) !== false,
  );
  const ids = isRedacted(options, process.env) ? await outputIds() : undefined;
  const shown = runs.map((run) => ({
    ...run,
    run: ids === undefined ? run.run : ids('plan', run.run),
    ...(run.rolledBack === undefined
      ? {}
      : { rolledBack: ids === undefined ? run.rolledBack : ids('plan', run.rolledBack) }),
  }));
  if (isJson(options)) {
    const document = { ...(ids === undefined ? {} : { redacted: true }), runs: shown };
    await terminal.out(`${neutraliseJson(JSON.stringify(document, null, 2))}\n`);
    return;
  }
  const { renderRuns } = await import('../../render/text/runs.ts');
  await terminal.out(renderRuns(shown, terminal.color));
}
