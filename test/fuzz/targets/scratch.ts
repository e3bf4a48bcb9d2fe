import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let directory: string | undefined;

/**
 * Writes a text to a file that is gone when the process ends.
 *
 * @returns its path, the same for every text with this name
 */
export async function scratchFile(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(scratch(), name);
  await writeFile(path, text);
  return path;
}

/** Creates a directory that is gone when the process ends, or empties it. */
export function scratchDirectory(name: string): string {
  const path = join(scratch(), name);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  return path;
}

function scratch(): string {
  if (directory === undefined) {
    const created = mkdtempSync(join(tmpdir(), 'rollcall-fuzz-'));
    directory = created;
    process.once('exit', () => rmSync(created, { recursive: true, force: true }));
  }
  return directory;
}

/** Whether a text is one of the few that go through a real file. Most do not: a file takes longer than reading what it holds. */
export function isForFile(text: string): boolean {
  return text.length % 64 === 0;
}
