// Finishes an apply: records what was applied, writes the report, shows the result, and computes the exit code. If one of these
// steps fails, both the failure and the result are shown.

import { type ApplyEnding, endingOf } from '../../apply/account-results.ts';
import type { ApplyResult } from '../../apply/engine.ts';
import type { Plan } from '../../plan/document.ts';
import { type Description, describeError } from '../describe-error.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.ts';
import { type GlobalOptions, isJson } from '../options/options.ts';
import { isRedacted, outputIds } from '../options/redaction.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { ReportFile } from './report.ts';

/** Which checks the apply made: contacts read again before every write, and read back after it. */
interface Assurances {
  readonly refreshed: boolean;
  readonly verified: boolean;
}

/** An apply that has ended, and the steps that are left. */
export interface Finished {
  readonly plan: Plan;
  readonly result: ApplyResult;
  readonly interrupted: boolean;
  readonly assurances: Assurances;
  readonly report: ReportFile | undefined;
  /** Steps that run after the last request, and before the report is written. */
  readonly afterwards: readonly (() => Promise<void>)[];
}

/**
 * Finishes an apply. Errors of its steps are shown together with the result.
 *
 * @returns the exit code of the command
 */
export async function finishApply(
  { plan, result, interrupted, assurances, report, afterwards }: Finished,
  options: GlobalOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const shown = isRedacted(options, process.env) ? await redacted(plan, result) : { ...result, planId: plan.planId };
  const ending = endingOf(plan, result.accounts);
  const failures: Description[] = [];
  for (const work of [
    ...afterwards,
    async () => report?.write({ plan: { ...plan, planId: shown.planId }, result: shown, interrupted, ...assurances }),
  ]) {
    await work().catch(async (error: unknown) => {
      failures.push(await describeError(error, isRedacted(options, process.env)));
    });
  }
  const errors = failures.map(({ document }) => document);
  const print = isJson(options)
    ? () => printJson(shown, { ...assurances, errors }, terminal)
    : () => printText(shown, { ...assurances, ending }, terminal);
  await print().catch(async (error: unknown) => {
    failures.push(await describeError(error, isRedacted(options, process.env)));
    terminal.err('The apply has ended; its result could not be shown.\n');
  });
  if (!isJson(options) || failures.length > errors.length) for (const { text } of failures) terminal.err(text);
  const exitCode = exitCodeOf({ command: 'apply', ending, interrupted });
  if (failures.length === 0 || interrupted) return exitCode;
  // What was applied is done; only its record is missing somewhere.
  const isOnlyRecord = failures.every(({ document }) => document.code === 'applied-ref');
  return isOnlyRecord && exitCode !== EXIT.error ? EXIT.incomplete : EXIT.error;
}

async function printText(
  shown: ApplyResult,
  { ending, ...assurances }: Assurances & { readonly ending: ApplyEnding },
  terminal: Terminal,
): Promise<void> {
  const { renderApplied } = await import('../../render/text/outcomes.ts');
  const text = renderApplied(shown, { color: terminal.color, width: terminal.width }, assurances);
  // If nothing was sent, the text explains an error and goes to stderr.
  if (ending === 'not-started') terminal.err(text);
  else await terminal.out(text);
}

async function printJson(
  { planId, accounts, outcomes }: Shown,
  { errors, ...assurances }: Assurances & { readonly errors: readonly Description['document'][] },
  terminal: Terminal,
): Promise<void> {
  const { jsonPieces } = await import('../../render/json/pieces.ts');
  const failed = errors.length === 0 ? {} : { errors };
  const { outcomesWithWords, rowsWithWords } = await import('../../render/words/documents.ts');
  const said = { accounts: rowsWithWords(accounts), outcomes: outcomesWithWords(outcomes) };
  for (const piece of jsonPieces({ planId, ...assurances, ...failed, ...said })) await terminal.out(piece);
}

/** A result as it is shown, with the id of its plan. */
interface Shown extends ApplyResult {
  readonly planId: string;
}

async function redacted(plan: Plan, { accounts, outcomes }: ApplyResult): Promise<Shown> {
  const { redactAccountResults, redactOutcomes } = await import('../../render/redact/plan.ts');
  const ids = await outputIds();
  return {
    planId: ids('plan', plan.planId),
    accounts: redactAccountResults(accounts, plan),
    outcomes: redactOutcomes(outcomes, plan, ids),
  };
}
