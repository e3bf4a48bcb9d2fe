import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let directory: string | undefined;

/**
 * Writes a text to a file that is gone when the process ends.
 *
 * @returns its path, the same for every text with this name
 */
export async function scratchFile(name: string, text: string): Promise<string> {
  if (directory === undefined) {
    const created = mkdtempSync(join(tmpdir(), 'rollcall-fuzz-'));
    directory = created;
    process.once('exit', () => rmSync(created, { recursive: true, force: true }));
  }
  const path = join(directory, name);
  await writeFile(path, text);
  return path;
}

/** Whether a text is one of the few that go through a real file. Most do not: a file takes longer than reading what it holds. */
export function isForFile(text: string): boolean {
  return text.length % 64 === 0;
}
