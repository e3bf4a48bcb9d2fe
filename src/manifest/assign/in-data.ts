// Says of values that cannot be assigned whether they come from a row of data: such a row is changed where its file comes from. Pure.

import type { DesiredContact } from '../../contact/contact.ts';
import type { DataFile } from '../read/data-file.ts';
import type { RefusedAssignment } from './assignment.ts';

/** What is known of where contacts are declared. */
export interface DeclaredIn {
  readonly contacts: readonly DesiredContact[];
  /** The files of data that sources read. */
  readonly data: readonly Pick<DataFile, 'name'>[];
}

/** Returns the refusals; those of contacts whose first entry is a row name its file and line. */
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
