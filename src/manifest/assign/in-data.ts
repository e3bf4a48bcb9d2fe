// Finds the refused assignments whose contact is a row of a data file, such as a CSV file. rollcall does not edit data files: the
// row has to be changed in the system that exports the file. Pure.

import type { DesiredContact } from '../../contact/contact.ts';
import type { DataFile } from '../read/data-file.ts';
import type { RefusedAssignment } from './assignment.ts';

/** The loaded contacts and the data files, which tell whether a contact is a row. */
export interface DeclaredIn {
  readonly contacts: readonly DesiredContact[];
  /** The data files that sources read. */
  readonly data: readonly Pick<DataFile, 'name'>[];
}

/**
 * Returns the refusals. An unknown contact whose first entry is a row gets the code `in-data`, and the file and line of the row.
 */
export function withRows(
  refused: readonly RefusedAssignment[],
  { contacts, data }: DeclaredIn,
): readonly RefusedAssignment[] {
  if (data.length === 0 || refused.length === 0) return refused;
  const names = new Set(data.map(({ name }) => name));
  const sources = new Map(contacts.map(({ key, source }) => [key, source] as const));
  return refused.map((one) => {
    const source = sources.get(one.assignment.contact);
    if (one.code !== 'unknown-contact' || source === undefined || !names.has(source.file)) return one;
    return { ...one, code: 'in-data', file: source.file, line: source.line };
  });
}
