// The option --report of apply: collects the events of the run and writes the report at its end.

import { resolve } from 'node:path';
import type { ApplyResult } from '../../apply/engine.ts';
import type { ApplyListener } from '../../apply/events.ts';
import type { Reporter } from '../../apply/report.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence } from '../../contact/sentence.ts';
import type { Plan } from '../../plan/document.ts';

interface Reported {
  readonly plan: Plan;
  readonly result: ApplyResult;
  readonly interrupted: boolean;
  readonly refreshed: boolean;
  readonly verified: boolean;
}

/** The report of a run in progress, with the file that it is written to. */
export interface ReportFile {
  readonly listener: ApplyListener;
  /**
   * Writes the report to its file.
   *
   * @throws HintedError `store` if the file cannot be written
   */
  write(reported: Reported): Promise<void>;
}

/**
 * Checks that the report can be written; to be called before anything is sent.
 *
 * @param file path of the report
 * @param plan path of the saved plan that is applied, if there is one
 * @throws HintedError `store`; `usage` if the report would overwrite the plan
 */
export async function checkReport(file: string, plan: string | undefined): Promise<void> {
  if (plan !== undefined && resolve(file) === resolve(plan)) {
    throw new HintedError('usage', sentence`--report would overwrite the plan`, {
      hint: sentence`give the report another name`,
    });
  }
  const { assertWritable } = await import('../../store/write-private.ts');
  await assertWritable(file);
}

/** Starts the report of a run; `file` is the path that `write` writes to. */
export async function startReport(file: string): Promise<ReportFile> {
  const { reporter } = await import('../../apply/report.ts');
  return reportTo(file, reporter(Date.now));
}

/** Returns the file at the path `file` to which a reporter's report is written. */
export function reportTo(file: string, { listener, report }: Reporter): ReportFile {
  return {
    listener,
    async write({ plan, result, ...run }) {
      const { jsonPieces } = await import('../../render/json/pieces.ts');
      const { writePrivate } = await import('../../store/write-private.ts');
      const { outcomesWithWords, rowsWithWords } = await import('../../render/words/documents.ts');
      const { accounts, outcomes, requests, ...about } = report(plan, result, run);
      const said = { accounts: rowsWithWords(accounts), outcomes: outcomesWithWords(outcomes) };
      await writePrivate(file, jsonPieces({ ...about, ...said, requests }));
    },
  };
}
