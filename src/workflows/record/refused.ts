// Why a record must be neither used nor overwritten. Pure.

import type { FetchedRecord } from '../../base/record/fetch.ts';
import type { RefusedRecord } from '../../base/record/state.ts';
import type { OpenedRecords } from './open.ts';

/**
 * Returns why the record of this name is refused.
 *
 * @returns undefined if it may be used, or if there is no such record
 */
export function whyRefused(name: string, { remote, found }: OpenedRecords): RefusedRecord | undefined {
  const fetched = remote?.reachable === true ? remote.fetched.get(name) : undefined;
  const disbelieved = remote && fetched && whyNotBelieved(fetched, remote.name);
  if (disbelieved !== undefined) return disbelieved;
  // This clone's own record is used whatever the remote has, and it cannot be read.
  const unreadable = found.find((one) => one.name === name && one.record === undefined);
  return unreadable && { state: 'refused', reason: 'unreadable' };
}

function whyNotBelieved(fetched: FetchedRecord, remote: string): RefusedRecord | undefined {
  // The remote has no record, or this clone's record descends from the remote's: then this clone's own is used, which needs no
  // belief.
  if (fetched.state === 'missing' || fetched.state === 'ahead') return undefined;
  const { belief, theirs } = fetched;
  if (belief.believed) return undefined;
  const at = theirs.record === undefined ? {} : { at: theirs.record.at };
  return { state: 'refused', reason: belief.reason, commit: belief.commit, ...at, remote };
}
