// Why a record must be neither used nor overwritten. Pure.

import type { FetchedRecord } from '../../base/record/fetch.ts';
import type { RefusedRecord } from '../../base/record/state.ts';
import type { OpenedRecords } from './open.ts';

/**
 * Why the record of this name is refused.
 *
 * @returns undefined if it may be used, or there is none
 */
export function whyRefused(name: string, { remote, found }: OpenedRecords): RefusedRecord | undefined {
  const fetched = remote?.reachable === true ? remote.fetched.get(name) : undefined;
  const disbelieved = remote && fetched && whyNotBelieved(fetched, remote.name);
  if (disbelieved !== undefined) return disbelieved;
  // Whatever the remote has, this clone's own record counts as well, and is not known.
  const unreadable = found.find((one) => one.name === name && one.record === undefined);
  return unreadable && { state: 'refused', reason: 'unreadable' };
}

function whyNotBelieved(fetched: FetchedRecord, remote: string): RefusedRecord | undefined {
  // Ours descends from what the remote has, or the remote has none: then it is this clone's own.
  if (fetched.state === 'missing' || fetched.state === 'ahead') return undefined;
  const { belief, theirs } = fetched;
  if (belief.believed) return undefined;
  const at = theirs.record === undefined ? {} : { at: theirs.record.at };
  return { state: 'refused', reason: belief.reason, commit: belief.commit, ...at, remote };
}
