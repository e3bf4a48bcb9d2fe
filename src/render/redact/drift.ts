// Masks the personal values of drift. Fields, kinds, rules and source positions stay, as in a redacted plan. Pure.

import { isDeepStrictEqual } from 'node:util';
import type { FieldValue } from '../../contact/difference.ts';
import { SET_FIELDS } from '../../contact/fields.ts';
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

/** Returns an entry's values masked. Values that differ have masks that differ, and equal values have the same mask. */
function maskedValues(
  entry: ValueEntry,
  names: VendorNames,
): Pick<ValueEntry, 'path' | 'recorded' | 'declared' | 'live'> {
  const { recorded, declared, live } = entry;
  const path = names.redactPath(entry);
  const values = maskedPair(entry, declared, live);
  if (recorded === undefined) return { path, ...values };
  if (isDeepStrictEqual(recorded, declared)) return { path, ...values, recorded: values.declared };
  const masked = maskedPair(entry, recorded, live);
  if (isDeepStrictEqual(recorded, live)) return { path, ...values, recorded: values.live };
  // Masks of values that were masked together differ; this one was masked without the declared value.
  const alone = maskedPair(entry, recorded, null).declared;
  if (!isDeepStrictEqual(alone, values.live) && !isDeepStrictEqual(alone, values.declared))
    return { path, ...values, recorded: alone };
  const isDeclared = isDeepStrictEqual(declared, live);
  return { path, declared: isDeclared ? masked.live : values.declared, recorded: masked.declared, live: masked.live };
}

/** Masks what manifests or records declare, and what is live, together. */
function maskedPair(
  { path }: Pick<ValueEntry, 'path'>,
  declared: FieldValue,
  live: FieldValue,
): Pick<ValueEntry, 'declared' | 'live'> {
  // In a set, redactValues masks the members of `before` that `after` lacks: those that only the vendor has.
  if ((SET_FIELDS as readonly (string | undefined)[]).includes(path[0])) {
    const { before, after } = redactValues({ path, before: live, after: declared });
    return { declared: after, live: before };
  }
  const { before, after } = redactValues({ path, before: declared, after: live });
  return { declared: before, live: after };
}
