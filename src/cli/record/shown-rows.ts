import { isLocal } from '../../base/record/document.ts';
import type { GlobalOptions } from '../options/options.ts';
import { isRedacted, outputIds } from '../options/redaction.ts';

/** Masks the revisions of manifests that are in no commit, if redaction is on: they are digests of personal data. */
export async function shownRows<T extends { readonly revision?: string }>(
  rows: readonly T[],
  options: Pick<GlobalOptions, 'redact'>,
): Promise<readonly (Omit<T, 'revision'> & { readonly revision?: string })[]> {
  if (!isRedacted(options, process.env)) return rows;
  const ids = await outputIds();
  return rows.map(({ revision, ...row }) => {
    if (revision === undefined) return row;
    return { ...row, revision: isLocal(revision) ? `local:${ids('digest', revision)}` : revision };
  });
}
