// Masks the personal values of drift. Fields, kinds, rules and source positions stay, as in a redacted plan. Pure.

import { isDeepStrictEqual } from 'node:util';
import type { Drift, DriftAccount, DriftEntry } from '../../plan/drift/document.ts';
import { redactArguments } from './arguments.ts';
import { redactFilters, redactRecord } from './plan.ts';
import { numberedPseudonyms, type Pseudonym } from './pseudonyms.ts';
import { hiddenIds, type ShortIds } from './short-ids.ts';
import { mark, redactName, redactPath, redactValues } from './values.ts';
import { type VendorNames, vendorNamesOf } from './vendor-names.ts';

/** Drift with personal values masked. */
export interface RedactedDrift extends Drift {
  readonly redacted: true;
}

/**
 * Returns the drift with every personal value masked.
 *
 * @param ids makes the short ids that replace digests
 */
export function redactDrift(drift: Drift, ids: ShortIds = hiddenIds): RedactedDrift {
  const pseudonym = numberedPseudonyms(drift.entries);
  const names = vendorNamesOf(drift.entries.filter((entry) => 'path' in entry));
  const { formatVersion, ...rest } = drift;
  return {
    formatVersion,
    redacted: true,
    ...rest,
    manifests: { ...drift.manifests, digest: ids('digest', drift.manifests.digest) },
    filters: redactFilters(drift.filters, ids),
    notes: drift.notes.map(redactReason),
    accounts: drift.accounts.map((account) => redactAccount(account, pseudonym)),
    entries: drift.entries.map((entry) => redactEntry(entry, pseudonym, names)),
  };
}

function redactAccount(account: DriftAccount, pseudonym: Pseudonym): DriftAccount {
  const { reading, failures, refusals, record } = account;
  return {
    ...account,
    reading: reading.notes === undefined ? reading : { ...reading, notes: reading.notes.map(redactReason) },
    failures: failures.map(({ keys, ...failure }) => ({
      ...(keys === undefined ? {} : { keys: keys.map((key) => pseudonym(account.account, key)) }),
      ...redactReason(failure),
    })),
    refusals: refusals.map(redactReason),
    ...(record === undefined ? {} : { record: redactRecord(record) }),
  };
}

function redactReason<T extends Parameters<typeof redactArguments>[0], R extends { readonly args: T }>(reason: R): R {
  return { ...reason, args: redactArguments(reason.args) };
}

function redactEntry(entry: DriftEntry, pseudonym: Pseudonym, names: VendorNames): DriftEntry {
  const place = {
    key: pseudonym(entry.account, entry.key),
    source: { ...entry.source, file: redactName(entry.source.file, 'file') },
  };
  switch (entry.kind) {
    case 'suppressed':
    case 'not-erased':
    case 'gone':
    case 'missing':
    case 'still-there':
      return { ...entry, ...place };
    case 'unclear':
      return { ...entry, ...place, args: redactArguments(entry.args) };
    case 'owed':
      return { ...entry, ...place, paths: entry.paths.map(redactPath) };
    case 'opted-out':
      return {
        ...entry,
        ...place,
        ...maskedValues(entry, names),
        since: entry.since === 'unknown' ? entry.since : mark('date'),
      };
    default:
      return { ...entry, ...place, ...maskedValues(entry, names) };
  }
}

type ValueEntry = Extract<DriftEntry, { readonly path: unknown }>;

/**
 * Returns an entry's values masked. If `declared` and `live` differ, their masks differ. A `recorded` value that differs from
 * `declared` is masked on its own, so its mask may be equal to that of `live`.
 */
function maskedValues(
  entry: ValueEntry,
  names: VendorNames,
): Pick<ValueEntry, 'path' | 'recorded' | 'declared' | 'live'> {
  const { path, recorded, declared, live } = entry;
  const { before, after } = redactValues({ path, before: declared, after: live });
  const values = { path: names.redactPath(entry), declared: before, live: after };
  if (recorded === undefined) return values;
  if (isDeepStrictEqual(recorded, declared)) return { ...values, recorded: before };
  return { ...values, recorded: redactValues({ path, before: recorded, after: null }).before };
}
