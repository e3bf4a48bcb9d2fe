// Finds applies that can be rolled back: their journal, and the plan that they saved. Enters: `.rollcall`, or a copy of another
// machine's files. Leaves: what each of them wrote.

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { foldWritten, type WrittenState } from '../../apply/journal/written.ts';
import { personal } from '../../contact/argument.ts';
import { HintedError, hasCode } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { Plan } from '../../plan/document.ts';
import { STORE_NAME } from '../../store/directory.ts';
import { readJournal } from '../../store/journal.ts';
import { errorCode } from '../../store/store-error.ts';
import { requireOwnFile, requireOwnStore } from '../own-store.ts';
import { readPlan } from '../read-plan.ts';
import { countWritten } from './contacts.ts';

/** Where runs are looked for. */
export interface RunPlace {
  /** The directory that contains `.rollcall`. */
  readonly workingDirectory: string;
  /** A directory with the files of runs: a copy of `.rollcall`, or its files side by side. Absent: `.rollcall`. */
  readonly from?: string | undefined;
  /** Path of the age identity file that decrypts encrypted plans. */
  readonly identity?: string | undefined;
}

/** An apply whose journal and saved plan were found. */
export interface FoundRun {
  /** Id of its plan, which also names the run. */
  readonly run: string;
  readonly journal: string;
  readonly written: WrittenState;
  /** Undefined if the plan is encrypted and there is no identity. */
  readonly plan: Plan | undefined;
}

/** A run as a list shows it. */
export interface ListedRun {
  /** Id of its plan. */
  readonly run: string;
  /** RFC 3339 instant at which the apply began. */
  readonly startedAt: string;
  /** False if there is something to resume. */
  readonly finished: boolean;
  /** The plan is encrypted, and no identity was given: it is not known what was written where. */
  readonly encrypted?: true;
  /** The apply that it rolled back, by the id of its plan; absent if it was no rollback. */
  readonly rolledBack?: string;
  /** The environment that it was planned for; absent: none, or an encrypted plan. */
  readonly environment?: string;
  /** Absent for an encrypted plan. */
  readonly accounts?: readonly { readonly account: string; readonly origin: string; readonly contacts: number }[];
}

/** Fewest hexadecimal digits by which a run may be named; they are the beginning of its id. */
const FEWEST_DIGITS = 4;

/**
 * Finds the runs that wrote something and whose journals and plans exist, newest first.
 *
 * @throws HintedError `foreign-store`, `store`; `plan-file`, `age` if a plan cannot be read
 */
export async function findRuns(place: RunPlace): Promise<readonly FoundRun[]> {
  const { workingDirectory, from } = place;
  if (from === undefined) await requireOwnStore(workingDirectory);
  const root = from ?? join(workingDirectory, STORE_NAME);
  const journals = await filesOf(root, 'journal');
  const plans = await filesOf(root, 'plans');
  const found: FoundRun[] = [];
  for (const journal of journals.filter((file) => file.endsWith('.ndjson'))) {
    const run = basename(journal, '.ndjson');
    const saved = ['age', 'json'].flatMap(
      (extension) => plans.find((file) => basename(file) === `${run}.${extension}`) ?? [],
    );
    const [plan] = saved;
    if (plan === undefined) continue;
    if (from !== undefined) for (const file of [journal, plan]) await requireOwnFile(file);
    const written = await foldWritten(readJournal(journal), journal).catch(skipInvalid);
    if (written === undefined || written.changes.size === 0 || written.planId !== run) continue;
    found.push({ run, journal, written, plan: await readPlan(plan, place.identity).catch(unlessEncrypted) });
  }
  return found.sort((a, b) => Date.parse(b.written.startedAt) - Date.parse(a.written.startedAt));
}

/** The files of a kind: those in the directory of that name, or all that lie side by side. */
async function filesOf(root: string, kind: string): Promise<readonly string[]> {
  const inside = await namesIn(join(root, kind));
  if (inside !== undefined) return inside.map((name) => join(root, kind, name));
  return ((await namesIn(root)) ?? []).map((name) => join(root, name));
}

/** @returns undefined if there is no such directory */
async function namesIn(directory: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(directory);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new HintedError(
      'store',
      sentence`cannot read ${personal('file', directory)}: ${shown(code ?? 'unknown error')}`,
      {
        hint: sentence`name a directory that you may read`,
      },
    );
  }
}

/** Skips an invalid journal, so that the other runs are found. */
function skipInvalid(error: unknown): undefined {
  if (!hasCode(error, 'journal')) throw error;
}

function unlessEncrypted(error: unknown): undefined {
  if (!hasCode(error, 'plan-encrypted')) throw error;
}

/** The runs as a list shows them. */
export function listRuns(runs: readonly FoundRun[]): readonly ListedRun[] {
  return runs.map(({ run, written, plan }): ListedRun => {
    const head = { run, startedAt: written.startedAt, finished: written.finished };
    if (plan === undefined) return { ...head, encrypted: true };
    const rolledBack = plan.rollback === undefined ? {} : { rolledBack: plan.rollback.planId };
    const environment = plan.environment === null ? {} : { environment: plan.environment };
    return { ...head, ...rolledBack, ...environment, accounts: countWritten(plan, written) };
  });
}

/** Which run is meant, and at which accounts. */
export interface RunChoice {
  /**
   * Id of the run's plan, or the beginning of that id; absent: the newest run that was no rollback and wrote at a chosen account.
   */
  readonly run?: string | undefined;
  readonly isAccountChosen: (account: string) => boolean;
  /** Name of the environment that is meant; absent: any. */
  readonly environment?: string | undefined;
  /** True if runs at a sandbox are meant. */
  readonly isSandbox: boolean;
}

/** A run with its plan. */
export type ReadableRun = FoundRun & { readonly plan: Plan };

/**
 * Chooses one of the runs.
 *
 * @param runs newest first
 * @throws HintedError `no-run` if there is none, or it was planned for another environment; `plan-encrypted` if its plan cannot
 *   be read without an identity
 */
export function chooseRun(runs: readonly FoundRun[], choice: RunChoice): ReadableRun {
  const found = choice.run === undefined ? newest(runs, choice) : named(runs, choice.run);
  if (found === undefined) throw noRun(choice.run);
  const { plan } = found;
  if (plan !== undefined && isInEnvironment(plan, choice)) return { ...found, plan };
  if (plan !== undefined) throw otherEnvironment(plan);
  throw new HintedError('plan-encrypted', sentence`the plan of the run ${personal('id', found.run)} is encrypted`, {
    hint: sentence`add --identity FILE`,
  });
}

/**
 * Finds the newest apply at a chosen account. Rollbacks are passed over, so that whoever asks twice does not bring back what was
 * wrong; they are rolled back only by name. An encrypted plan is not passed over, because it may be the one that is meant.
 */
function newest(runs: readonly FoundRun[], choice: RunChoice): FoundRun | undefined {
  return runs.find(
    ({ plan, written }) =>
      plan === undefined ||
      (plan.rollback === undefined &&
        isInEnvironment(plan, choice) &&
        countWritten(plan, written).some(
          ({ account, origin }) =>
            choice.isAccountChosen(account) && origin.startsWith('sandbox:') === choice.isSandbox,
        )),
  );
}

function isInEnvironment({ environment }: Plan, wanted: RunChoice): boolean {
  return wanted.environment === undefined || wanted.environment === environment;
}

function otherEnvironment({ environment }: Plan): HintedError {
  const where = environment === null ? sentence`no environment` : sentence`the environment ${shown(environment)}`;
  return new HintedError('no-run', sentence`that apply was planned for ${where}`, {
    hint: sentence`leave out --env (and ROLLCALL_ENV) to roll it back there, or list the others: \`rollcall rollback --list\``,
  });
}

function named(runs: readonly FoundRun[], name: string): FoundRun | undefined {
  const matching = runs.filter(({ run }) => run === name || (name.length >= FEWEST_DIGITS && run.startsWith(name)));
  if (matching.length < 2) return matching[0];
  throw new HintedError('no-run', sentence`${matching.length} runs begin with ${personal('id', name)}`, {
    hint: sentence`name more of its digits: \`rollcall rollback --list\` shows them`,
  });
}

function noRun(name: string | undefined): HintedError {
  const message =
    name === undefined
      ? sentence`there is no apply here that could be rolled back`
      : sentence`no run ${personal('id', name)} that could be rolled back is here`;
  return new HintedError('no-run', message, {
    hint: sentence`list those whose files are here with \`rollcall rollback --list\`; on another machine, name a copy of its .rollcall: ${shown('--from DIR')}`,
  });
}
