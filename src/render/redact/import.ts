// Masks the result of an import: contacts become their numbers within the output, and addresses are hidden; counts, fields, reasons
// and the names of files, which never hold a value, stay. Pure.

import type { ImportSummary } from '../text/import.ts';
import { mark } from './values.ts';

/** Returns the result with personal data masked. */
export function redactImport<Result extends Pick<ImportSummary, 'account' | 'excepted' | 'notFound'>>(
  result: Result,
): Result {
  const { account, excepted, notFound } = result;
  return {
    ...result,
    excepted: excepted.map(({ code }, index) => ({ key: `${account}/contact ${index + 1}`, code })),
    notFound: notFound.map((_, index) => mark(notFound.length === 1 ? 'email' : `email ${index + 1}`)),
  };
}
