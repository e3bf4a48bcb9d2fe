// What finished applies leave under .rollcall. Their plans are of no use any more, and hold people's data: they go. Of their
// journals the newest stay for a while. What may still be resumed is never touched, nor what another run may just be writing.

import { lstat, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { foldJournal } from '../apply/journal/state.ts';
import { readJournal } from '../store/journal.ts';

const MOST_JOURNALS = 50;
const DAY = 86_400_000;
const LONGEST_KEPT = 90 * DAY;
/** A run saves its plan before its journal says so. */
const JUST_WRITTEN = DAY / 24;
/** Its last record is shorter. */
const TAIL = 4096;

interface Found {
  readonly name: string;
  readonly path: string;
  readonly ageMs: number;
}

export interface Done {
  /** Plans of the apply that has just finished. */
  readonly plans: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Never rejects: what was applied is applied. */
export async function tidyJournals(store: string, done: Done): Promise<void> {
  try {
    const journals = await filesOf(join(store, 'journal'), '.ndjson', done.now);
    const ends = await Promise.all(journals.map(({ path }) => isFinished(path)));
    await removeOld(journals.filter((_, index) => ends[index] === true));
    await removePlans(
      store,
      journals.filter((_, index) => ends[index] === false),
      done,
    );
  } catch {
    // What stays is found by the next apply.
  }
}

async function removeOld(finished: readonly Found[]): Promise<void> {
  const newestFirst = finished.toSorted((a, b) => a.ageMs - b.ageMs);
  const old = newestFirst.filter(({ ageMs }, index) => index >= MOST_JOURNALS || ageMs > LONGEST_KEPT);
  for (const { path } of old) await rm(path, { force: true });
}

/** @throws HintedError `journal` for an open journal that cannot be read: which plans it needs is unknown, so that none may go */
async function removePlans(store: string, open: readonly Found[], { plans, now }: Done): Promise<void> {
  const wanted = new Set((await Promise.all(open.map(plansOf))).flat());
  for (const extension of ['.age', '.json']) {
    for (const { name, path, ageMs } of await filesOf(join(store, 'plans'), extension, now)) {
      const isDone = plans.includes(name) || ageMs > JUST_WRITTEN;
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

/** Whether its last whole record says so: one that goes on after it is not. */
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

/** What may still be resumed needs its plans; what has recorded nothing has nothing to resume. */
async function plansOf({ path }: Found): Promise<readonly string[]> {
  if ((await readJournal(path).next()).done === true) return [];
  const { planId, reviewed } = await foldJournal(readJournal(path), path);
  return reviewed === null ? [planId] : [planId, reviewed];
}
