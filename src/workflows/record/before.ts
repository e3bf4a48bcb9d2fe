// Finds what an account's record says, before an apply, about the contacts of the plan. The journal stores it, so that a rollback
// can restore it. Pure.

import { contactHash, placeOf, revisionsOf } from '../../base/record/document.ts';
import { countsBefore } from '../../base/record/next/exceptions.ts';
import { joinMarks, type RecordBefore } from '../../base/rollback/rolled-back.ts';
import { recordsOf } from './compared.ts';
import type { Recording, Subject } from './write.ts';

/** Returns what the account's record says, before the apply, about the contacts that the plan writes; a rollback restores it. */
export function recordBefore(
  { account, destination, applied }: Subject,
  { recorded, whole, revision, opened }: Recording,
): RecordBefore {
  const { name } = account;
  const before = recorded.records.get(name) ?? { layers: [], owed: new Set<string>() };
  const declared = whole.contacts.filter((contact) => contact.account === name);
  const written = applied.plan.changes.filter((change) => change.account === name && change.requests.length > 0);
  const hashes = new Set(written.map(({ key }) => contactHash(key)));
  const { exceptions, formerKeys, ...seen } = countsBefore({ account, declared, revision, before }, hashes);
  const former = recordsOf(destination, opened);
  const places = exceptions.flatMap(({ entries }) =>
    entries.flatMap((of) => {
      const known = former.find((one) => revisionsOf(one).includes(of));
      return known === undefined ? [] : [[of, placeOf(known, of)] as const];
    }),
  );
  const letGo = before.letGo ?? [];
  const rolledBack = joinMarks(former.flatMap((one) => one.rolledBack ?? []));
  return {
    account: name,
    revision,
    exceptions,
    ...seen,
    ...(Object.keys(formerKeys).length === 0 ? {} : { formerKeys }),
    ...(letGo.length === 0 ? {} : { letGo }),
    ...(rolledBack.length === 0 ? {} : { rolledBack }),
    ...(places.length === 0 ? {} : { places: Object.fromEntries(places) }),
  };
}
