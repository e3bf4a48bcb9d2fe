// Temporary files that must not stay behind: they may contain live contacts. Drafts that are open when the process exits are
// removed then; those of a process that was killed are removed when another draft is created in the same directory.

import { type Stats, unlinkSync } from 'node:fs';
import { lstat, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Names of drafts; see `openDraft`. */
const DRAFT = /^\.rollcall-[0-9a-f]{12}\.tmp$/;
/** A draft to which nothing was written for this long belongs to a process that was killed. Milliseconds. */
const MAX_IDLE_MS = 60 * 60 * 1000;

const open = new Set<string>();
const swept = new Set<string>();

/** Makes the exit of the process remove a draft. Call it before the file is created. */
export function trackDraft(path: string): void {
  if (open.size === 0) process.on('exit', removeOpen);
  open.add(path);
}

/** Ends the tracking of a draft that has replaced its target or was removed. */
export function untrackDraft(path: string): void {
  open.delete(path);
  if (open.size === 0) process.off('exit', removeOpen);
}

function removeOpen(): void {
  for (const path of open) {
    try {
      unlinkSync(path);
    } catch {
      // The draft was not created yet, or has already replaced its target.
    }
  }
}

/** Removes drafts of killed processes of this user from a directory, at most once for each directory. Never rejects. */
export async function removeLeftDrafts(directory: string): Promise<void> {
  if (swept.has(directory)) return;
  swept.add(directory);
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((other) => DRAFT.test(other))) {
    const path = join(directory, name);
    const entry = await lstat(path).catch(() => undefined);
    if (entry !== undefined && isOwn(entry) && Date.now() - entry.mtimeMs > MAX_IDLE_MS)
      await unlink(path).catch(() => {});
  }
}

function isOwn(entry: Stats): boolean {
  return entry.isFile() && (process.getuid === undefined || entry.uid === process.getuid());
}
