// Masks the personal values in the result of a pull. The texts of the files stay as they are: with redaction, renderers do not
// show them. Pure.

import type { DriftEntry } from '../../plan/drift/document.ts';
import type { PullResult, ValueEntry } from '../../plan/drift/pulled.ts';
import { redactDrift } from './drift.ts';
import type { ShortIds } from './short-ids.ts';
import { redactName } from './values.ts';

/**
 * Returns the result of a pull with personal values masked. Contacts get the same pseudonyms as in the redacted drift.
 *
 * @param ids makes the short ids that replace digests
 */
export function redactPull(result: PullResult, ids?: ShortIds): PullResult {
  const drift = redactDrift(result.drift, ids);
  const masked = new Map<DriftEntry, DriftEntry>(
    result.drift.entries.map((entry, index) => [entry, drift.entries[index] ?? entry]),
  );
  const mask = <T extends DriftEntry>(entry: T): T => (masked.get(entry) ?? entry) as T;
  return {
    ...result,
    drift,
    taken: result.taken.map(mask<ValueEntry>),
    exceptions: result.exceptions.map(({ entry, file, ...why }) => ({
      entry: mask(entry),
      ...why,
      ...(file === undefined ? {} : { file: redactName(file, 'file') }),
    })),
    absent: result.absent.map(mask),
    files: result.files.map(({ file, text }) => ({ file: { ...file, name: redactName(file.name, 'file') }, text })),
  };
}
