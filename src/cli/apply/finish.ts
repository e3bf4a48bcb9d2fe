// Finishes an apply: records what was applied, writes the report, shows the result, and computes the exit code. If one of these
// steps fails, both the failure and the result are shown.

import { type ApplyEnding, endingOf, withRecorded } from '../../apply/account-results.ts';
import type { ApplyResult } from '../../apply/engine.ts';
import type { Plan } from '../../plan/document.ts';
import type { RecordedAccount } from '../../workflows/record/write.ts';
import { type Description, describeError } from '../describe-error.ts';
import { EXIT, type ExitCode, exitCodeOf, type Interruption } from '../exit-codes.ts';
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
  readonly interrupted: Interruption;
  readonly assurances: Assurances;
  readonly report: ReportFile | undefined;
  /** Records what was applied. */
  readonly record: () => Promise<readonly RecordedAccount[]>;
  /** Further work after recording and before the report is written. */
  readonly afterwards: () => Promise<void>;
}

/**
 * Finishes an apply. Errors of its steps are shown together with the result.
 *
 * @returns the exit code of the command
 */
export async function finishApply(
  { plan, result, interrupted, assurances, report, record, afterwards }: Finished,
  options: GlobalOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const isMasked = isRedacted(options, process.env);
  const ending = endingOf(plan, result.accounts);
  const failures: Description[] = [];
  const fail = async (error: unknown): Promise<void> => void failures.push(await describeError(error, isMasked));
  const recorded = await recordAll(record, fail);
  const unrecorded = failures.length;
  const isRecorded = unrecorded === 0 && recorded.every((one) => one.result !== 'refused');
  await afterwards().catch(fail);
  const whole = { ...result, accounts: withRecorded(result.accounts, recorded) };
  const shown = isMasked
    ? await redacted(plan, whole)
    : { ...whole, planId: plan.planId, environment: plan.environment };
  const named = { ...plan, planId: shown.planId };
  await report?.write({ plan: named, result: shown, interrupted: interrupted !== false, ...assurances }).catch(fail);
  const errors = failures.map(({ document }) => document);
  const print = isJson(options)
    ? () => printJson(shown, { ...assurances, errors }, terminal)
    : () => printText(shown, { ...assurances, ending }, terminal);
  await print().catch(async (error: unknown) => {
    await fail(error);
    terminal.err('The apply has ended; its result could not be shown.\n');
  });
  if (!isJson(options) || failures.length > errors.length) for (const { text } of failures) terminal.err(text);
  const exitCode = exitCodeOf({ command: 'apply', ending, interrupted });
  if (interrupted !== false) return exitCode;
  if (failures.length > unrecorded) return EXIT.error;
  // If an account is not recorded, the apply is incomplete: a later plan would not notice what the manifests no longer declare
  // for it.
  return isRecorded || exitCode === EXIT.error ? exitCode : EXIT.incomplete;
}

/**
 * Records what was applied. The first failure is passed to `fail`; the others mostly have the same cause.
 *
 * @returns what was recorded, without the accounts at which that failed
 */
async function recordAll(
  record: Finished['record'],
  fail: (error: unknown) => Promise<void>,
): Promise<readonly RecordedAccount[]> {
  try {
    const recorded = await record();
    const failed = recorded.find(({ error }) => error !== undefined);
    if (failed !== undefined) await fail(failed.error);
    return recorded.filter(({ error }) => error === undefined);
  } catch (error) {
    await fail(error);
    return [];
  }
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
  { planId, environment, accounts, outcomes }: Shown,
  { errors, ...assurances }: Assurances & { readonly errors: readonly Description['document'][] },
  terminal: Terminal,
): Promise<void> {
  const { jsonPieces } = await import('../../render/json/pieces.ts');
  const failed = errors.length === 0 ? {} : { errors };
  const { outcomesWithWords, rowsWithWords } = await import('../../render/words/documents.ts');
  const said = { accounts: rowsWithWords(accounts), outcomes: outcomesWithWords(outcomes) };
  for (const piece of jsonPieces({ planId, environment, ...assurances, ...failed, ...said })) await terminal.out(piece);
}

/** The result of an apply as it is shown (masked if redaction is on), with the id of its plan. */
interface Shown extends ApplyResult {
  readonly planId: string;
  /** Name of the environment; null for none. */
  readonly environment: string | null;
}

async function redacted(plan: Plan, { accounts, outcomes }: ApplyResult): Promise<Shown> {
  const { redactAccountResults, redactOutcomes } = await import('../../render/redact/plan.ts');
  const ids = await outputIds();
  return {
    planId: ids('plan', plan.planId),
    environment: plan.environment,
    accounts: redactAccountResults(accounts, plan),
    outcomes: redactOutcomes(outcomes, plan, ids),
  };
}
