// Masks the result of an import. Keys of contacts become numbers, and addresses are hidden. Tags in file names are hidden, too,
// because a tag that only the vendor has may be personal. Counts, fields and reasons stay. Pure.

import type { ImportSummary } from '../text/files/import.ts';
import { mark } from './values.ts';

/** Matches the tag in a file name such as `shop-tag-vip-0001.yaml`. */
const TAG = /(-tag-)[a-z0-9-]+?((?:-\d{4})?\.yaml)$/;

/** Returns the result with personal data masked. */
export function redactImport<Result extends Pick<ImportSummary, 'account' | 'excepted' | 'files' | 'notFound'>>(
  result: Result,
): Result {
  const { account, excepted, files, notFound } = result;
  return {
    ...result,
    files: files.map(({ file, ...rest }) => ({ ...rest, file: file.replace(TAG, `$1${mark('tag')}$2`) })),
    excepted: excepted.map(({ code }, index) => ({ key: `${account}/contact ${index + 1}`, code })),
    notFound: notFound.map((_, index) => mark(notFound.length === 1 ? 'email' : `email ${index + 1}`)),
  };
}
