// Records that an account's record may have moved from: a renamed account, a moved directory, a new key of a vendor that does not
// name its account, or staging and production. They are named, and never used without being asked for.

import { listApplied } from '../../base/applied-ref.ts';
import type { RecordElsewhere } from '../../base/record/state.ts';
import type { OpenedRecords } from './open.ts';

/**
 * The other records of an account's name.
 *
 * @param account name of the account
 * @param own name of the account's own record, which does not exist
 * @throws HintedError `git`
 */
export async function elsewhereOf(
  account: string,
  own: string,
  { found, location }: OpenedRecords,
): Promise<readonly RecordElsewhere[]> {
  const others = found.flatMap(({ name, record }) => {
    if (record === undefined || record.account !== account || name === own) return [];
    const { directory, destination, at } = record;
    return [{ name, directory, origin: destination.origin, at }];
  });
  const old = location === undefined ? [] : [...(await listApplied(location)).keys()];
  return [
    ...others,
    ...old
      .filter((name) => name === account)
      .map((name) => ({ name: `applied/${name}`, directory: location?.path ?? '', origin: '' })),
  ];
}
