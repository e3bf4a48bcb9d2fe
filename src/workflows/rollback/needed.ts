// Tells which saved plans and manifests must be kept so that the latest applies can be rolled back.

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseRecord } from '../../apply/journal/state.ts';
import type { Revision } from '../../base/record/document.ts';
import { personal } from '../../contact/argument.ts';
import { hasCode } from '../../contact/hinted-error.ts';
import { readJournal } from '../../store/journal.ts';
import { errorCode } from '../../store/store-error.ts';

/** The saved plans of at most this many finished applies are kept: of the newest that wrote anything. */
export const KEPT_RUNS = 5;

/** Milliseconds after which the saved plan of a finished apply is no longer kept, even if it is one of the newest. */
export const KEPT_FOR = 30 * 86_400_000;

/** True if an apply wrote anything: its journal says that a request was about to leave. */
export async function hasWritten(journal: string): Promise<boolean> {
  for await (const line of readJournal(journal)) if (line.includes('"type":"sending"')) return true;
  return false;
}

/**
 * Returns the revisions that a rollback of a saved apply may restore: those that the records named before the apply. If they are
 * in no commit, their manifests are kept.
 *
 * @param store the path of `.rollcall`
 */
export async function revisionsNeeded(store: string): Promise<readonly Revision[]> {
  const plans = await namesIn(join(store, 'plans'));
  const saved = new Set(plans.map((file) => file.replace(/\.(?:age|json)$/, '')));
  const needed = new Set<Revision>();
  for (const file of await namesIn(join(store, 'journal'))) {
    if (saved.has(basename(file, '.ndjson')))
      for (const one of await revisionsIn(join(store, 'journal', file))) needed.add(one);
  }
  return [...needed];
}

async function namesIn(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
    return [];
  });
}

/** Returns the revisions in the first line of a journal; none if the journal is invalid, because it cannot be rolled back. */
async function revisionsIn(journal: string): Promise<readonly Revision[]> {
  try {
    for await (const line of readJournal(journal)) {
      const record = parseRecord(line, personal('file', journal));
      if (record.type !== 'started') return [];
      return (record.before ?? []).flatMap(({ revision, exceptions, rolledBack = [] }) => [
        revision,
        ...exceptions.flatMap(({ entries }) => entries),
        ...rolledBack.map((one) => one.revision),
      ]);
    }
  } catch (error) {
    if (!hasCode(error, 'journal')) throw error;
  }
  return [];
}
