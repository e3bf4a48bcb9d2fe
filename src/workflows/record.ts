// Records what was applied: after an apply, `refs/rollcall/applied/<account>` advances unless a change of the account ended with
// one of the statuses in LEFT_TO_DO. Then it stays, so that the next plan still compares with the earlier manifests.

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
  /** Directory of the manifests, relative to `workingDirectory`. */
  readonly directory: string;
  readonly workingDirectory: string;
  /** Current time in milliseconds since the epoch. */
  readonly now: () => number;
  /** The recorded commit of each account before the apply. */
  readonly previous: ReadonlyMap<string, string>;
  /** Whether to push the refs to the default remote. */
  readonly push: boolean;
}

/**
 * Reads what is recorded before an apply.
 *
 * @param directory directory of the manifests
 * @returns the recorded commit of each account; undefined without a git repository
 * @throws HintedError `git` if the repository cannot be used
 */
export async function readRecords(directory: string): Promise<ReadonlyMap<string, string> | undefined> {
  const repository = await openRepository(resolve(directory));
  return repository === undefined ? undefined : listApplied({ repository });
}

/**
 * Records the manifests as applied to every account that has nothing left to do. The next plan with the base `applied` compares
 * with the recorded manifests.
 *
 * @returns the names of the recorded accounts
 * @throws HintedError `applied-ref`, `git`, `base` if a ref cannot be written or pushed
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
