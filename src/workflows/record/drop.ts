// Forgets records of what was applied: in this clone or on this machine, and at the remote. The next plan of their destination is a
// first run.

import { dropApplied, listApplied } from '../../base/applied-ref.ts';
import { dropAtRemote } from '../../base/record/remote.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { FoundRecord, OpenedRecords } from './open.ts';

/**
 * Forgets a record.
 *
 * @param name as `listRecords` names it
 * @throws HintedError `applied-ref` if there is no such record, or it cannot be removed; `git`
 */
export async function dropRecord(name: string, opened: OpenedRecords): Promise<void> {
  const isOld = await dropOldForm(name, opened);
  const found = opened.found.filter((one) => one.name === name);
  if (found.length === 0 && !isOld) throw unknownRecord(name);
  for (const one of found) await dropHere(one, opened);
  await dropThere(name, opened);
}

/** The error for a name that no record has. */
export function unknownRecord(name: string): HintedError {
  return new HintedError('applied-ref', sentence`there is no record ${shown(name)}`, {
    hint: sentence`\`rollcall record list\` names the records`,
  });
}

async function dropOldForm(name: string, { location }: OpenedRecords): Promise<boolean> {
  if (location === undefined || !name.startsWith('applied/')) return false;
  const account = name.slice('applied/'.length);
  const commit = (await listApplied(location)).get(account);
  return commit !== undefined && dropApplied(location, account, commit);
}

async function dropHere({ name, version, keptIn }: FoundRecord, { shared, own }: OpenedRecords): Promise<void> {
  const store = keptIn === 'git' ? shared : own;
  await store?.drop(name, version);
}

async function dropThere(name: string, { location, remote }: OpenedRecords): Promise<void> {
  if (location === undefined || remote === undefined) return;
  if (!remote.reachable) throw remote.error;
  const theirs = remote.remote.records.get(name);
  if (theirs !== undefined) await dropAtRemote(location.repository, remote.name, name, theirs);
}
