// The journal of a working directory, as a test looks at it.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalRecord } from '../../src/apply/journal/journal.ts';
import { validatorOf } from '../../src/manifest/schema/validators.ts';

/** Records of the only journal there, and whatever is no valid record. */
export async function readRecords(
  directory: string,
): Promise<{ readonly records: readonly JournalRecord[]; readonly invalid: readonly string[] }> {
  const journals = join(directory, '.rollcall/journal');
  const [name] = await readdir(journals);
  const lines = (await readFile(join(journals, name ?? ''), 'utf8')).split('\n').slice(0, -1);
  const invalid = lines.filter((line) => !validatorOf('journal')(parse(line)));
  return { records: lines.filter((line) => !invalid.includes(line)).map((line) => JSON.parse(line)), invalid };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Requests and changes that were sent again after the vendor had confirmed them. */
export function repeatedThoughConfirmed(records: readonly JournalRecord[]): readonly string[] {
  const confirmed = new Set<string>();
  const repeated: string[] = [];
  for (const record of records) {
    if (record.type === 'answered') {
      const done = record.results.filter(({ result }) => result === 'confirmed' || result === 'accepted');
      for (const { change } of done) confirmed.add(`${record.request} ${change}`);
    }
    if (record.type === 'sending') {
      repeated.push(
        ...record.changes.map((change) => `${record.request} ${change}`).filter((one) => confirmed.has(one)),
      );
    }
  }
  return repeated;
}
