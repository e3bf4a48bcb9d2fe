// After an apply: `refs/rollcall/applied/<account>` advances where nothing ended failed, stale, pending or unconverged, so that
// a skipped or failed apply is not forgotten.

import { resolve } from 'node:path';
import type { Outcome, OutcomeStatus } from '../apply/events.ts';
import { defaultRemote, listApplied, pushApplied } from '../base/applied-ref.ts';
import { openRepository } from '../base/git/repository.ts';
import { recordManifests } from '../base/record.ts';
import { repositoryLocationOf } from '../base/resolve-commit.ts';
import type { Plan } from '../plan/document.ts';

const LEFT_TO_DO: readonly OutcomeStatus[] = ['failed', 'stale', 'pending', 'unconverged', 'skipped'];

/** Where the manifests are, and what was recorded before the apply. */
export interface RecordOptions {
  readonly directory: string;
  readonly workingDirectory: string;
  readonly now: () => number;
  /** Accounts' commits when the plan was made. */
  readonly previous: ReadonlyMap<string, string>;
  readonly push: boolean;
}

/**
 * What is recorded before an apply.
 *
 * @param directory of the manifests
 * @returns accounts with their commits; undefined without a git repository
 * @throws HintedError `git` where the repository cannot be used
 */
export async function readRecords(directory: string): Promise<ReadonlyMap<string, string> | undefined> {
  const repository = await openRepository(resolve(directory));
  return repository === undefined ? undefined : listApplied({ repository });
}

/**
 * Records the manifests as applied where nothing is left to do, so that the next plan with the base `applied` compares with them.
 *
 * @returns the accounts that were recorded
 * @throws HintedError `applied-ref`, `git`, `base`
 */
export async function recordApplied(
  plan: Plan,
  outcomes: Iterable<Outcome>,
  options: RecordOptions,
): Promise<readonly string[]> {
  const { repository } = await repositoryLocationOf(resolve(options.workingDirectory, options.directory));
  const remote = options.push ? await defaultRemote({ repository }) : undefined;
  const unfinished = new Set<string>();
  for (const { account, status } of outcomes) if (LEFT_TO_DO.includes(status)) unfinished.add(account);
  const done = plan.accounts
    .filter(({ complete, refusals }) => complete && refusals.length === 0)
    .map(({ account }) => account)
    .filter((account) => !unfinished.has(account));
  for (const account of done) {
    await recordManifests({ ...options, account, previous: options.previous.get(account) });
    if (remote !== undefined) await pushApplied({ repository, account }, remote);
  }
  return done;
}
