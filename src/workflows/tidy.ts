// Deletes files of finished applies under .rollcall: their plans, which contain personal data, except the few that a rollback may
// need, and all but the newest of their journals. Never deletes a file that a resumed run needs, or that another run may be
// writing.

import { lstat, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { foldJournal } from '../apply/journal/state.ts';
import { hasCode } from '../contact/hinted-error.ts';
import { readJournal } from '../store/journal.ts';
import { hasWritten, KEPT_FOR, KEPT_RUNS } from './rollback/needed.ts';

const MAX_JOURNALS = 50;
const DAY_MS = 86_400_000;
const MAX_AGE_MS = 90 * DAY_MS;
/** Plans younger than this may belong to a run that has not written its journal yet. */
const JUST_WRITTEN_MS = DAY_MS / 24;
/** Bytes to read from the end of a journal. The last record of a finished journal is shorter than that. */
const TAIL = 4096;

interface Found {
  /** File name without the extension. */
  readonly name: string;
  readonly path: string;
  readonly ageMs: number;
}

/** The apply that has just finished. */
export interface FinishedApply {
  /** Ids of its plan and of its reviewed plans. */
  readonly plans: readonly string[];
  /** Current time in milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Deletes the files of finished applies that are no longer needed. Never rejects, as a failure to clean up must not fail the apply.
 *
 * @param store the path of `.rollcall`
 */
export async function tidyJournals(store: string, done: FinishedApply): Promise<void> {
  try {
    const journals = await filesOf(join(store, 'journal'), '.ndjson', done.now);
    const ends = await Promise.all(journals.map(({ path }) => isFinished(path)));
    const finished = journals.filter((_, index) => ends[index] === true);
    const kept = await forRollback(finished);
    await removeOld(finished, kept);
    await removePlans(store, { open: journals.filter((_, index) => ends[index] === false), kept }, done);
  } catch {
    // The next apply tries again.
  }
}

/** Deletes old journals, except those that a rollback needs. @param kept names of the latter */
async function removeOld(finished: readonly Found[], kept: readonly string[]): Promise<void> {
  const newestFirst = finished.toSorted((a, b) => a.ageMs - b.ageMs);
  const old = newestFirst.filter(({ ageMs }, index) => index >= MAX_JOURNALS || ageMs > MAX_AGE_MS);
  for (const { path } of old.filter(({ name }) => !kept.includes(name))) await rm(path, { force: true });
}

/** Names of the newest applies that wrote something, whose plans a rollback needs. */
async function forRollback(finished: readonly Found[]): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const { name, path, ageMs } of finished.toSorted((a, b) => a.ageMs - b.ageMs)) {
    if (kept.length === KEPT_RUNS || ageMs > KEPT_FOR) break;
    // Another run may have deleted the journal meanwhile.
    const isNeeded = await hasWritten(path).catch((error: unknown) => {
      if (!hasCode(error, 'store', 'missing')) throw error;
      return false;
    });
    if (isNeeded) kept.push(name);
  }
  return kept;
}

/**
 * Deletes the plans that neither an unfinished journal nor a rollback needs.
 *
 * @throws HintedError `journal` if an unfinished journal is invalid: the plans that it needs are unknown, so none is deleted
 */
async function removePlans(
  store: string,
  { open, kept }: { readonly open: readonly Found[]; readonly kept: readonly string[] },
  { plans, now }: FinishedApply,
): Promise<void> {
  const wanted = new Set([...kept, ...(await Promise.all(open.map(plansOf))).flat()]);
  for (const extension of ['.age', '.json']) {
    for (const { name, path, ageMs } of await filesOf(join(store, 'plans'), extension, now)) {
      const isDone = plans.includes(name) || ageMs > JUST_WRITTEN_MS;
      if (isDone && !wanted.has(name)) await rm(path, { force: true });
    }
  }
}

async function filesOf(directory: string, extension: string, now: number): Promise<readonly Found[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(extension));
  const found = names.map(async (file) => {
    const path = join(directory, file);
    const status = await lstat(path);
    return { name: file.slice(0, -extension.length), path, ageMs: now - status.mtimeMs, isFile: status.isFile() };
  });
  return (await Promise.all(found)).filter(({ isFile }) => isFile);
}

/** True if the journal's last complete record marks it as finished. An apply that was resumed afterwards has a later record. */
async function isFinished(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { size } = await file.stat();
    const { bytesRead, buffer } = await file.read(Buffer.alloc(TAIL), 0, TAIL, Math.max(0, size - TAIL));
    const last = buffer.toString('utf8', 0, bytesRead).split('\n').at(-2) ?? '';
    return (JSON.parse(last) as { readonly type?: unknown }).type === 'finished';
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

/** Ids of the plans that an unfinished journal needs; none if the journal is empty, because nothing was sent. */
async function plansOf({ path }: Found): Promise<readonly string[]> {
  if ((await readJournal(path).next()).done === true) return [];
  const { planId, reviewed } = await foldJournal(readJournal(path), path);
  return [planId, ...(reviewed ?? [])];
}
