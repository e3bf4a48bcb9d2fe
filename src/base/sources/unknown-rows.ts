// Finds the queries of a base whose rows are not known any more, and marks the contacts that the vendor may have had because of them:
// whoever was a row then and is gone at the vendor now looks like somebody new. Pure.

import type { Diagnostic } from '../../manifest/diagnostic.ts';
import type { DataFile } from '../../manifest/read/data-file.ts';
import { areRows } from '../../manifest/sources/query.ts';
import type { ContactToPlan } from '../contact-to-plan.ts';
import type { UnknownRows } from './compare.ts';

/** Map from account name to what it declared in the revisions of a base. */
type Revisions = ReadonlyMap<
  string,
  readonly { readonly manifests: { readonly unknownRows?: readonly string[] | undefined } }[]
>;

/** Returns the name of the source whose rows are not known, if the diagnostic says that. */
export function sourceOfUnknownRows({ code, args }: Diagnostic): string | undefined {
  return code === 'source-query' && args.why === 'unknown-rows' ? String(args.source) : undefined;
}

/** Returns a map from account name to the names of the sources whose rows are not known in one of its revisions. */
export function unknownRowsIn(revisions: Revisions): UnknownRows {
  const found = new Map<string, ReadonlySet<string>>();
  for (const [account, own] of revisions) {
    const names = own.flatMap(({ manifests }) => manifests.unknownRows ?? []);
    if (names.length > 0) found.set(account, new Set(names));
  }
  return found;
}

/**
 * Marks the contacts from queries of which nothing says whether the vendor had them before.
 *
 * @param accounts names of the accounts of which the base or the record does not know all rows
 * @param data the files of data of today, among them the rows of queries; a query may have another name than in the base
 */
export function withUnknownRows(
  contacts: readonly ContactToPlan[],
  accounts: ReadonlySet<string>,
  data: readonly Pick<DataFile, 'name' | 'from'>[],
): readonly ContactToPlan[] {
  if (accounts.size === 0) return contacts;
  const names = new Set(data.filter(areRows).map(({ name }) => name));
  return contacts.map((contact) => {
    const { desired, base, confirmed } = contact;
    const isMeant = accounts.has(desired.account) && base?.removed === undefined && confirmed === undefined;
    return isMeant && names.has(desired.source.file) ? { ...contact, unknownBefore: true } : contact;
  });
}
