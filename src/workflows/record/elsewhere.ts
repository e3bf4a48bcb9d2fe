// Finds other records of an account's name, from which the account's record may have to be moved: the directory was moved, a
// vendor that does not name its account got a new key, or staging and production share the name. They are shown to the user, and
// never used without being asked for.

import { listApplied } from '../../base/applied-ref.ts';
import type { AppliedRecord } from '../../base/record/document.ts';
import type { RecordElsewhere } from '../../base/record/state.ts';
import type { Environment } from '../../manifest/configuration.ts';
import type { OpenedRecords } from './open.ts';

/**
 * Returns the other records of an account's name. Those of another environment of these manifests are left out: each environment
 * has records of its own, so its first run is not a move.
 *
 * @param account name of the account
 * @param own name of the account's own record, which does not exist
 * @param environment the environment that was chosen; undefined if there is none
 * @throws HintedError `git`
 */
export async function elsewhereOf(
  account: string,
  own: string,
  { found, location }: OpenedRecords,
  environment: Environment | undefined,
): Promise<readonly RecordElsewhere[]> {
  const others = found.flatMap(({ name, record }) => {
    if (record === undefined || record.account !== account || name === own) return [];
    if (isOfAnother(environment, record)) return [];
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

/** True if the record belongs to another environment that the manifests declare. */
export function isOfAnother(
  environment: Environment | undefined,
  { environment: applied }: Pick<AppliedRecord, 'environment'>,
): boolean {
  if (environment === undefined || applied === undefined || applied === environment.name) return false;
  return environment.declared.includes(applied);
}
